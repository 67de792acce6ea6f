//! `astra pending`: what groups were delivered and have not acknowledged, and what to do about it.

mod action;
mod args;
mod entries;
mod entry;
mod fields;
mod filter;
mod pages;
mod report;
mod warnings;
mod writer;

use crate::commands::env::{CommandResult, Env, Usage, coverage};
use crate::commands::verdict::Verdict;
use crate::survey::{self, PendingSurvey};
use action::Action;
use report::PendingReport;

pub(crate) use args::Args;

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    match &args.action {
        Some(action) if args.selects_something() => Err(misplaced_filter(action).into()),
        Some(action) => action::run(action, env).await,
        None => show(args, env).await,
    }
}

/// Refuses a filter that stands before an action, because the action would not apply it.
fn misplaced_filter(action: &Action) -> Usage {
    let name = action.name();
    Usage::new(format!("patterns and filters of `{name}` belong after it, not before"))
        .with_hint(format!("astra pending {name} [PATTERN]… [--group GROUP] …"))
}

async fn show(args: &Args, env: &Env) -> CommandResult {
    let topology = env.topology()?;
    let bus = env.bus()?;
    let query = args.query();
    let PendingSurvey { found, rows } = survey::pending(&bus, &topology, &query).await?;
    warnings::warn(&found);
    let report = PendingReport::new(rows, &query, found.coverage.clone());
    if !args.entries {
        env.out.print(&report)?;
        return Ok(Verdict::pass_if(found.is_complete()));
    }
    let list = entries::List { filter: &query.filter, with_payload: args.payload };
    let failures = list.print(&bus, &found, &report, &env.out).await?;
    coverage::warn(&failures);
    Ok(Verdict::pass_if(found.is_complete() && failures.is_complete()))
}
