//! Tests for invalid values.

use crate::topology::tests::faults::{
    GOOD, assert_event_faults, assert_faults, assert_group_faults,
};

#[test]
fn a_number_that_is_not_a_positive_integer() {
    for (value, shown) in [
        ("0", "`0`"),
        ("-1", "`-1`"),
        ("1.5", "`1.5`"),
        ("three", "`three`"),
        ("[3]", "a list"),
        ("{}", "a mapping"),
        ("true", "`true`"),
        (".nan", "`.nan`"),
        ("99999999999999999999", "`99999999999999999999`"),
    ] {
        assert_group_faults(
            &format!("name: g{GOOD}").replace("consumers: 1", &format!("consumers: {value}")),
            &[(
                &format!("10:16: `consumers` must be a positive integer, found {shown}"),
                "for example, `consumers: 1`",
            )],
        );
    }
}

#[test]
fn a_number_that_is_too_large_or_missing() {
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers: 5000000000"),
        &[("10:16: `consumers` is too large: `5000000000`", "the largest is 4294967295")],
    );
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers:"),
        &[("10:14: `consumers` has no value", "for example, `consumers: 1`")],
    );
}

#[test]
fn invalid_numbers_of_an_event() {
    assert_event_faults(
        "{ versions: [0, x], retention: { max_len: 0 } }",
        &[
            (
                "5:24: `versions` must be a list of positive integers, found `0`",
                "for example, `versions: [1]`",
            ),
            (
                "5:27: `versions` must be a list of positive integers, found `x`",
                "for example, `versions: [1]`",
            ),
            ("5:53: `max_len` must be a positive integer, found `0`", "for example, `max_len: 1`"),
        ],
    );
}

#[test]
fn an_unknown_keyword() {
    assert_group_faults(
        &format!("name: g{GOOD}role: nosy").replace("kind: internal", "kind: internl"),
        &[
            ("9:11: `internl` is not a kind", "did you mean `internal`?"),
            ("12:11: `nosy` is not a role", "use analytics or audit"),
        ],
    );
}

#[test]
fn an_invalid_start_or_duration() {
    let start = "use 0, $, an entry ID like 1700000000000-0, or a time like 2026-11-22 or 7d";
    assert_group_faults(
        &format!("name: g{GOOD}start: 17-x"),
        &[("12:12: `17-x` is not a start position", start)],
    );
    assert_faults(
        "version: 1\nprefix: astra\nstreams: {}\ngroups: []\ndefaults: { start: soon, min_idle: 60, max_deliveries: 0 }",
        &[
            ("5:20: `soon` is not a start position", start),
            ("5:36: `60` has no unit", "add a unit, as in 60s, 60m or 60h"),
            (
                "5:56: `max_deliveries` must be a positive integer, found `0`",
                "for example, `max_deliveries: 1`",
            ),
        ],
    );
}

#[test]
fn an_unknown_format_version() {
    assert_faults(
        "version: 2\nprefix: astra\nstreams: {}\ngroups: []",
        &[("1:10: unknown format version `2`", "write version: 1")],
    );
}
