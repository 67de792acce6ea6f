//! Runs the flow on a bus: creates the streams, drives the run, and removes the streams again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use astra_bus::BusWriter;
use futures_util::FutureExt as _;

use crate::flow::run::driver;
use crate::flow::run::outcome::{OnProgress, RunError, RunResult};
use crate::flow::run::plan::RunPlan;
use crate::flow::run::test_streams::TestStreams;

/// Runs a plan on a bus until it ends or `stop` completes, then removes all that it created, even after a panic.
pub(crate) async fn run(
    bus: &BusWriter,
    plan: RunPlan,
    on_progress: OnProgress<'_>,
    stop: impl Future<Output = ()>,
) -> RunResult {
    let test_streams = TestStreams::of(&plan);
    let driven = async {
        test_streams.create(bus, &plan).await?;
        driver::drive(bus, &test_streams, plan, on_progress).await
    };
    let outcome = tokio::select! {
        ended = AssertUnwindSafe(driven).catch_unwind() => ended.unwrap_or_else(|panic| Err(RunError::Panicked(panic))),
        () = stop => Err(RunError::Interrupted),
    };
    let cleanup_error = test_streams.teardown(bus).await.err();
    RunResult { outcome, cleanup_error }
}

/// The default time limit of a run: more than the slowest machine needs.
pub(crate) fn default_timeout(trades: u64) -> Duration {
    const AT_LEAST: Duration = Duration::from_secs(30);
    const PER_TRADE: Duration = Duration::from_millis(10);
    AT_LEAST + PER_TRADE * u32::try_from(trades).unwrap_or(u32::MAX)
}
