//! Runs every target on the committed corpus and on all earlier findings.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fuzz::TARGETS;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The inputs of a target with their paths.
fn inputs(kind: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(root().join(kind).join(target)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn every_target_passes_on_the_committed_corpus() {
    for (name, target) in TARGETS {
        let inputs = inputs("corpus", name);
        assert!(inputs.len() > 4, "{name} has no corpus");
        for (path, bytes) in inputs {
            println!("{}", path.display());
            target(&bytes);
        }
    }
}

#[test]
fn no_finding_comes_back() {
    let found = TARGETS.map(|(name, target)| {
        let inputs = inputs("findings", name);
        for (path, bytes) in &inputs {
            println!("{}", path.display());
            target(bytes);
        }
        inputs.len()
    });
    assert!(found.iter().sum::<usize>() > 0, "no finding was read");
}

#[test]
fn every_target_passes_on_truncated_inputs() {
    for (name, target) in TARGETS {
        for (path, bytes) in inputs("corpus", name) {
            println!("{}", path.display());
            let step = (bytes.len() / 16).max(1);
            (0..bytes.len()).step_by(step).for_each(|end| target(&bytes[..end]));
        }
    }
}

#[test]
fn targets_programs_and_corpora_have_the_same_names() {
    let names = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap().path())).collect();
        names.sort();
        names
    };
    let mut targets = TARGETS.map(|(name, _)| name.to_owned()).to_vec();
    targets.sort();
    assert_eq!(names("targets"), targets);
    assert_eq!(names("corpus"), targets);
    assert!(names("findings").iter().all(|name| targets.contains(name)));
}
