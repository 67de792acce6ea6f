//! `astra publish`: appends one event, or a file of them, to their streams.

mod account;
mod args;
mod bulk;
mod catalogue;
mod check;
mod durable;
mod ending;
mod entry_line;
mod feed;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod input;
mod journal;
mod listing;
mod lost;
mod part;
mod past;
mod predecessor;
mod prepare;
mod ranges;
mod record;
mod report;
mod resume;
mod single;
mod source;
mod tally;
mod witness;

use anyhow::Result;
use astra_bus::BusError;

use crate::commands::env::{CommandError, Env, Usage};
use crate::commands::verdict::Verdict;

pub(crate) use args::Args;

/// How far a run came whose server was lost on the way.
#[derive(Debug)]
struct CutShort {
    message: String,
    hint: String,
}

impl CutShort {
    /// The error that ended the run, with how far the run came.
    fn because_of(self, error: BusError) -> CommandError {
        CommandError::from(error).context(self.message).with_hint(self.hint)
    }
}

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    if let Some(other) = args.beside_check() {
        // Not left to the parser, which names --check also where --dry-run was typed.
        let usage = format!("{other} cannot be used with --check (--dry-run), which sends nothing");
        return Err(Usage::new(usage).into());
    }
    match &args.bulk.from {
        Some(input) => bulk::run(args, input, env).await,
        None => single::run(args, env).await,
    }
}
