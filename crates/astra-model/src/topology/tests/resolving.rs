//! Tests for resolving groups to streams.

use std::time::{Duration, Instant};

use crate::topology::model::Topology;
use crate::topology::source::{Source, load};
use crate::topology::tests::with_groups;

const GROUPS: &str = "  \
  - { name: late, owner: nft, kind: internal, consumers: 1, streams: [astra.nft.*, astra.nft.sold.*] }
  - { name: all, owner: trading, kind: cross-domain, consumers: 1, streams: [astra.*, astra.gone.*] }
";

fn topology() -> Topology {
    with_groups(GROUPS).unwrap_or_else(|faults| panic!("{faults}")).topology
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn pairs(topology: &Topology, existing: &[String]) -> Vec<(String, String, bool)> {
    let bindings = topology.bindings(existing).into_iter();
    bindings.map(|b| (b.stream.to_owned(), b.group.name.clone(), b.declared)).collect()
}

fn pair(stream: &str, group: &str, declared: bool) -> (String, String, bool) {
    (stream.to_owned(), group.to_owned(), declared)
}

#[test]
fn bindings_are_sorted_by_stream_and_then_in_the_order_of_the_groups() {
    let expected = [
        pair("astra.nft.sold.v1", "late", true),
        pair("astra.nft.sold.v1", "all", true),
        pair("astra.trading.bought.v1", "all", true),
        pair("astra.trading.closed.v1", "all", true),
    ];
    assert_eq!(pairs(&topology(), &[]), expected);
}

#[test]
fn existing_streams_also_have_bindings_and_each_pair_occurs_once() {
    let existing =
        names(&["astra.nft.sold.v1", "astra.nft.minted.v2", "other.x", "astra.nft.minted.v2"]);
    let bound = pairs(&topology(), &existing);
    assert_eq!(
        bound[..2],
        [pair("astra.nft.minted.v2", "late", false), pair("astra.nft.minted.v2", "all", false)]
    );
    assert_eq!(bound[2..], pairs(&topology(), &[]));
}

#[test]
fn a_name_with_a_wildcard_is_never_a_target() {
    let existing =
        names(&["astra.trading.*", "astra.nft.?", "astra.[x]", "{astra.nft.sold.v1}.dlq"]);
    assert_eq!(pairs(&topology(), &existing), pairs(&topology(), &[]));
}

#[test]
fn an_unmatched_pattern_is_listed_until_a_stream_exists() {
    let topology = topology();
    let unmatched = |existing: &[String]| -> Vec<_> {
        let found = topology.unmatched_patterns(existing).into_iter();
        found.map(|(group, pattern)| format!("{} {pattern}", group.name)).collect()
    };
    assert_eq!(unmatched(&[]), ["all astra.gone.*"]);
    assert_eq!(unmatched(&names(&["astra.gone.*"])), ["all astra.gone.*"]);
    assert_eq!(unmatched(&names(&["astra.gone.v1"])), [""; 0]);
}

#[test]
fn streams_are_found_by_their_full_name() {
    let topology = topology();
    let found = topology
        .stream("astra.nft.sold.v1")
        .map(|s| (s.domain.as_str(), s.event.as_str(), s.version));
    assert_eq!(found, Some(("nft", "sold", 1)));
    assert_eq!(topology.stream("astra.nft.sold"), None);
}

#[test]
fn another_prefix_moves_every_stream_and_pattern() {
    let moved = topology().with_prefix("astra-flowtest-7");
    assert_eq!(moved.stream_glob().as_str(), "astra-flowtest-7.*");
    let expected: Vec<_> = pairs(&topology(), &[])
        .into_iter()
        .map(|(stream, group, declared)| {
            (stream.replacen("astra", "astra-flowtest-7", 1), group, declared)
        })
        .collect();
    assert_eq!(pairs(&moved, &[]), expected);
    assert_eq!(pairs(&moved, &names(&["astra.nft.minted.v1"])), expected);
    assert_eq!(moved.with_prefix("astra"), topology());
}

#[test]
fn ten_thousand_streams_resolve_within_a_second() {
    let topology = load(&Source::BuiltIn(super::GROUPS)).unwrap().topology;
    let existing: Vec<_> = (0..10_000).map(|n| format!("astra.trading.event{n}.v1")).collect();
    let start = Instant::now();
    let bindings = topology.bindings(&existing);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    // trading_internal, audit_trail_recorders and the three groups on `astra.*.*.v1`.
    assert_eq!(bindings.len(), 131 + 10_000 * 5);
}
