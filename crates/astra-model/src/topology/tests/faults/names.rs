//! Names and patterns outside the convention.

use crate::topology::tests::faults::{GOOD, assert_faults, assert_group_faults};

#[test]
fn a_name_that_breaks_the_convention() {
    let word = "use lower-case letters and digits, and behind the first also _ -";
    assert_faults(
        "version: 1\nprefix: Astra\nstreams:\n  Trading: { 'a.b': { versions: [1] } }\n  n*: { Sold: { versions: [1] } }\ngroups: []",
        &[
            ("2:9: `Astra` is not a prefix", "write astra"),
            ("4:3: `Trading` is not a domain name", "write trading"),
            ("4:14: `a.b` is not an event name", word),
            ("5:3: `n*` is not a domain name", word),
            ("5:9: `Sold` is not an event name", "write sold"),
        ],
    );
    assert_group_faults(
        &format!("name: Bad Name{GOOD}").replace("owner: trading", "owner: ''"),
        &[
            (
                "7:11: `Bad Name` is not a group name",
                "use lower-case letters and digits, and behind the first also _ - . :",
            ),
            ("8:12: `` is not a domain name", word),
        ],
    );
}

#[test]
fn patterns_that_are_missing_or_lie_outside_the_prefix() {
    let example = "write it like streams: [\"astra.trading.*\"]";
    let with = |streams: &str| format!("name: g{GOOD}").replace("[\"astra.trading.*\"]", streams);
    assert_group_faults(&with("[]"), &[("11:14: `streams` is empty", example)]);
    assert_group_faults(
        &with("astra.*"),
        &[("11:14: `streams` wants a list, and has `astra.*`", example)],
    );
    assert_group_faults(
        &with("[\"*\", astra.trading.*, astral.x, '']"),
        &[
            ("11:15: pattern `*` lies outside the prefix `astra`", "a pattern begins with astra."),
            (
                "11:37: pattern `astral.x` lies outside the prefix `astra`",
                "a pattern begins with astra.",
            ),
            ("11:47: pattern `` lies outside the prefix `astra`", "a pattern begins with astra."),
        ],
    );
}
