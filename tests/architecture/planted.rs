//! The checker itself, on sources that break the rules and on sources that only look as if.

use crate::{faults, source::Source};

fn judge(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    faults(&sources)
}

#[track_caller]
fn is_fault(path: &str, text: &str, expected: &str) {
    let found = judge(&[(path, text)]);
    assert!(found.len() == 1 && found[0].contains(expected), "{text}: {found:?}");
}

#[track_caller]
fn is_fine(path: &str, text: &str) {
    assert_eq!(judge(&[(path, text)]), Vec::<String>::new(), "{text}");
}

#[test]
fn an_import_to_the_left_is_found_in_every_spelling() {
    for (path, text) in [
        ("bus/groups.rs", "use crate::topology::Group;"),
        ("bus.rs", "use crate::{event::Event, topology::{Group, read}};"),
        ("bus/groups.rs", "use crate::{\n    event::{self, Event as E},\n    topology,\n};"),
        ("bus/groups.rs", "fn f() { crate::topology::read(); }"),
        ("bus/groups.rs", "use super::super::topology::Group;"),
        ("bus.rs", "use super::topology;"),
        ("bus/mod.rs", "pub(crate) use crate::topology::*;"),
        ("bus.rs", "struct A(Vec<crate::topology::Group>);"),
        ("bus.rs", "use crate::{event::*, pattern::Pattern as P, topology::Group};"),
    ] {
        is_fault(path, text, "`bus` imports `topology`");
    }
}

#[test]
fn siblings_import_nothing_of_each_other() {
    is_fault("event.rs", "use crate::pattern::Pattern;", "`event` imports `pattern`");
    is_fault("sandbox/probe.rs", "use crate::http::serve;", "`sandbox` imports `http`");
}

#[test]
fn imports_to_the_right_and_within_a_module_are_fine() {
    is_fine("commands/lag.rs", "use crate::{bus::Bus, output::table, pattern::Pattern};");
    is_fine("bus/groups.rs", "use super::entries::Entry; use crate::bus::error::BusError;");
    is_fine("main.rs", "use astra::cli; fn main() { cli::run() }");
    is_fine("lib.rs", "mod bus; pub use crate::runtime::Consumer;");
    is_fine("flow/runner.rs", "use crate::flow::scenario; async fn f() { g().await }");
}

#[test]
fn comments_texts_and_tests_do_not_count() {
    is_fine("bus.rs", "//! As [`crate::topology`] says.\n/* crate::topology */ // crate::topology");
    is_fine(
        "bus.rs",
        "const A: &str = \"crate::topology \\\" crate::topology\"; const B: char = '\"';",
    );
    is_fine("bus.rs", "const A: &str = r#\"use \"crate::topology::x\"\"#;");
    is_fine(
        "bus.rs",
        "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::topology::Group;\n}\n",
    );
    is_fine("bus/tests.rs", "use crate::topology::Group;");
    is_fault("bus.rs", "#[cfg(test)]\nuse x;\nuse crate::topology::Group;", "imports `topology`");
    is_fault(
        "bus.rs",
        "fn f<'a>(x: &'a str) -> crate::topology::Group<'a> {}",
        "imports `topology`",
    );
}

#[test]
fn a_module_without_a_place_in_the_order_is_found() {
    is_fault("helpers/x.rs", "fn f() {}", "`helpers` has no rank");
    is_fault("commands/lag.rs", "use crate::helpers::x;", "imports `helpers`");
}

#[test]
fn commands_never_import_each_other() {
    let setup = ("commands/setup.rs", "pub(crate) async fn run() {}");
    let shared = ("commands/filters.rs", "pub(crate) struct Filters;");
    let faulty = [
        "use crate::commands::setup::plan;",
        "use super::setup;",
        "use crate::commands::{Env, setup};",
    ];
    for text in faulty {
        let found = judge(&[setup, shared, ("commands/lag.rs", text)]);
        assert!(
            found.len() == 1 && found[0].contains("`lag` imports command `setup`"),
            "{text}: {found:?}"
        );
    }
    let fine = "use crate::commands::{Env, Verdict, filters::Filters}; use super::lag::rows;";
    assert!(judge(&[setup, shared, ("commands/lag.rs", fine)]).is_empty());
    assert!(
        judge(&[setup, ("commands/mod.rs", "use self::setup::Args; use crate::commands::setup;")])
            .is_empty()
    );
    let nested = judge(&[setup, ("commands/lag/rows.rs", "use super::super::setup::plan;")]);
    assert_eq!(nested.len(), 1, "{nested:?}");
}

#[test]
fn a_package_is_named_only_where_it_lives() {
    is_fault("sandbox.rs", "use redis::Client;", "`redis` belongs");
    is_fault("registry.rs", "fn f() -> redis::RedisResult<()> {}", "`redis` belongs");
    is_fault("commands/lag.rs", "use comfy_table::Table;", "`comfy_table` belongs");
    is_fault("flow/runner.rs", "use indicatif::ProgressBar;", "`indicatif` belongs");
    is_fault("provision.rs", "use ::serde_yaml::Value;", "`serde_yaml` belongs");
    is_fault("sandbox.rs", "#[derive(Debug, clap::Args)] struct A;", "`clap` belongs");
    is_fault("output/table.rs", "use clap::ValueEnum;", "`clap` belongs");
    is_fine("output/format.rs", "#[derive(clap::ValueEnum)] pub(crate) enum Format { Json }");
    is_fine("bus/connect.rs", "use redis::Client;");
    is_fine("sandbox.rs", "use crate::bus::redis::X; fn f() { self.redis; }");
}

#[test]
fn pure_modules_neither_wait_nor_read_files() {
    is_fault("stats.rs", "async fn f() {}", "async");
    is_fault("output/table.rs", "fn f() { g.await; }", "await");
    is_fault("flow/reactions.rs", "async fn f() {}", "async");
    is_fault("flow/reactions/trade.rs", "use tokio::sync::Mutex;", "tokio");
    is_fault("checks/lag.rs", "use std::{fmt, fs};", "fs");
    is_fine("flow/runner.rs", "async fn f() { g().await }");
    is_fine("output/table.rs", "use std::io::Write; /// never async\nfn f() {}");
}
