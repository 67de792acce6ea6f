//! Faults that the run plants in itself: each exits 1 and is named by check, event, group and stream.

use astra_testkit::Server;

use super::scene::{failures, keys, named};
use crate::harness::astra;

const TRADES: &str = "trading.tradeexecuted.v1";
const REVENUE: &str = "financial.revenuerecorded.v1";

/// Plants a fault and returns the verdict. The run must leave nothing behind.
fn verdict_with(fault: &str) -> serde_json::Value {
    let server = Server::start();
    let run = astra(&["flow-test", "-o", "json", "--inject", fault]).server(&server).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:?}");
    assert_eq!(keys(&server), Vec::<String>::new());
    let verdict = run.json();
    assert_eq!((&verdict["passed"], &verdict["injected"]), (&false.into(), &fault.into()));
    for failure in verdict["failures"].as_array().unwrap() {
        let is_of_the_server = failure["check"] == "on-server";
        assert!(is_of_the_server || failure["event_id"].is_string(), "{failure}");
    }
    verdict
}

#[test]
fn a_missing_group_is_named_with_the_events_it_would_have_produced() {
    let found = failures(&verdict_with("missing-group"));
    let expected = [
        named("delivered", "revenue_trackers", TRADES),
        named("on-server", "", REVENUE),
        named("on-server", "revenue_trackers", TRADES),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_group_that_never_acknowledges_is_named_by_the_ledger_and_by_the_server() {
    let verdict = verdict_with("no-ack");
    let expected = [
        named("acknowledged", "revenue_trackers", TRADES),
        named("on-server", "revenue_trackers", TRADES),
    ];
    assert_eq!(failures(&verdict), expected);
    assert_eq!(verdict["deliveries"]["acknowledged"], 126);
    let last = verdict["failures"].as_array().unwrap().last().unwrap();
    assert!(last["detail"].as_str().unwrap().contains("has 3 pending; last delivered 1"), "{last}");
}

#[test]
fn a_dropped_correlation_id_is_named_with_the_events_that_lack_it() {
    let verdict = verdict_with("drop-correlation");
    assert_eq!(failures(&verdict), [named("correlated", "", REVENUE)]);
    assert_eq!(verdict["failures"].as_array().unwrap().len(), 3);
    assert_eq!(verdict["correlated"], 21);
}

#[test]
fn a_delivery_past_the_deadline_is_named_with_the_time_it_took() {
    let verdict = verdict_with("delay");
    let found = failures(&verdict);
    assert!(found.contains(&named("in-time", "revenue_trackers", TRADES)), "{verdict:#}");
    assert!(verdict["latency_ms"]["max"].as_f64().unwrap() > 1000.0);
}

#[test]
fn a_duplicate_event_is_named_with_both_entries() {
    let verdict = verdict_with("duplicate");
    let found = failures(&verdict);
    assert!(found.contains(&named("unique", "", TRADES)), "{verdict:#}");
    assert!(found.contains(&named("on-server", "", TRADES)), "{verdict:#}");
    assert!(verdict["deliveries"]["duplicates"].as_u64().unwrap() > 0);
}
