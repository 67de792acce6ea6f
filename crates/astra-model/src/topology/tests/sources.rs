//! Where a topology comes from.

use std::path::Path;

use proptest::prelude::*;

use crate::topology::source::{LoadError, Source, load, load_text};
use crate::topology::tests::CATALOGUE;

#[test]
fn a_named_file_is_read_and_a_dash_is_standard_input() {
    assert_eq!(Source::choose(Some(Path::new("-")), super::GROUPS), Source::Stdin);
    assert_eq!(
        Source::choose(Some(Path::new("x.yaml")), super::GROUPS),
        Source::File("x.yaml".into())
    );
}

#[test]
fn a_file_is_loaded_under_the_name_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.yaml");
    std::fs::write(&path, "version: 1\nprefix: astra\nstreams: {}\ngroups: []\n").unwrap();
    let loaded = load(&Source::File(path.clone())).unwrap();
    assert_eq!(loaded.origin, path.display().to_string());
    assert_eq!(loaded.topology.prefix, "astra");
}

#[test]
fn a_file_that_is_not_there_is_named_with_a_hint() {
    let error = load(&Source::File("/nowhere/groups.yaml".into())).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `/nowhere/groups.yaml`: no such file");
    assert_eq!(error.hint(), Some("name the file with --file, or - for standard input"));
}

#[test]
fn bytes_that_are_no_text_are_placed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.yaml");
    std::fs::write(&path, b"version: 1\nprefix: \xff\n").unwrap();
    let Err(LoadError::Faulty(faults)) = load(&Source::File(path)) else { panic!("not a text") };
    assert_eq!((faults.0[0].line, faults.0[0].column), (2, 9));
    assert_eq!(faults.0[0].message, "the file is not UTF-8 text from here on");
}

proptest! {
    #[test]
    fn no_text_makes_loading_panic(text in "\\PC{0,60}|[a-z:{}\\[\\],&*\\- \n\"']{0,60}", at in 0..CATALOGUE.len()) {
        let _ = load_text("f", &text);
        let _ = load_text("f", &format!("{}{text}{}", &CATALOGUE[..at], &CATALOGUE[at..]));
    }
}

#[test]
fn a_file_nested_beyond_reason_is_refused() {
    let faults = load_text("f", &"[".repeat(100_000)).unwrap_err();
    assert_eq!(faults.0.len(), 1);
}
