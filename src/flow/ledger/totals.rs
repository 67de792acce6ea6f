//! The numbers that a run has reached so far.

use std::collections::BTreeMap;

use astra_model::stats::Latencies;

use crate::flow::trade_plan::{Depth, TradePlan};

/// The numbers that a run has reached so far.
#[derive(Clone, Debug)]
pub(crate) struct FlowTotals {
    /// Events seen, by domain in alphabetical order.
    pub(crate) seen: BTreeMap<String, u64>,
    pub(crate) correlated: u64,
    pub(crate) depth: Depth,
    /// First deliveries to the groups that must receive an event.
    pub(crate) made: u64,
    /// Those of `made` that missed the deadline.
    pub(crate) late: u64,
    pub(crate) acknowledged: u64,
    /// Deliveries of an event to a group that had received it before.
    pub(crate) duplicates: u64,
    pub(crate) latencies: Latencies,
}

impl FlowTotals {
    /// Starts at zero, with every domain of the plans.
    pub(super) fn new(plans: &[TradePlan]) -> Self {
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
