//! Runs the flow on real streams: creates them, publishes, consumes, and removes them again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use astra_bus::BusWriter;
use futures_util::FutureExt as _;

use crate::flow::run::driver;
use crate::flow::run::outcome::{Ending, RunError, Watcher};
use crate::flow::run::script::Script;
use crate::flow::run::stage::Stage;

/// Plays a script on a bus until it ends or `stop` completes, and removes all that it made, also after a panic.
pub(crate) async fn run(
    bus: &BusWriter,
    script: Script,
    watcher: Watcher<'_>,
    stop: impl Future<Output = ()>,
) -> Ending {
    let stage = Stage::of(&script);
    let play = async {
        stage.set(bus, &script).await?;
        driver::conduct(bus, &stage, script, watcher).await
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
