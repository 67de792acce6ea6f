//! A bus in memory that runs the real rules and tells the account, with faults to plant.

use std::time::Duration;

use astra_model::EntryId;
use astra_model::event::{Event, stream_name};

use crate::flow::bindings::{Bindings, GroupIx};
use crate::flow::ledger::note::{Note, Sighting};
use crate::flow::ledger::state::Ledger;
use crate::flow::reactions::react;
use crate::flow::scenario::Scenario;
use crate::flow::verdict::FlowVerdict;

pub(super) const NOW: &str = "2026-11-22T10:00:00Z";

pub(super) const DEADLINE_US: u64 = 1_000_000;

/// The groups of the wire contract on the streams of the flow, typed off its table.
const GROUPS: [(&str, &[&str]); 7] = [
    (
        "trading.tradeexecuted",
        &[
            "trading_internal",
            "trading_risk_management",
            "achievement_processors",
            "social_feed_generators",
            "revenue_trackers",
            "notification_senders",
            "metrics_collectors",
            "audit_trail_recorders",
        ],
    ),
    (
        "trading.tradingrewardscalculated",
        &[
            "trading_internal",
            "gamification_xp_processors",
            "achievement_processors",
            "nft_reward_distributors",
            "notification_senders",
            "metrics_collectors",
            "audit_trail_recorders",
        ],
    ),
    (
        "gamification.xpgained",
        &[
            "leaderboard_updaters",
            "achievement_processors",
            "notification_senders",
            "metrics_collectors",
        ],
    ),
    (
        "gamification.levelup",
        &[
            "leaderboard_updaters",
            "achievement_processors",
            "social_feed_generators",
            "user_profile_updaters",
            "notification_senders",
            "metrics_collectors",
        ],
    ),
    (
        "gamification.achievementunlocked",
        &[
            "achievement_processors",
            "social_feed_generators",
            "nft_reward_distributors",
            "notification_senders",
            "metrics_collectors",
        ],
    ),
    (
        "social.socialfeedentrycreated",
        &[
            "achievement_processors",
            "influence_calculators",
            "notification_senders",
            "metrics_collectors",
        ],
    ),
    (
        "financial.revenuerecorded",
        &[
            "achievement_processors",
            "financial_compliance",
            "notification_senders",
            "metrics_collectors",
            "audit_trail_recorders",
        ],
    ),
];

/// What is wrong with a run, told by hooks that the small bus below asks.
pub(super) struct Faults {
    /// Says whether a delivery is made.
    pub(super) delivers: fn(&str, &str) -> bool,
    /// Says whether it is acknowledged.
    pub(super) acknowledges: fn(&str) -> bool,
    /// Returns how long it takes, in microseconds.
    pub(super) takes: fn(&str, &str) -> u64,
    /// Changes what an event says on the wire.
    pub(super) tampers: fn(&str, &mut Sighting),
    /// Says how often an event is written.
    pub(super) copies: fn(&str) -> u64,
    /// Says whether the topology has the binding.
    pub(super) promises: fn(&str, &str) -> bool,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            delivers: |_, _| true,
            acknowledges: |_| true,
            takes: |_, _| 400,
            tampers: |_, _| {},
            copies: |_| 1,
            promises: |_, _| true,
        }
    }
}

/// A bus in memory that runs the real rules through the real account, one event after the other.
pub(super) struct Run {
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    pub(super) entries: u64,
    pub(super) correlation_id: String,
}

pub(super) fn run(trades: u64, faults: Faults) -> FlowVerdict {
    let mut run = Run::new(trades, faults);
    run.all();
    FlowVerdict::of(run.ledger, Duration::from_millis(40))
}

impl Run {
    pub(super) fn new(trades: u64, faults: Faults) -> Self {
        let pairs: Vec<_> = GROUPS
            .iter()
            .flat_map(|(stream, groups)| {
                groups.iter().map(move |group| (format!("astra.{stream}.v1"), *group))
            })
            .filter(|(stream, group)| (faults.promises)(stream, group))
            .collect();
        let bindings = Bindings::new(pairs.iter().map(|(stream, group)| (&**stream, *group)));
        let scenario = Scenario::new("run-1", trades);
        let correlation_id = scenario.correlation_id().to_owned();
        let ledger = Ledger::new(scenario, bindings, "astra", DEADLINE_US).unwrap();
        Self { ledger, faults, entries: 0, correlation_id }
    }

    pub(super) fn all(&mut self) {
        while let Some(number) = self.ledger.begin(self.entries) {
            for event in self.ledger.scenario.begin(number, NOW).unwrap() {
                self.publish(&event);
            }
        }
    }

    pub(super) fn publish(&mut self, event: &Event<'_>) {
        let event_type = event.text(astra_model::event::Field::EventType).to_owned();
        for copy in 0..(self.faults.copies)(&event_type) {
            self.entries += 1;
            let name = stream_name("astra", &event_type, 1).unwrap();
            let stream = self.ledger.bindings().stream(&name).unwrap();
            let entry = EntryId::new(1_700_000_000_000 + self.entries, 0);
            let mut sighting = Sighting::of(event, &self.correlation_id, stream, entry).unwrap();
            (self.faults.tampers)(&event_type, &mut sighting);
            let sent_at = self.entries;
            self.ledger.record(Note::Published(sighting), sent_at);
            for group in self.ledger.bindings().groups_of(stream).to_vec() {
                let name = self.ledger.bindings().group_name(group).to_owned();
                if (self.faults.delivers)(&event_type, &name) {
                    self.deliver(
                        sighting,
                        group,
                        sent_at + (self.faults.takes)(&event_type, &name),
                    );
                    let children = react(&name, event, NOW).unwrap();
                    children.iter().filter(|_| copy == 0).for_each(|child| self.publish(child));
                }
            }
        }
    }

    fn deliver(&mut self, sighting: Sighting, group: GroupIx, at: u64) {
        self.ledger.record(Note::Delivered(sighting, group), at);
        let name = self.ledger.bindings().group_name(group);
        if (self.faults.acknowledges)(name) {
            self.ledger.record(Note::Acknowledged(sighting.event, group), at + 1);
        }
    }
}
