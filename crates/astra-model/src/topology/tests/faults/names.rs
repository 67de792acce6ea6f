//! Tests for names and patterns that break the convention.

use crate::topology::tests::faults::{GOOD, assert_faults, assert_group_faults};

#[test]
fn a_name_that_breaks_the_convention() {
    let rule = "use lowercase letters and digits, and after the first character also _ -";
    assert_faults(
        "version: 1\nprefix: Astra\nstreams:\n  Trading: { 'a.b': { versions: [1] } }\n  n*: { Sold: { versions: [1] } }\ngroups: []",
        &[
            ("2:9: `Astra` is not a valid prefix", "write astra"),
            ("4:3: `Trading` is not a valid domain name", "write trading"),
            ("4:14: `a.b` is not a valid event name", rule),
            ("5:3: `n*` is not a valid domain name", rule),
            ("5:9: `Sold` is not a valid event name", "write sold"),
        ],
    );
    assert_group_faults(
        &format!("name: Bad Name{GOOD}").replace("owner: trading", "owner: ''"),
        &[
            (
                "7:11: `Bad Name` is not a valid group name",
                "use lowercase letters and digits, and after the first character also _ - . :",
            ),
            ("8:12: `` is not a valid domain name", rule),
        ],
    );
}

#[test]
fn a_hint_in_lowercase_is_itself_a_valid_name() {
    assert_faults(
        "version: 1\nprefix: _Astra\nstreams: {}\ngroups: []",
        &[(
            "2:9: `_Astra` is not a valid prefix",
            "use lowercase letters and digits, and after the first character also _ -",
        )],
    );
}

#[test]
fn patterns_that_are_missing_or_outside_the_prefix() {
    let example = "for example, `streams: [\"astra.orders.*\"]`";
    let hint = "start the pattern with `astra.`";
    let with = |streams: &str| format!("name: g{GOOD}").replace("[\"astra.trading.*\"]", streams);
    assert_group_faults(&with("[]"), &[("11:14: `streams` is empty", example)]);
    assert_group_faults(
        &with("astra.*"),
        &[("11:14: `streams` must be a list, found `astra.*`", example)],
    );
    assert_group_faults(
        &with("[\"*\", astra.trading.*, astral.x, '']"),
        &[
            ("11:15: pattern `*` is outside the prefix `astra`", hint),
            ("11:37: pattern `astral.x` is outside the prefix `astra`", hint),
            ("11:47: pattern `` is outside the prefix `astra`", hint),
        ],
    );
}
