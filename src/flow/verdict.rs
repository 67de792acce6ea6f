//! The verdict on a run: what was expected, what was seen, and whether they match.

use std::collections::BTreeMap;
use std::time::Duration;

use astra_model::stats::{self, Percentiles};
use serde::{Serialize, Serializer};

use crate::flow::failure::{Failure, Failures};
use crate::flow::ledger::Ledger;

/// The verdict on a run, in the form of the document `astra.flow-test/v1`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FlowVerdict {
    pub(crate) passed: bool,
    pub(crate) events: EventCounts,
    /// Events that carry the correlation id.
    pub(crate) correlated: u64,
    pub(crate) domain_depth: u64,
    pub(crate) causal_depth: u64,
    pub(crate) deliveries: DeliveryCounts,
    /// From sending an event to its delivery; null if nothing was delivered.
    pub(crate) latency_ms: Option<Percentiles>,
    pub(crate) deadline_ms: f64,
    pub(crate) duration_ms: f64,
    /// Null if no time passed.
    pub(crate) events_per_second: Option<f64>,
    #[serde(serialize_with = "with_rest")]
    pub(crate) failures: Failures,
}

/// The events of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EventCounts {
    pub(crate) expected: u64,
    pub(crate) seen: u64,
    pub(crate) by_domain: BTreeMap<String, u64>,
}

/// The deliveries of a run; `duplicates` counts those after the first to the same group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DeliveryCounts {
    pub(crate) expected: u64,
    pub(crate) made: u64,
    /// Those of `made` within the deadline.
    #[serde(skip)]
    pub(crate) in_time: u64,
    pub(crate) acknowledged: u64,
    pub(crate) duplicates: u64,
}

impl FlowVerdict {
    /// Closes the ledger and judges it; `took` is how long the run was.
    pub(crate) fn of(mut ledger: Ledger, took: Duration) -> Self {
        ledger.close();
        let (events, deliveries) = (EventCounts::of(&ledger), DeliveryCounts::of(&ledger));
        let (expected, totals) = (ledger.expected(), &ledger.totals);
        let is_complete = events.seen == expected.events
            && totals.correlated == expected.events
            && totals.depth == expected.depth
            && totals.made == expected.deliveries
            && totals.acknowledged == expected.deliveries;
        Self {
            passed: is_complete && ledger.failures.total == 0,
            correlated: totals.correlated,
            domain_depth: totals.depth.domain,
            causal_depth: totals.depth.causal,
            latency_ms: totals.latencies.percentiles(),
            deadline_ms: stats::millis(ledger.deadline_us()),
            duration_ms: took.as_secs_f64() * 1000.0,
            events_per_second: stats::rate(events.seen, took),
            events,
            deliveries,
            failures: ledger.failures,
        }
    }

    /// Adds failures found after the ledger was closed; these are listed even beyond the usual limit.
    pub(crate) fn add(&mut self, failures: Vec<Failure>) {
        self.passed &= failures.is_empty();
        self.failures.total += failures.len() as u64;
        self.failures.listed.extend(failures);
    }
}

impl EventCounts {
    fn of(ledger: &Ledger) -> Self {
        Self {
            expected: ledger.expected().events,
            seen: ledger.totals.seen.values().sum(),
            by_domain: ledger.totals.seen.clone(),
        }
    }
}

impl DeliveryCounts {
    fn of(ledger: &Ledger) -> Self {
        Self {
            expected: ledger.expected().deliveries,
            made: ledger.totals.made,
            in_time: ledger.totals.made - ledger.totals.late,
            acknowledged: ledger.totals.acknowledged,
            duplicates: ledger.totals.duplicates,
        }
    }
}

/// Serializes the listed failures, and one more that counts the rest.
fn with_rest<S: Serializer>(failures: &Failures, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Row<'a> {
        Listed(&'a Failure),
        Rest { check: &'static str, detail: String },
    }
    let rest = (failures.unlisted() > 0).then(|| Row::Rest {
        check: "more",
        detail: format!("{} more failures", failures.unlisted()),
    });
    serializer.collect_seq(failures.listed.iter().map(Row::Listed).chain(rest))
}
