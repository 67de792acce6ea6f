//! `astra publish`: publishes one event, or a file of events, to their streams.

mod args;
mod bulk;
mod error;
mod event;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod input;
mod journal;
mod report;
mod resume;

use crate::commands::env::{CommandResult, Env, Usage};

pub(crate) use args::Args;

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    if let Some(other) = args.conflict_with_check() {
        // Not a rule of the parser, which would name --check also if the user typed --dry-run.
        let usage = format!("{other} cannot be used with --check (--dry-run), which sends nothing");
        return Err(Usage::new(usage).into());
    }
    match &args.bulk.from {
        Some(input) => bulk::run(args, input, env).await,
        None => event::run(args, env).await,
    }
}
