//! Tests for keys that are unknown, missing, repeated or not strings.

use crate::topology::tests::faults::{
    GOOD, assert_event_faults, assert_faults, assert_group_faults,
};
use crate::topology::tests::{CATALOG, with_groups};

#[test]
fn an_unknown_key() {
    assert_group_faults(
        &format!("name: g{GOOD}descripton: x"),
        &[("12:5: unknown key `descripton` in a group", "did you mean `description`?")],
    );
    assert_event_faults(
        "{ versions: [1], color: red }",
        &[("5:28: unknown key `color` in an event", "valid keys are versions, retention")],
    );
    assert_event_faults(
        "{ versions: [1], retention: { maxlen: 5 } }",
        &[("5:41: unknown key `maxlen` in `retention`", "did you mean `max_len`?")],
    );
    assert_faults(
        "version: 1\nprefix: astra\nstreams: {}\ngroups: []\ndefaults: { idle: 1s }\ngroup: []\n",
        &[
            (
                "5:13: unknown key `idle` in `defaults`",
                "valid keys are start, retention, max_deliveries, min_idle",
            ),
            ("6:1: unknown key `group` in the file", "did you mean `groups`?"),
        ],
    );
}

#[test]
fn a_missing_key() {
    assert_faults(
        "prefix: astra",
        &[
            ("1:1: the file has no `version`", "add version: 1"),
            ("1:1: the file has no `streams`", "add streams: {}"),
            ("1:1: the file has no `groups`", "add groups: []"),
        ],
    );
    assert_event_faults("{}", &[("5:11: event `sold` has no `versions`", "add versions: [1]")]);
    assert_group_faults(
        "name: g",
        &[
            ("7:5: group `g` has no `owner`", "add owner: orders"),
            ("7:5: group `g` has no `kind`", "add kind: internal, or kind: cross-domain"),
            ("7:5: group `g` has no `consumers`", "add consumers: 1"),
            ("7:5: group `g` has no `streams`", "add streams: [\"astra.orders.*\"]"),
        ],
    );
}

#[test]
fn a_repeated_key_or_name() {
    assert_group_faults(
        &format!("name: g{GOOD}owner: nft"),
        &[("12:5: key `owner` is given twice", "the first is on line 8")],
    );
    let group = format!("  - {}", format!("name: billing{GOOD}").replace('\n', "\n    "));
    assert_faults(
        &format!("{CATALOG}{group}\n{group}"),
        &[("13:11: group `billing` is declared twice", "the first is on line 7")],
    );
    assert_faults(
        "version: 1\nprefix: astra\nstreams:\n  nft: { a: { versions: [1] }, a: { versions: [2] } }\n  nft: {}\ngroups: []",
        &[
            ("4:32: key `a` is given twice", "the first is on line 4"),
            ("5:3: key `nft` is given twice", "the first is on line 4"),
        ],
    );
    assert_event_faults(
        "{ versions: [1, 1] }",
        &[("5:27: version `1` is listed twice", "the first is on line 5")],
    );
    assert_group_faults(
        "name: g\nowner: trading\nkind: internal\nconsumers: 1\nstreams:\n  - astra.trading.*\n  - astra.trading.*",
        &[("13:9: pattern `astra.trading.*` is listed twice", "the first is on line 12")],
    );
}

#[test]
fn a_group_repeated_by_an_alias() {
    let group = format!("name: billing{GOOD}").replace('\n', "\n    ");
    let faults = with_groups(&format!("  - &again\n    {group}\n  - *again\n")).unwrap_err().0;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].message, "group `billing` is declared twice");
}

#[test]
fn a_key_that_is_not_a_string() {
    assert_faults(
        "version: 1\nprefix: astra\nstreams: { [a]: {} }\ngroups: []",
        &[("3:12: a key must be a string, found a list", "")],
    );
}
