//! The groups.yaml of the repository, against the numbers that the bus is known by.

use std::collections::BTreeMap;

use crate::topology::model::{Kind, Role, Start};
use crate::topology::source::{Loaded, Source, load};

fn built_in() -> Loaded {
    load(&Source::BuiltIn(super::GROUPS)).unwrap_or_else(|error| panic!("{error}"))
}

/// Bindings of each group with the catalogue alone.
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
    assert_eq!((count(Kind::CrossDomain), count(Kind::Internal)), (9, 8));
}

#[test]
fn binds_each_group_to_as_many_streams_as_its_patterns_promise() {
    let topology = built_in().topology;
    let mut counts = BTreeMap::new();
    for binding in topology.bindings(&[]) {
        *counts.entry(binding.group.name.as_str()).or_insert(0) += 1;
    }
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), BINDINGS);
}

#[test]
fn has_no_warning_and_describes_every_group() {
    let loaded = built_in();
    assert_eq!(loaded.warnings, []);
    assert!(loaded.topology.groups.iter().all(|group| group.description.len() > 20));
}

#[test]
fn names_the_roles_of_those_who_read_across_domains() {
    let roles: Vec<_> = built_in()
        .topology
        .groups
        .into_iter()
        .filter_map(|group| Some((group.name, group.role?)))
        .collect();
    let expected = [
        ("financial_compliance", Role::Audit),
        ("metrics_collectors", Role::Analytics),
        ("audit_trail_recorders", Role::Audit),
    ];
    assert_eq!(roles, expected.map(|(name, role)| (name.to_owned(), role)));
}

#[test]
fn starts_at_the_beginning_and_keeps_a_million_entries() {
    let topology = built_in().topology;
    assert!(topology.groups.iter().all(|group| group.start == Start::Beginning));
    assert!(topology.streams.iter().all(|stream| stream.retention.max_len == Some(1_000_000)));
    assert_eq!(topology.defaults.max_deliveries, 5);
    assert_eq!(topology.defaults.min_idle.as_secs(), 60);
}

#[test]
fn runs_as_many_consumers_as_the_fleet_does() {
    let groups = built_in().topology.groups;
    let three: Vec<_> = groups.iter().filter(|g| g.consumers == 3).map(|g| &*g.name).collect();
    assert_eq!(three, ["trading_risk_management", "notification_senders"]);
    assert_eq!(groups.iter().map(|group| group.consumers).sum::<u32>(), 26);
}
