//! Tests the groups.yaml of the repository against the documented numbers of the reference bus.

use std::collections::BTreeMap;

use crate::topology::model::{GroupKind, GroupRole, Start};
use crate::topology::source::{LoadedTopology, Source, load};

fn built_in() -> LoadedTopology {
    load(&Source::BuiltIn(super::GROUPS)).unwrap_or_else(|error| panic!("{error}"))
}

/// The number of bindings of each group on the streams of the catalog.
const BINDINGS: [(&str, usize); 17] = [
    ("achievement_processors", 27),
    ("audit_trail_recorders", 14),
    ("clan_battle_processors", 1),
    ("financial_compliance", 4),
    ("gamification_xp_processors", 2),
    ("influence_calculators", 6),
    ("leaderboard_updaters", 2),
    ("marketplace_processors", 2),
    ("metrics_collectors", 27),
    ("nft_reward_distributors", 2),
    ("notification_senders", 27),
    ("revenue_trackers", 2),
    ("social_feed_generators", 4),
    ("subscription_processors", 2),
    ("trading_internal", 5),
    ("trading_risk_management", 2),
    ("user_profile_updaters", 2),
];

#[test]
fn has_27_streams_17_groups_and_131_bindings() {
    let topology = built_in().topology;
    assert_eq!(topology.streams.len(), 27);
    assert_eq!(topology.groups.len(), 17);
    assert_eq!(topology.bindings(&[]).len(), 131);
    assert!(topology.bindings(&[]).iter().all(|binding| binding.declared));
}

#[test]
fn has_9_cross_domain_and_8_internal_groups() {
    let groups = built_in().topology.groups;
    let count = |kind| groups.iter().filter(|group| group.kind == kind).count();
    assert_eq!((count(GroupKind::CrossDomain), count(GroupKind::Internal)), (9, 8));
}

#[test]
fn each_group_has_the_expected_number_of_bindings() {
    let topology = built_in().topology;
    let mut counts = BTreeMap::new();
    for binding in topology.bindings(&[]) {
        *counts.entry(binding.group.name.as_str()).or_insert(0) += 1;
    }
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), BINDINGS);
}

#[test]
fn there_are_no_warnings_and_every_group_has_a_description() {
    let loaded = built_in();
    assert_eq!(loaded.warnings, []);
    assert!(loaded.topology.groups.iter().all(|group| group.description.len() > 20));
}

#[test]
fn three_groups_have_a_role() {
    let roles: Vec<_> = built_in()
        .topology
        .groups
        .into_iter()
        .filter_map(|group| Some((group.name, group.role?)))
        .collect();
    let expected = [
        ("financial_compliance", GroupRole::Audit),
        ("metrics_collectors", GroupRole::Analytics),
        ("audit_trail_recorders", GroupRole::Audit),
    ];
    assert_eq!(roles, expected.map(|(name, role)| (name.to_owned(), role)));
}

#[test]
fn groups_start_at_the_beginning_and_streams_keep_a_million_entries() {
    let topology = built_in().topology;
    assert!(topology.groups.iter().all(|group| group.start == Start::Beginning));
    assert!(topology.streams.iter().all(|stream| stream.retention.max_len == Some(1_000_000)));
    assert_eq!(topology.defaults.max_deliveries, 5);
    assert_eq!(topology.defaults.min_idle.as_secs(), 60);
}

#[test]
fn the_groups_run_26_consumers() {
    let groups = built_in().topology.groups;
    let three: Vec<_> = groups.iter().filter(|g| g.consumers == 3).map(|g| &*g.name).collect();
    assert_eq!(three, ["trading_risk_management", "notification_senders"]);
    assert_eq!(groups.iter().map(|group| group.consumers).sum::<u32>(), 26);
}
