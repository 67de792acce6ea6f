//! How a run of the flow ends.

use std::any::Any;

use astra_bus::BusError;
use astra_model::EntryId;

use crate::flow::plan::PlanError;
use crate::flow::reactions::Unfit;
use crate::flow::verdict::FlowVerdict;

/// What a run came to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: FlowVerdict,
    /// Why it stopped before the end of the last trade.
    pub(crate) stopped: Option<Stop>,
    /// The CPU that the server used, in cores; `None` where it does not say.
    pub(crate) server_cpu: Option<f64>,
}

/// Why a run stopped early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It took longer than it may.
    TimedOut,
    /// So much failed that going on would tell nothing new.
    Failing,
}

/// How a run ended, and what it could not remove.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) outcome: Result<Outcome, RunError>,
    /// Why the streams of the run are still there; they expire after [`LIFETIME`].
    pub(crate) left: Option<BusError>,
}

/// Why a run has no verdict.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("group `{group}` cannot react to entry {entry} of `{stream}`: {reason}")]
    Unfit { group: String, stream: String, entry: EntryId, reason: Unfit },
    #[error(transparent)]
    Trade(#[from] Unfit),
    #[error("interrupted")]
    Interrupted,
    #[error("a task of the run panicked")]
    Panicked(Box<dyn Any + Send>),
}

/// Who is told how far a run is: trades ended, of how many.
pub(crate) type Watcher<'a> = &'a mut (dyn FnMut(u64, u64) + Send);
