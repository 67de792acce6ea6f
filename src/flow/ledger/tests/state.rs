//! The ledger itself: how it classifies observations, when it gives up on a trade, and how much it remembers.

use std::time::Duration;

use astra_model::EntryId;
use uuid::Uuid;

use crate::flow::ledger::observation::{Correlation, FlowObservation, ObservedEvent};
use crate::flow::ledger::state::REMEMBERED;
use crate::flow::ledger::tests::bus::{DEADLINE_US, InjectedFaults, NOW, Run, run};
use crate::flow::ledger::tests::failures;
use crate::flow::payload::{Payload, TradeExecuted};
use crate::flow::verdict::FlowVerdict;

#[test]
fn any_number_of_trades_has_the_right_totals() {
    for trades in [1, 2, 4, 3001] {
        let verdict = run(trades, InjectedFaults::default());
        assert!(verdict.passed, "{:?}", verdict.failures);
        assert_eq!((verdict.events.seen, verdict.deliveries.made), (8 * trades, 43 * trades));
    }
}

#[test]
fn a_redelivered_entry_is_a_duplicate_delivery_but_not_a_second_event() {
    let mut run = Run::new(1, InjectedFaults::default());
    run.all();
    let (event, stream) = (run.ledger.scenario.root_id(0), run.ledger.plans[0].steps[0].stream);
    let entry = run.ledger.trades[0].events[0].entry.unwrap();
    let observed =
        ObservedEvent { event, cause: None, correlation: Correlation::Carried, stream, entry };
    let group = run.ledger.bindings().group("trading_internal").unwrap();
    run.ledger.record(FlowObservation::Delivered(observed, group), 9);
    run.ledger.record(FlowObservation::Acknowledged(event, group), 10);
    let verdict = FlowVerdict::of(run.ledger, Duration::from_millis(1));
    assert!(verdict.passed);
    assert_eq!((verdict.deliveries.duplicates, verdict.deliveries.acknowledged), (1, 43));
}

#[test]
fn unknown_misplaced_and_unreadable_events_are_reported() {
    let mut run = Run::new(1, InjectedFaults::default());
    run.all();
    let group = run.ledger.bindings().group("trading_internal").unwrap();
    let stream = run.ledger.plans[0].steps[0].stream;
    let entry = EntryId::new(9, 9);
    let stranger = ObservedEvent {
        event: Uuid::from_u128(7),
        cause: None,
        correlation: Correlation::Carried,
        stream,
        entry,
    };
    let displaced = ObservedEvent { event: run.ledger.trades[0].ids[1], ..stranger };
    run.ledger.record(FlowObservation::Delivered(stranger, group), 1);
    run.ledger.record(FlowObservation::Delivered(displaced, group), 1);
    run.ledger.record(FlowObservation::Unreadable(stream, group, entry), 1);
    let verdict = FlowVerdict::of(run.ledger, Duration::from_millis(1));
    let checks: Vec<_> = failures(&verdict).iter().map(|failure| failure.0).collect();
    assert_eq!(checks, ["known", "in-its-stream", "readable"]);
    assert!(!verdict.passed);
}

#[test]
fn deliveries_observed_before_the_confirmation_are_still_measured() {
    let mut run = Run::new(1, InjectedFaults::default());
    let number = run.ledger.begin(0).unwrap();
    let [root, _] = run.ledger.scenario.begin(number, NOW).unwrap();
    let stream = run.ledger.plans[0].steps[0].stream;
    let observed =
        ObservedEvent::of(&root, &run.correlation_id, stream, EntryId::new(1, 0)).unwrap();
    let group = run.ledger.bindings().group("trading_internal").unwrap();
    run.ledger.record(FlowObservation::Delivered(observed, group), 1_500_000);
    run.ledger.record(FlowObservation::Published(observed), 100_000);
    let verdict = FlowVerdict::of(run.ledger, Duration::from_secs(2));
    assert_eq!(verdict.latency_ms.map(|latency| latency.max), Some(1400.0));
    assert!(failures(&verdict).contains(&(
        "in-time",
        TradeExecuted::TYPE,
        "trading_internal",
        "astra.trading.tradeexecuted.v1"
    )));
}

#[test]
fn memory_is_limited_even_if_every_trade_fails() {
    let mut run = Run::new(
        20_000,
        InjectedFaults {
            delivers: |_, group| group != "trading_internal",
            ..InjectedFaults::default()
        },
    );
    while let Some(number) = run.ledger.begin(run.entries) {
        for event in run.ledger.scenario.begin(number, NOW).unwrap() {
            run.publish(&event);
        }
        run.ledger.expire(run.entries + 2 * DEADLINE_US);
    }
    assert!(run.ledger.trades.len() <= REMEMBERED + 1);
    assert!(run.ledger.index.len() <= 8 * (REMEMBERED + 1));
    let verdict = FlowVerdict::of(run.ledger, Duration::from_secs(1));
    assert_eq!((verdict.failures.listed.len(), verdict.failures.total), (50, 40_000));
    let json = serde_json::to_value(&verdict).unwrap();
    assert_eq!(json["failures"][50]["detail"], "39950 more failures");
    assert_eq!(json["failures"].as_array().unwrap().len(), 51);
}

#[test]
fn a_trade_expires_only_after_a_silence_longer_than_the_deadline() {
    let mut run = Run::new(1, InjectedFaults::default());
    run.ledger.begin(5).unwrap();
    run.ledger.expire(5 + DEADLINE_US);
    assert_eq!(run.ledger.in_flight(), 1);
    run.ledger.expire(6 + DEADLINE_US);
    assert!(run.ledger.is_complete());
    let verdict = FlowVerdict::of(run.ledger, Duration::from_secs(1));
    assert_eq!(
        failures(&verdict),
        [("produced", TradeExecuted::TYPE, "", "astra.trading.tradeexecuted.v1")]
    );
    assert_eq!(verdict.latency_ms, None);
}

#[test]
fn trades_that_were_never_started_fail_the_run() {
    let run = Run::new(3, InjectedFaults::default());
    let verdict = FlowVerdict::of(run.ledger, Duration::ZERO);
    assert_eq!(failures(&verdict), [("begun", "", "", "")]);
    assert_eq!(verdict.failures.listed[0].to_string(), "only 0 of 3 trades were started");
    assert_eq!(verdict.events_per_second, None);
}
