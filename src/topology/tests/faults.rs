//! Every kind of fault, each with its exact place, words and hint.

use super::{CATALOGUE, told, with_groups};
use crate::topology::{Severity, load_text};

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
    assert_faults(
        &format!("{CATALOGUE}  - {}", group.replace('\n', "\n    ")),
        expected,
    );
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

#[test]
fn a_key_that_no_one_knows() {
    assert_group_faults(
        &format!("name: g{GOOD}descripton: x"),
        &[(
            "12:5: unknown key `descripton` in a group",
            "did you mean `description`?",
        )],
    );
    assert_event_faults(
        "{ versions: [1], colour: red }",
        &[(
            "5:28: unknown key `colour` in an event",
            "the keys of an event are versions, retention",
        )],
    );
    assert_event_faults(
        "{ versions: [1], retention: { maxlen: 5 } }",
        &[(
            "5:41: unknown key `maxlen` in `retention`",
            "did you mean `max_len`?",
        )],
    );
    assert_faults(
        "version: 1\nprefix: astra\nstreams: {}\ngroups: []\ndefaults: { idle: 1s }\ngroup: []\n",
        &[
            (
                "5:13: unknown key `idle` in `defaults`",
                "the keys of `defaults` are start, retention, max_deliveries, min_idle",
            ),
            (
                "6:1: unknown key `group` in the file",
                "did you mean `groups`?",
            ),
        ],
    );
}

#[test]
fn a_key_that_is_missing() {
    assert_faults(
        "prefix: astra",
        &[
            ("1:1: the file has no `version`", "add version: 1"),
            ("1:1: the file has no `streams`", "add streams: {}"),
            ("1:1: the file has no `groups`", "add groups: []"),
        ],
    );
    assert_event_faults(
        "{}",
        &[("5:11: event `sold` has no `versions`", "add versions: [1]")],
    );
    assert_group_faults(
        "name: g",
        &[
            ("7:5: group `g` has no `owner`", "add owner: financial"),
            (
                "7:5: group `g` has no `kind`",
                "add kind: internal, or kind: cross-domain",
            ),
            ("7:5: group `g` has no `consumers`", "add consumers: 1"),
            (
                "7:5: group `g` has no `streams`",
                "add streams: [\"astra.trading.*\"]",
            ),
        ],
    );
}

#[test]
fn a_key_or_name_that_is_given_twice() {
    assert_group_faults(
        &format!("name: g{GOOD}owner: nft"),
        &[("12:5: key `owner` is given twice", "the first is on line 8")],
    );
    let group = format!(
        "  - {}",
        format!("name: billing{GOOD}").replace('\n', "\n    ")
    );
    assert_faults(
        &format!("{CATALOGUE}{group}\n{group}"),
        &[(
            "13:11: group `billing` is declared twice",
            "the first is on line 7",
        )],
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
        &[(
            "5:27: version `1` is listed twice",
            "the first is on line 5",
        )],
    );
    assert_group_faults(
        "name: g\nowner: trading\nkind: internal\nconsumers: 1\nstreams:\n  - astra.trading.*\n  - astra.trading.*",
        &[(
            "13:9: pattern `astra.trading.*` is listed twice",
            "the first is on line 12",
        )],
    );
}

#[test]
fn a_group_repeated_by_an_alias() {
    let group = format!("name: billing{GOOD}").replace('\n', "\n    ");
    let faults = with_groups(&format!("  - &again\n    {group}\n  - *again\n"))
        .unwrap_err()
        .0;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].message, "group `billing` is declared twice");
}

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
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers: 5000000000"),
        &[(
            "10:16: `consumers` is too large: `5000000000`",
            "the largest is 4294967295",
        )],
    );
    assert_group_faults(
        &format!("name: g{GOOD}").replace("consumers: 1", "consumers:"),
        &[(
            "10:14: `consumers` has no value",
            "write it like consumers: 1",
        )],
    );
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
            (
                "5:36: `60` has no unit",
                "write a unit, as in 60s, 60m or 60h",
            ),
            (
                "5:56: `max_deliveries` wants a whole number from 1 on, and has `0`",
                "write it like max_deliveries: 1",
            ),
        ],
    );
}

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
            (
                "11:15: pattern `*` lies outside the prefix `astra`",
                "a pattern begins with astra.",
            ),
            (
                "11:37: pattern `astral.x` lies outside the prefix `astra`",
                "a pattern begins with astra.",
            ),
            (
                "11:47: pattern `` lies outside the prefix `astra`",
                "a pattern begins with astra.",
            ),
        ],
    );
}

