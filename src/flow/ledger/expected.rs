//! The numbers that a complete run must reach.

use crate::flow::bindings::StreamIndex;
use crate::flow::ledger::state::Ledger;
use crate::flow::scenario::TRADE_KINDS;
use crate::flow::trade_plan::{Depth, TradePlan};

/// The numbers that a complete run must reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExpectedTotals {
    pub(crate) events: u64,
    pub(crate) deliveries: u64,
    pub(crate) depth: Depth,
}

impl Ledger {
    /// Returns the numbers that the complete run must reach.
    pub(crate) fn expected(&self) -> ExpectedTotals {
        let trades = self.scenario.trades();
        let mut expected = ExpectedTotals::default();
        for (plan, kind) in self.plans.iter().zip(0..) {
            // The kinds take turns, so the first ones may occur once more than the others.
            let times = (trades + TRADE_KINDS - 1 - kind) / TRADE_KINDS;
            expected.events += times * plan.steps.len() as u64;
            expected.deliveries += times * plan.deliveries as u64;
            expected.depth = expected.depth.deepest(plan.depth());
        }
        expected
    }

    /// Returns how many entries the trades begun so far must leave on a stream.
    pub(crate) fn expected_entries(&self, stream: StreamIndex) -> u64 {
        let begun = self.next_trade().unwrap_or(self.scenario.trades());
        let of_kind = |(plan, kind): (&TradePlan, u64)| {
            let steps = plan.steps.iter().filter(|step| step.stream == stream);
            (begun + TRADE_KINDS - 1 - kind) / TRADE_KINDS * steps.count() as u64
        };
        self.plans.iter().zip(0..).map(of_kind).sum()
    }
}
