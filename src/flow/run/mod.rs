//! A real run of the reference flow: real streams, groups and consumers, and whatever happens, nothing left of them.

mod conductor;
mod consumer;
mod fault;
mod producer;
mod readback;
mod script;
mod shared;
mod stage;
mod window;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use astra_bus::{Bus, BusError};
use astra_model::EntryId;
use futures_util::FutureExt as _;

use crate::flow::{FlowVerdict, PlanError, Unfit};
use stage::Stage;

pub(crate) use fault::Fault;
pub(crate) use script::{Script, Settings};
pub(crate) use stage::LIFETIME;

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

/// Plays a script on a bus until it ends or `stop` completes, and removes all that it made, also after a panic.
pub(crate) async fn run(
    bus: &Bus,
    script: Script,
    watcher: Watcher<'_>,
    stop: impl Future<Output = ()>,
) -> Ending {
    let stage = Stage::of(&script);
    let play = async {
        stage.set(bus, &script).await?;
        conductor::conduct(bus, &stage, script, watcher).await
    };
    let outcome = tokio::select! {
        played = AssertUnwindSafe(play).catch_unwind() => played.unwrap_or_else(|panic| Err(RunError::Panicked(panic))),
        () = stop => Err(RunError::Interrupted),
    };
    let left = stage.strike(bus).await.err();
    Ending { outcome, left }
}

/// The time that a run of so many trades may take, where nobody says otherwise: more than the slowest machine needs.
pub(crate) fn patience(trades: u64) -> Duration {
    const AT_LEAST: Duration = Duration::from_secs(30);
    const EACH: Duration = Duration::from_millis(10);
    AT_LEAST + EACH * u32::try_from(trades).unwrap_or(u32::MAX)
}
