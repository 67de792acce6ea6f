//! Runs the reference flow with real streams, groups and consumers, and removes all of them however the run ends.

mod consumer;
mod driver;
mod outcome;
mod plan;
mod producer;
mod runner;
mod server_check;
mod shared;
mod test_streams;
mod window;

pub(crate) use outcome::{EarlyStop, FlowOutcome, RunError, RunResult};
pub(crate) use plan::{InjectedFault, RunPlan, RunSettings};
pub(crate) use runner::{default_timeout, run};
pub(crate) use test_streams::LIFETIME;
