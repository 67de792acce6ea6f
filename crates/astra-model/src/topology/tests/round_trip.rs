//! Tests for writing a topology and reading it back, and for the equivalent spellings of YAML.

use jiff::Timestamp;
use proptest::prelude::*;

use crate::entry_id::EntryId;
use crate::topology::model::{Retention, Start, Topology};
use crate::topology::source::{Source, load, load_text};
use crate::topology::tests::{CATALOG, with_groups};

#[track_caller]
fn reload(topology: &Topology) -> Topology {
    let yaml = topology.to_yaml();
    load_text("written", &yaml).unwrap_or_else(|faults| panic!("{faults}\n{yaml}")).topology
}

#[test]
fn the_built_in_topology_reads_back_equal() {
    let topology = load(&Source::BuiltIn(super::GROUPS)).unwrap().topology;
    assert_eq!(reload(&topology), topology);
}

#[test]
fn every_setting_survives() {
    let source = "\
version: 1
prefix: astra-flowtest-7
streams:
  'on': { 'null': { versions: [2, 1], retention: { max_len: null } } }
  nft: { sold: { versions: [3], retention: { max_len: 7 } } }
groups:
  - { name: 1.a:b, owner: 'true', kind: cross-domain, role: analytics, consumers: 9, start: $, streams: [\"astra-flowtest-7.\\\"[^\\\\\"] }
  - { name: b, owner: nft, kind: internal, role: audit, consumers: 1, start: 5-3, streams: [astra-flowtest-7.nft.*] }
  - { name: c, owner: nft, kind: internal, consumers: 1, start: 2026-11-22T10:00:00Z, streams: [astra-flowtest-7.nft.*] }
defaults: { start: 7d, retention: { max_len: 5 }, max_deliveries: 2, min_idle: 1h30m }
";

    let topology = load_text("f", source).unwrap_or_else(|faults| panic!("{faults}")).topology;
    assert_eq!(topology.streams[0].retention, Retention { max_len: None });
    assert_eq!(topology.groups[0].start, Start::Now);
    assert_eq!(topology.groups[1].start, Start::Id(EntryId::new(5, 3)));
    assert_eq!(topology.groups[0].patterns[0].as_str(), "astra-flowtest-7.\"[^\\");
    assert_eq!(reload(&topology), topology);
}

#[test]
fn an_empty_bus_reads_back_equal() {
    let empty =
        load_text("f", "version: 1\nprefix: astra\nstreams: {}\ngroups: []").unwrap().topology;
    assert_eq!(reload(&empty), empty);
}

proptest! {
    #[test]
    fn any_description_survives(description in "\\PC{0,40}|[\\x00-\\x7f]{0,20}|(true|1|0x1|~|- a|a: b|#x| x )") {
        let mut topology = load(&Source::BuiltIn(super::GROUPS)).unwrap().topology;
        topology.groups[0].description = description;
        prop_assert_eq!(reload(&topology), topology);
    }
}

#[test]
fn anchors_merges_quotes_and_block_strings_follow_yaml() {
    let groups = "  \
  - &base { name: one, owner: 'trading', kind: \"internal\", consumers: \"2\", streams: &all [astra.trading.*] }
  - <<: *base
    name: two
    start: 0
    streams: *all
    description: >-
      folded
      text
";

    let loaded = with_groups(groups).unwrap_or_else(|faults| panic!("{faults}"));
    let [one, two] = loaded.topology.groups.as_slice() else { panic!("expected two groups") };
    assert_eq!((one.consumers, two.consumers), (2, 2));
    assert_eq!((two.name.as_str(), two.description.as_str()), ("two", "folded text"));
    assert_eq!(one.patterns, two.patterns);
    assert_eq!(two.start, Start::Beginning);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_valid() {
    let source = format!("\u{feff}{CATALOG}  []\n").replace('\n', "\r\n");
    assert_eq!(
        load_text("f", &source).unwrap_or_else(|faults| panic!("{faults}")).topology.streams.len(),
        3
    );
}

#[test]
fn a_number_is_read_from_its_position_with_any_line_ends() {
    let lines = ["version: 1", "prefix: a", "streams: {}", "groups: []", "defaults: { start: 17 }"];
    for end in ["\n", "\r\n", "\r"] {
        let topology = load_text("f", &lines.join(end)).unwrap().topology;
        assert_eq!(topology.defaults.start, Start::Id(EntryId::new(17, 0)), "{end:?}");
    }
}

#[test]
fn a_start_resolves_to_a_position_in_the_stream() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let day = now.as_millisecond().unsigned_abs() - 86_400_000;
    let position = |start: &str| {
        let source = format!(
            "version: 1\nprefix: a\nstreams: {{}}\ngroups: []\ndefaults: {{ start: {start} }}"
        );
        load_text("f", &source).unwrap().topology.defaults.start.position(now)
    };
    assert_eq!(position("0"), Some(EntryId::MIN));
    assert_eq!(position("0-0"), Some(EntryId::MIN));
    assert_eq!(position("$"), None);
    assert_eq!(position("17"), Some(EntryId::new(17, 0)));
    assert_eq!(position("5-3"), Some(EntryId::new(5, 3)));
    // The group still receives an entry of that millisecond.
    assert_eq!(position("1d"), EntryId::new(day, 0).previous());
    assert_eq!(position("2026-11-21T10:00:00Z"), EntryId::new(day, 0).previous());
    assert_eq!(position("1960-01-01"), Some(EntryId::MIN));
}
