//! Tests for every fault, with its exact position, message and hint.

mod keys;
mod names;
mod shape;
mod showing;
mod values;

use crate::topology::source::load_text;
use crate::topology::tests::{CATALOG, headlines_and_hints};

/// Checks all faults of a file, each as `line:column: message` and hint.
#[track_caller]
fn assert_faults(source: &str, expected: &[(&str, &str)]) {
    let faults = load_text("f", source).expect_err("the file should have faults").0;
    let expected: Vec<_> = expected
        .iter()
        .map(|(headline, hint)| (format!("f:{headline}"), (*hint).to_owned()))
        .collect();
    assert_eq!(headlines_and_hints(&faults), expected);
}

/// Checks the faults of one group, whose keys start on line 7 at column 5.
#[track_caller]
fn assert_group_faults(group: &str, expected: &[(&str, &str)]) {
    assert_faults(&format!("{CATALOG}  - {}", group.replace('\n', "\n    ")), expected);
}

/// Checks the faults of one event, whose settings start on line 5 at column 11.
#[track_caller]
fn assert_event_faults(settings: &str, expected: &[(&str, &str)]) {
    let source =
        format!("version: 1\nprefix: astra\nstreams:\n  nft:\n    sold: {settings}\ngroups: []\n");
    assert_faults(&source, expected);
}

/// The valid settings of a group after its name.
const GOOD: &str =
    "\nowner: trading\nkind: internal\nconsumers: 1\nstreams: [\"astra.trading.*\"]\n";
