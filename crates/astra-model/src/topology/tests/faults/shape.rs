//! Tests for text that is not YAML, or YAML of another shape than a topology.

use crate::topology::tests::faults::{assert_event_faults, assert_faults};
use crate::topology::tests::with_groups;

#[test]
fn a_setting_of_the_wrong_type() {
    assert_faults(
        "version: 1\nprefix: [astra]\nstreams: []\ngroups: {}\ndefaults: 5",
        &[
            ("2:9: `prefix` must be a string, found a list", "for example, `prefix: astra`"),
            (
                "3:10: `streams` must be a mapping, found a list",
                "for example, `orders: { orderplaced: { versions: [1] } }`",
            ),
            ("4:9: `groups` must be a list, found a mapping", "for example, `groups: []`"),
            (
                "5:11: `defaults` must be a mapping, found `5`",
                "valid keys are start, retention, max_deliveries, min_idle",
            ),
        ],
    );
}

#[test]
fn an_event_or_group_of_the_wrong_type() {
    assert_event_faults(
        "[1]",
        &[(
            "5:11: event `sold` must be a mapping, found a list",
            "valid keys are versions, retention",
        )],
    );
    assert_event_faults(
        "{ versions: 1 }",
        &[("5:23: `versions` must be a list, found `1`", "for example, `versions: [1]`")],
    );
    let faults = with_groups("  - just text\n").unwrap_err().0;
    assert_eq!(
        faults[0].headline(),
        "groups.yaml:7:5: a group must be a mapping, found `just text`"
    );
}

#[test]
fn an_empty_file() {
    assert_faults(
        "",
        &[(
            "1:1: the file must be a mapping, found nothing",
            "valid keys are version, prefix, streams, groups, defaults",
        )],
    );
}

#[test]
fn text_that_is_not_yaml() {
    assert_faults("a: [1\n", &[("1:4: unclosed bracket '['", "")]);
    assert_faults("a: b: c", &[("1:5: mapping values are not allowed in this context", "")]);
    assert_faults("a: *q", &[("1:4: alias references unknown anchor", "")]);
    assert_faults("a: 1\n---\nb: 2", &[("3:1: a second YAML document begins here", "")]);
}
