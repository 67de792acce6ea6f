//! Values that are wrong in themselves.

use crate::topology::tests::faults::{
    GOOD, assert_event_faults, assert_faults, assert_group_faults,
};

#[test]
fn a_number_that_is_none_or_not_positive() {
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
                &format!("10:16: `consumers` wants a whole number from 1 on, and has {shown}"),
                "write it like consumers: 1",
            )],
        );
    }
}

#[test]
fn a_number_that_is_too_large_or_not_there() {
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers: 5000000000"),
        &[("10:16: `consumers` is too large: `5000000000`", "the largest is 4294967295")],
    );
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers:"),
        &[("10:14: `consumers` has no value", "write it like consumers: 1")],
    );
}

#[test]
fn numbers_of_an_event_that_are_wrong() {
    assert_event_faults(
        "{ versions: [0, x], retention: { max_len: 0 } }",
        &[
            (
                "5:24: `version` wants a whole number from 1 on, and has `0`",
                "write it like version: 1",
            ),
            (
                "5:27: `version` wants a whole number from 1 on, and has `x`",
                "write it like version: 1",
            ),
            (
                "5:53: `max_len` wants a whole number from 1 on, and has `0`",
                "write it like max_len: 1",
            ),
        ],
    );
}

#[test]
fn a_word_that_is_not_one_of_the_few() {
    assert_group_faults(
        &format!("name: g{GOOD}role: nosy").replace("kind: internal", "kind: internl"),
        &[
            ("9:11: `internl` is not a kind", "did you mean `internal`?"),
            ("12:11: `nosy` is not a role", "it is analytics or audit"),
        ],
    );
}

#[test]
fn a_start_or_duration_that_is_none() {
    let start =
        "a group starts at 0, $, an entry ID like 1700000000000-0, or a time like 2026-11-22 or 7d";
    assert_group_faults(
        &format!("name: g{GOOD}start: 17-x"),
        &[("12:12: `17-x` is not a start", start)],
    );
    assert_faults(
        "version: 1\nprefix: astra\nstreams: {}\ngroups: []\ndefaults: { start: soon, min_idle: 60, max_deliveries: 0 }",
        &[
            ("5:20: `soon` is not a start", start),
            ("5:36: `60` has no unit", "add a unit, as in 60s, 60m or 60h"),
            (
                "5:56: `max_deliveries` wants a whole number from 1 on, and has `0`",
                "write it like max_deliveries: 1",
            ),
        ],
    );
}

#[test]
fn a_version_of_the_format_that_is_not_known() {
    assert_faults(
        "version: 2\nprefix: astra\nstreams: {}\ngroups: []",
        &[("1:10: version `2` of the format is unknown", "write version: 1")],
    );
}
