//! How a run of the flow ends.

use std::any::Any;

use astra_bus::BusError;
use astra_model::EntryId;

use crate::flow::reactions::RuleError;
use crate::flow::trade_plan::TradePlanError;
use crate::flow::verdict::FlowVerdict;

/// The result of a completed run.
#[derive(Clone, Debug)]
pub(crate) struct FlowOutcome {
    pub(crate) verdict: FlowVerdict,
    /// Why the run stopped before the last trade ended.
    pub(crate) stopped: Option<EarlyStop>,
    /// The CPU that the servers used, in cores; `None` if one of them does not report it.
    pub(crate) server_cpu: Option<f64>,
}

/// Why a run stopped early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EarlyStop {
    /// The run exceeded its timeout.
    TimedOut,
    /// So much failed that more trades would show nothing new.
    Failing,
}

/// The result of a run and of its cleanup.
#[derive(Debug)]
pub(crate) struct RunResult {
    pub(crate) outcome: Result<FlowOutcome, RunError>,
    /// Why the streams of the run were not removed; they expire after [`LIFETIME`].
    ///
    /// [`LIFETIME`]: crate::flow::run::LIFETIME
    pub(crate) cleanup_error: Option<BusError>,
}

/// Why a run has no verdict.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Plan(#[from] TradePlanError),
    #[error("group `{group}` cannot react to entry {entry} of `{stream}`: {reason}")]
    Reaction { group: String, stream: String, entry: EntryId, reason: RuleError },
    #[error(transparent)]
    Trade(#[from] RuleError),
    #[error("interrupted")]
    Interrupted,
    #[error("a task of the run panicked")]
    Panicked(Box<dyn Any + Send>),
}

/// Receives the progress of a run: trades ended, and trades in total.
pub(crate) type OnProgress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);
