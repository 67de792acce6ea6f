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
    &["tui", "http", "sandbox"],
    &["services", "checks", "output"],
    &["flow"],
    &["runtime"],
    &["provision", "registry"],
    &["topology"],
    &["bus"],
    &["context"],
    &["built_in"],
];

#[test]
fn every_module_imports_only_from_its_right() {
    let sources = read_all();
    assert!(sources.len() > 5, "src/ was not read");
    assert_eq!(faults(&sources), Vec::<String>::new());
}

/// What takes the bus without asking for leave to change it. Whoever stands here writes nothing.
const LOOKERS: [&str; 8] = [
    "commands/context/check.rs",
    "commands/env.rs",
    "commands/lag/mod.rs",
    "commands/pending/action/mod.rs",
    "commands/pending/mod.rs",
    "commands/services/mod.rs",
    "commands/setup/mod.rs",
    "commands/tail/mod.rs",
];

#[test]
fn who_takes_the_bus_without_leave_to_change_it_only_looks() {
    let mut takers: Vec<String> = read_all()
        .into_iter()
        .filter(|source| source.contains(r"\b(env|self)\s*\.bus\(\)"))
        .map(|source| source.path)
        .collect();
    takers.sort();
    assert_eq!(takers, LOOKERS, "a command that changes the server gets it by `bus_for_change`");
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
