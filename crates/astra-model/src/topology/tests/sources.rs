//! Tests for the sources of a topology.

use std::path::Path;

use proptest::prelude::*;

use crate::topology::source::{LoadError, Source, load, load_text};
use crate::topology::tests::CATALOG;

#[test]
fn a_name_is_a_file_and_a_dash_is_standard_input() {
    assert_eq!(Source::choose(Some(Path::new("-")), super::GROUPS), Source::Stdin);
    assert_eq!(
        Source::choose(Some(Path::new("x.yaml")), super::GROUPS),
        Source::File("x.yaml".into())
    );
}

#[test]
fn a_loaded_file_keeps_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.yaml");
    std::fs::write(&path, "version: 1\nprefix: astra\nstreams: {}\ngroups: []\n").unwrap();
    let loaded = load(&Source::File(path.clone())).unwrap();
    assert_eq!(loaded.origin, path.display().to_string());
    assert_eq!(loaded.topology.prefix, "astra");
}

#[test]
fn a_missing_file_is_reported_with_a_hint() {
    let error = load(&Source::File("/nowhere/groups.yaml".into())).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `/nowhere/groups.yaml`: no such file");
    assert_eq!(error.hint(), Some("pass a file with --file, or - for standard input"));
}

#[test]
fn invalid_utf8_is_reported_with_its_position() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.yaml");
    std::fs::write(&path, b"version: 1\nprefix: \xff\n").unwrap();
    let Err(LoadError::Faulty(faults)) = load(&Source::File(path)) else {
        panic!("loading a file that is not UTF-8 should fail")
    };
    assert_eq!((faults.0[0].line, faults.0[0].column), (2, 9));
    assert_eq!(faults.0[0].message, "the file is not valid UTF-8 from here on");
}

proptest! {
    #[test]
    fn no_text_makes_loading_panic(text in "\\PC{0,60}|[a-z:{}\\[\\],&*\\- \n\"']{0,60}", at in 0..CATALOG.len()) {
        let _ = load_text("f", &text);
        let _ = load_text("f", &format!("{}{text}{}", &CATALOG[..at], &CATALOG[at..]));
    }
}

#[test]
fn a_file_with_extreme_nesting_is_rejected() {
    let faults = load_text("f", &"[".repeat(100_000)).unwrap_err();
    assert_eq!(faults.0.len(), 1);
}