#[test]
fn a_list_or_mapping_where_the_other_belongs() {
    assert_faults(
        "version: 1\nprefix: [astra]\nstreams: []\ngroups: {}\ndefaults: 5",
        &[
            (
                "2:9: `prefix` wants a text, and has a list",
                "write it like prefix: astra",
            ),
            (
                "3:10: `streams` wants a mapping, and has a list",
                "write it like trading: { tradeexecuted: { versions: [1] } }",
            ),
            (
                "4:9: `groups` wants a list, and has a mapping",
                "write it like groups: []",
            ),
            (
                "5:11: `defaults` wants a mapping, and has `5`",
                "its keys are start, retention, max_deliveries, min_idle",
            ),
        ],
    );
    assert_event_faults(
        "[1]",
        &[(
            "5:11: event `sold` wants a mapping, and has a list",
            "its keys are versions, retention",
        )],
    );
    assert_event_faults(
        "{ versions: 1 }",
        &[(
            "5:23: `versions` wants a list, and has `1`",
            "write it like versions: [1]",
        )],
    );
    assert_faults(
        "",
        &[(
            "1:1: the file wants a mapping, and has nothing",
            "its keys are version, prefix, streams, groups, defaults",
        )],
    );
    let faults = with_groups("  - just text\n").unwrap_err().0;
    assert_eq!(
        faults[0].headline(),
        "groups.yaml:7:5: a group wants a mapping, and has `just text`"
    );
}

#[test]
fn a_key_that_is_no_text() {
    assert_faults(
        "version: 1\nprefix: astra\nstreams: { [a]: {} }\ngroups: []",
        &[("3:12: a list is not a key", "")],
    );
}

#[test]
fn a_version_of_the_format_that_is_not_known() {
    assert_faults(
        "version: 2\nprefix: astra\nstreams: {}\ngroups: []",
        &[(
            "1:10: version `2` of the format is unknown",
            "write version: 1",
        )],
    );
}

#[test]
fn text_that_is_no_yaml() {
    assert_faults("a: [1\n", &[("1:4: unclosed bracket '['", "")]);
    assert_faults(
        "a: b: c",
        &[("1:5: mapping values are not allowed in this context", "")],
    );
    assert_faults("a: *q", &[("1:4: alias references unknown anchor", "")]);
    assert_faults(
        "a: 1\n---\nb: 2",
        &[("3:1: a second YAML document begins here", "")],
    );
}

#[test]
fn all_faults_of_a_file_come_in_its_order() {
    let source = "defaults: { min_idle: 1 }\ngroups: 5\nstreams: 5\nprefix: A\nversion: 9\n";
    let faults = load_text("f", source).unwrap_err().0;
    let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
    assert!(faults.iter().all(|fault| fault.severity == Severity::Error));
}

#[test]
fn a_fault_shows_its_line_and_marks_the_text() {
    let source = format!(
        "version: 1\nprefix: astra\nstreams: {{}}\ngroups:\n  - name: g{}",
        GOOD.replace('\n', "\n    ")
    );
    let faults = load_text("groups.yaml", &source.replace("internal", "intrenal")).unwrap_err();
    let expected = "\
groups.yaml:7:11: `intrenal` is not a kind
7 |     kind: intrenal
  |           ^^^^^^^^
hint: did you mean `internal`?";
    assert_eq!(faults.to_string(), expected);
    assert_eq!(faults.0[0].text, "intrenal");
}

#[test]
fn a_fault_counts_columns_in_characters_and_tames_control_characters() {
    let source = "version: 1\nprefix: astra\nstreams: { é: {}, \"\\e[2J\": {} }\ngroups: []";
    let faults = load_text("f", source).unwrap_err().0;
    let headlines: Vec<_> = faults.iter().map(|fault| fault.headline()).collect();
    assert_eq!(
        headlines,
        [
            "f:3:12: `é` is not a domain name",
            "f:3:19: `\u{fffd}[2J` is not a domain name"
        ]
    );
    assert_eq!(faults[1].text, "\"\\e[2J\"");
}
