//! Every kind of fault, each with its exact place, words and hint.

mod keys;
mod names;
mod shape;
mod showing;
mod values;

use crate::topology::source::load_text;
use crate::topology::tests::{CATALOGUE, told};

/// Checks all faults of a file, each `line:column: message` with its hint.
#[track_caller]
fn assert_faults(source: &str, expected: &[(&str, &str)]) {
    let faults = load_text("f", source).expect_err("the file is faulty").0;
    let expected: Vec<_> = expected
        .iter()
        .map(|(headline, hint)| (format!("f:{headline}"), (*hint).to_owned()))
        .collect();
    assert_eq!(told(&faults), expected);
}

/// Checks the faults of one group, whose keys begin on line 7 behind four blanks.
#[track_caller]
fn assert_group_faults(group: &str, expected: &[(&str, &str)]) {
    assert_faults(&format!("{CATALOGUE}  - {}", group.replace('\n', "\n    ")), expected);
}

/// Checks the faults of one event, which stands on line 5 behind 12 columns.
#[track_caller]
fn assert_event_faults(settings: &str, expected: &[(&str, &str)]) {
    let source =
        format!("version: 1\nprefix: astra\nstreams:\n  nft:\n    sold: {settings}\ngroups: []\n");
    assert_faults(&source, expected);
}

const GOOD: &str =
    "\nowner: trading\nkind: internal\nconsumers: 1\nstreams: [\"astra.trading.*\"]\n";
