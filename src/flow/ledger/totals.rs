//! What a run came to, and what it must come to.

use std::collections::BTreeMap;

use astra_model::stats::Latencies;

use crate::flow::bindings::StreamIx;
use crate::flow::ledger::state::Ledger;
use crate::flow::plan::{Depth, Plan};
use crate::flow::scenario::KINDS;

/// What a run came to.
#[derive(Clone, Debug)]
pub(crate) struct Totals {
    /// Events seen, by domain in alphabetical order.
    pub(crate) seen: BTreeMap<String, u64>,
    pub(crate) correlated: u64,
    pub(crate) depth: Depth,
    pub(crate) made: u64,
    /// Those of them that were made after the deadline.
    pub(crate) late: u64,
    pub(crate) acknowledged: u64,
    pub(crate) duplicates: u64,
    pub(crate) latencies: Latencies,
}

/// What a whole run must come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) events: u64,
    pub(crate) deliveries: u64,
    pub(crate) depth: Depth,
}

impl Totals {
    /// Starts at nothing, with every domain of the plans.
    pub(super) fn new(plans: &[Plan]) -> Self {
        let steps = plans.iter().flat_map(|plan| &plan.steps);
        Self {
            seen: steps.map(|step| (step.domain.clone(), 0)).collect(),
            correlated: 0,
            depth: Depth::default(),
            made: 0,
            late: 0,
            acknowledged: 0,
            duplicates: 0,
            latencies: Latencies::default(),
        }
    }
}

impl Ledger {
    /// Returns what the whole run must come to.
    pub(crate) fn expected(&self) -> Expected {
        let trades = self.scenario.trades();
        let mut expected = Expected::default();
        for (plan, kind) in self.plans.iter().zip(0..) {
            // Of every three trades begun, each kind has had its turn once.
            let times = (trades + KINDS - 1 - kind) / KINDS;
            expected.events += times * plan.steps.len() as u64;
            expected.deliveries += times * plan.deliveries as u64;
            expected.depth = expected.depth.deepest(plan.depth());
        }
        expected
    }

    /// Returns how many entries the trades that were begun must leave on a stream.
    pub(crate) fn expected_entries(&self, stream: StreamIx) -> u64 {
        let begun = self.next_trade().unwrap_or(self.scenario.trades());
        let of_kind = |(plan, kind): (&Plan, u64)| {
            let steps = plan.steps.iter().filter(|step| step.stream == stream);
            (begun + KINDS - 1 - kind) / KINDS * steps.count() as u64
        };
        self.plans.iter().zip(0..).map(of_kind).sum()
    }
}
