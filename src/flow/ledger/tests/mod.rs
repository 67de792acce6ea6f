//! The verdict on a run without faults, and on runs with one fault each.

mod bus;
mod state;

use std::time::Duration;

use crate::flow::ledger::observation::{Correlation, ObservedEvent};
use crate::flow::payload::{
    LevelUp, Payload, RevenueRecorded, TradeExecuted, TradingRewardsCalculated,
};
use crate::flow::verdict::FlowVerdict;
use bus::{DEADLINE_US, InjectedFaults, NOW, Run, run};

/// Returns check, event type, group and stream of each listed failure.
fn failures(verdict: &FlowVerdict) -> Vec<(&str, &str, &str, &str)> {
    let listed = verdict.failures.listed.iter();
    listed
        .map(|failure| {
            (
                failure.check.name(),
                failure.event_type.as_deref().unwrap_or(""),
                failure.group.as_deref().unwrap_or(""),
                failure.stream.as_deref().unwrap_or(""),
            )
        })
        .collect()
}

#[test]
fn a_run_without_faults_reaches_the_totals_of_the_wire_contract() {
    let verdict = run(3, InjectedFaults::default());
    let json = serde_json::to_value(&verdict).unwrap();
    let expected = serde_json::json!({
        "passed": true,
        "events": {"expected": 24, "seen": 24, "by_domain": {"trading": 6, "gamification": 9, "social": 6, "financial": 3}},
        "correlated": 24,
        "domain_depth": 3,
        "causal_depth": 4,
        "deliveries": {"expected": 129, "made": 129, "acknowledged": 129, "duplicates": 0},
        "latency_ms": {"p50": 0.4, "p95": 0.4, "p99": 0.4, "max": 0.4},
        "deadline_ms": 1000.0,
        "duration_ms": 40.0,
        "events_per_second": 600.0,
        "failures": [],
    });
    assert_eq!(json, expected);
}

#[test]
fn a_missing_group_is_reported_once_without_its_consequences() {
    let verdict = run(
        1,
        InjectedFaults {
            delivers: |_, group| group != "revenue_trackers",
            ..InjectedFaults::default()
        },
    );
    let stream = "astra.trading.tradeexecuted.v1";
    assert_eq!(
        failures(&verdict),
        [("delivered", TradeExecuted::TYPE, "revenue_trackers", stream)]
    );
    assert!(!verdict.passed);
    assert_eq!((verdict.events.expected, verdict.events.seen), (8, 7));
    assert_eq!((verdict.deliveries.expected, verdict.deliveries.made), (43, 37));
    let text = verdict.failures.listed[0].to_string();
    assert!(text.ends_with("did not reach group `revenue_trackers` on `astra.trading.tradeexecuted.v1` within 1s; nothing was delivered to it there"), "{text}");
}

#[test]
fn a_group_that_the_topology_leaves_out_fails_the_flow() {
    let verdict = run(
        1,
        InjectedFaults {
            binds: |_, group| group != "revenue_trackers",
            ..InjectedFaults::default()
        },
    );
    assert_eq!(
        failures(&verdict),
        [(
            "produced",
            RevenueRecorded::TYPE,
            "revenue_trackers",
            "astra.financial.revenuerecorded.v1"
        )]
    );
    assert_eq!((verdict.events.expected, verdict.events.seen), (8, 7));
    let text = verdict.failures.listed[0].to_string();
    assert!(text.starts_with("no Financial.RevenueRecorded caused by "), "{text}");
    assert!(text.contains("group `revenue_trackers`, which produces it, is not bound"), "{text}");
}

#[test]
fn a_group_that_receives_but_does_not_produce_is_reported() {
    let faults = InjectedFaults {
        copies: |event| u64::from(event != RevenueRecorded::TYPE),
        ..InjectedFaults::default()
    };
    let verdict = run(1, faults);
    let stream = "astra.financial.revenuerecorded.v1";
    assert_eq!(
        failures(&verdict),
        [("produced", RevenueRecorded::TYPE, "revenue_trackers", stream)]
    );
    let text = verdict.failures.listed[0].to_string();
    assert!(
        text.ends_with("group `revenue_trackers` did not produce it; its cause is 1700000000001-0"),
        "{text}"
    );
}

