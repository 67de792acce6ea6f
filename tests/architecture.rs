//! The import rules of the house, checked by reading `src/`.
//!
//! A module imports only modules of a lower rank; modules of one rank import nothing of each other. What stands under
//! `#[cfg(test)]` may look wherever it likes.

// Every line of a test binary is test code, also what stands outside of `#[test]` functions.
#![allow(clippy::unwrap_used)]

#[path = "architecture/crates.rs"]
mod crates;
#[path = "architecture/source.rs"]
mod source;

use source::{Source, read_all};

/// From the edge inwards; each line imports only from the lines below it.
const RANKS: [&[&str]; 12] = [
    &["main", "lib"],
    &["cli", "fuzz"],
    &["commands"],
    &["tui", "http", "private_server"],
    &["services", "checks", "output"],
    &["flow"],
    &["runtime"],
    &["provision", "registry"],
    &["topology"],
    &["bus"],
    &["contexts"],
    &["built_in"],
];

#[test]
fn every_module_imports_only_from_its_right() {
    let sources = read_all();
    assert!(sources.len() > 5, "src/ was not read");
    assert_eq!(faults(&sources), Vec::<String>::new());
}

/// Files that may allow a bus to be changed: one after its user agreed, the other for a server of its own.
const WRITER_SOURCES: [&str; 2] = ["commands/env/confirm.rs", "private_server.rs"];

#[test]
fn only_a_confirmed_permit_yields_a_bus_writer() {
    let mut takers: Vec<String> = read_all()
        .into_iter()
        .filter(|source| source.contains(r"\bBusWriter::new\b"))
        .map(|source| source.path)
        .collect();
    takers.sort();
    assert_eq!(takers, WRITER_SOURCES, "a command gets its writer from `Env::change_permit`");
}

/// Everything in these sources that the rules forbid, a line each.
fn faults(sources: &[Source]) -> Vec<String> {
    let judge = |source| {
        let mut found: Vec<String> = misplaced(source).into_iter().collect();
        found.extend(imports_upwards(source));
        found.extend(imports_another_command(source, sources));
        found.extend(crates::misused(source));
        found.extend(crates::impure(source));
        found.dedup();
        found
    };
    sources.iter().flat_map(judge).collect()
}

fn rank(module: &str) -> Option<usize> {
    RANKS.iter().position(|modules| modules.contains(&module))
}

fn misplaced(source: &Source) -> Option<String> {
    let module = source.module();
    rank(module).is_none().then(|| format!("{}: module `{module}` has no rank", source.path))
}

fn imports_upwards(source: &Source) -> Vec<String> {
    let own = source.module();
    if own == "lib" {
        return Vec::new();
    }
    let is_wrong = |imported: &str| {
        // A name that is no module is an item of the crate's root: nothing but the modules may stand there.
        rank(imported).is_none_or(|imported| rank(own).is_some_and(|own| imported <= own))
    };
    let imports = source.imports.iter().filter_map(|path| path.first());
    imports
        .filter(|imported| *imported != own && is_wrong(imported))
        .map(|imported| format!("{}: `{own}` imports `{imported}`", source.path))
        .collect()
}

/// A command is a module of `commands` that has a `run`; what several share has none.
fn imports_another_command(source: &Source, sources: &[Source]) -> Vec<String> {
    let Some(own) = source.command() else {
        return Vec::new();
    };
    let is_command = |name: &str| {
        sources.iter().any(|other| other.command() == Some(name) && other.declares_run())
    };
    let commands = source.imports.iter().filter(|path| path[0] == "commands");
    commands
        .filter_map(|path| path.get(1))
        .filter(|imported| *imported != own && is_command(imported))
        .map(|imported| format!("{}: command `{own}` imports command `{imported}`", source.path))
        .collect()
}
