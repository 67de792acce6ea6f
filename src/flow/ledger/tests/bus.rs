//! A bus in memory that runs the real rules and reports to the ledger, with faults to inject.

use std::time::Duration;

use astra_model::EntryId;
use astra_model::event::{Event, stream_name};

use crate::flow::bindings::{Bindings, GroupIndex};
use crate::flow::ledger::observation::{FlowObservation, ObservedEvent};
use crate::flow::ledger::state::Ledger;
use crate::flow::reactions::react;
use crate::flow::scenario::Scenario;
use crate::flow::verdict::FlowVerdict;

pub(super) const NOW: &str = "2026-11-22T10:00:00Z";

pub(super) const DEADLINE_US: u64 = 1_000_000;

/// The groups of the wire contract on the streams of the flow, copied from its table.
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

/// The faults of a run, as hooks that the bus below calls.
pub(super) struct InjectedFaults {
    /// Returns whether a delivery is made.
    pub(super) delivers: fn(&str, &str) -> bool,
    /// Returns whether it is acknowledged.
    pub(super) acknowledges: fn(&str) -> bool,
    /// Returns how long it takes, in microseconds.
    pub(super) takes: fn(&str, &str) -> u64,
    /// Changes what an event contains on the wire.
    pub(super) tampers: fn(&str, &mut ObservedEvent),
    /// Returns how often an event is written.
    pub(super) copies: fn(&str) -> u64,
    /// Returns whether the topology has the binding.
    pub(super) binds: fn(&str, &str) -> bool,
}

impl Default for InjectedFaults {
    fn default() -> Self {
        Self {
            delivers: |_, _| true,
            acknowledges: |_| true,
            takes: |_, _| 400,
            tampers: |_, _| {},
            copies: |_| 1,
            binds: |_, _| true,
        }
    }
}

/// A bus in memory that runs the real rules with the real ledger, one event after the other.
pub(super) struct Run {
    pub(super) ledger: Ledger,
    pub(super) faults: InjectedFaults,
    pub(super) entries: u64,
    pub(super) correlation_id: String,
}

pub(super) fn run(trades: u64, faults: InjectedFaults) -> FlowVerdict {
    let mut run = Run::new(trades, faults);
    run.all();
    FlowVerdict::of(run.ledger, Duration::from_millis(40))
}

impl Run {
    pub(super) fn new(trades: u64, faults: InjectedFaults) -> Self {
        let pairs: Vec<_> = GROUPS
            .iter()
            .flat_map(|(stream, groups)| {
                groups.iter().map(move |group| (format!("astra.{stream}.v1"), *group))
            })
            .filter(|(stream, group)| (faults.binds)(stream, group))
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
            let mut observed =
                ObservedEvent::of(event, &self.correlation_id, stream, entry).unwrap();
            (self.faults.tampers)(&event_type, &mut observed);
            let sent_at = self.entries;
            self.ledger.record(FlowObservation::Published(observed), sent_at);
            for group in self.ledger.bindings().groups_of(stream).to_vec() {
                let name = self.ledger.bindings().group_name(group).to_owned();
                if (self.faults.delivers)(&event_type, &name) {
                    self.deliver(
                        observed,
                        group,
                        sent_at + (self.faults.takes)(&event_type, &name),
                    );
                    let children = react(&name, event, NOW).unwrap();
                    children.iter().filter(|_| copy == 0).for_each(|child| self.publish(child));
                }
            }
        }
    }

    fn deliver(&mut self, observed: ObservedEvent, group: GroupIndex, at: u64) {
        self.ledger.record(FlowObservation::Delivered(observed, group), at);
        let name = self.ledger.bindings().group_name(group);
        if (self.faults.acknowledges)(name) {
            self.ledger.record(FlowObservation::Acknowledged(observed.event, group), at + 1);
        }
    }
}
