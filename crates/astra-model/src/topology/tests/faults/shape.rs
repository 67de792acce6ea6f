//! Text that has not the shape of a topology, or of YAML.

use crate::topology::tests::faults::{assert_event_faults, assert_faults};
use crate::topology::tests::with_groups;

#[test]
fn a_list_or_mapping_where_the_other_belongs() {
    assert_faults(
        "version: 1\nprefix: [astra]\nstreams: []\ngroups: {}\ndefaults: 5",
        &[
            ("2:9: `prefix` wants a text, and has a list", "write it like prefix: astra"),
            (
                "3:10: `streams` wants a mapping, and has a list",
                "write it like trading: { tradeexecuted: { versions: [1] } }",
            ),
            ("4:9: `groups` wants a list, and has a mapping", "write it like groups: []"),
            (
                "5:11: `defaults` wants a mapping, and has `5`",
                "its keys are start, retention, max_deliveries, min_idle",
            ),
        ],
    );
}

#[test]
fn an_event_or_group_of_another_shape() {
    assert_event_faults(
        "[1]",
        &[(
            "5:11: event `sold` wants a mapping, and has a list",
            "its keys are versions, retention",
        )],
    );
    assert_event_faults(
        "{ versions: 1 }",
        &[("5:23: `versions` wants a list, and has `1`", "write it like versions: [1]")],
    );
    let faults = with_groups("  - just text\n").unwrap_err().0;
    assert_eq!(
        faults[0].headline(),
        "groups.yaml:7:5: a group wants a mapping, and has `just text`"
    );
}

#[test]
fn an_empty_file() {
    assert_faults(
        "",
        &[(
            "1:1: the file wants a mapping, and has nothing",
            "its keys are version, prefix, streams, groups, defaults",
        )],
    );
}

#[test]
fn text_that_is_no_yaml() {
    assert_faults("a: [1\n", &[("1:4: unclosed bracket '['", "")]);
    assert_faults("a: b: c", &[("1:5: mapping values are not allowed in this context", "")]);
    assert_faults("a: *q", &[("1:4: alias references unknown anchor", "")]);
    assert_faults("a: 1\n---\nb: 2", &[("3:1: a second YAML document begins here", "")]);
}