#[test]
fn a_delivery_lost_midway_reports_the_last_entry_of_the_group() {
    let delivers =
        |event: &str, group: &str| event != LevelUp::TYPE || group != "user_profile_updaters";
    let mut run = Run::new(2, InjectedFaults::default());
    let first = run.ledger.begin(0).unwrap();
    for event in run.ledger.scenario.begin(first, NOW).unwrap() {
        run.publish(&event);
    }
    run.faults.delivers = delivers;
    run.all();
    let verdict = FlowVerdict::of(run.ledger, Duration::from_millis(1));
    assert_eq!(
        failures(&verdict),
        [("delivered", LevelUp::TYPE, "user_profile_updaters", "astra.gamification.levelup.v1")]
    );
    let text = verdict.failures.listed[0].to_string();
    assert!(text.contains("; last delivered 17000000000"), "{text}");
}

#[test]
fn a_missing_acknowledgment_is_reported_for_each_event() {
    let verdict = run(
        3,
        InjectedFaults {
            acknowledges: |group| group != "leaderboard_updaters",
            ..InjectedFaults::default()
        },
    );
    assert_eq!(failures(&verdict).len(), 6);
    assert!(
        failures(&verdict).iter().all(
            |(check, _, group, _)| (*check, *group) == ("acknowledged", "leaderboard_updaters")
        )
    );
    assert_eq!((verdict.deliveries.made, verdict.deliveries.acknowledged), (129, 123));
    assert_eq!(verdict.events.seen, 24);
}

#[test]
fn a_missing_correlation_id_is_reported_once_per_event() {
    let tampers = |event: &str, observed: &mut ObservedEvent| {
        if event == LevelUp::TYPE {
            observed.correlation = Correlation::Missing;
        }
    };
    let verdict = run(1, InjectedFaults { tampers, ..InjectedFaults::default() });
    assert_eq!(
        failures(&verdict),
        [("correlated", LevelUp::TYPE, "", "astra.gamification.levelup.v1")]
    );
    assert_eq!((verdict.events.seen, verdict.correlated), (8, 7));
    assert!(verdict.failures.listed[0].to_string().contains("carries no correlation id"));
}

#[test]
fn a_missing_cause_is_reported_and_reduces_the_depth() {
    let tampers = |event: &str, observed: &mut ObservedEvent| {
        if event == TradingRewardsCalculated::TYPE {
            observed.cause = None;
        }
    };
    let verdict = run(1, InjectedFaults { tampers, ..InjectedFaults::default() });
    assert_eq!(
        failures(&verdict),
        [(
            "caused",
            TradingRewardsCalculated::TYPE,
            "",
            "astra.trading.tradingrewardscalculated.v1"
        )]
    );
    assert_eq!((verdict.causal_depth, verdict.domain_depth), (3, 3));
    assert!(!verdict.passed);
}

#[test]
fn only_a_delay_past_the_deadline_is_reported() {
    let takes = |_: &str, group: &str| match group {
        "financial_compliance" => DEADLINE_US + 1,
        _ => DEADLINE_US,
    };
    let verdict = run(1, InjectedFaults { takes, ..InjectedFaults::default() });
    assert_eq!(
        failures(&verdict),
        [(
            "in-time",
            RevenueRecorded::TYPE,
            "financial_compliance",
            "astra.financial.revenuerecorded.v1"
        )]
    );
    let text = verdict.failures.listed[0].to_string();
    let expected = "after 1000.001ms, later than 1s; last delivered 1700000000";
    assert!(text.contains(expected), "{text}");
    assert_eq!(verdict.deliveries.made, 43);
}

#[test]
fn a_duplicated_event_is_reported_once_and_its_deliveries_are_counted() {
    let copies = |event: &str| if event == RevenueRecorded::TYPE { 2 } else { 1 };
    let verdict = run(1, InjectedFaults { copies, ..InjectedFaults::default() });
    assert_eq!(
        failures(&verdict),
        [("unique", RevenueRecorded::TYPE, "", "astra.financial.revenuerecorded.v1")]
    );
    assert_eq!(
        (verdict.events.seen, verdict.deliveries.made, verdict.deliveries.duplicates),
        (8, 43, 5)
    );
    assert!(!verdict.passed);
}
