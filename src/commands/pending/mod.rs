//! `astra pending`: what groups were delivered and have not acknowledged, and what can be done about it.

mod action;
mod args;
mod entries;
mod entry;
mod fields;
mod filter;
mod find;
mod measure;
mod pages;
mod report;
mod rows;
mod writer;

use anyhow::Result;

use crate::commands::env::coverage;
use crate::commands::env::{Env, Usage};
use crate::commands::pending::args::SCAN_CAP;
use crate::commands::verdict::Verdict;
use action::Action;
use report::PendingReport;

pub(crate) use args::Args;

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    match &args.action {
        Some(action) if args.selects_something() => Err(misplaced(action).into()),
        Some(action) => action::run(action, env).await,
        None => show(args, env).await,
    }
}

/// A filter that stands before an action would select nothing of what the action does.
fn misplaced(action: &Action) -> Usage {
    let name = action.name();
    Usage::new(format!("patterns and filters of `{name}` stand after it, not before"))
        .with_hint(format!("astra pending {name} [PATTERN]… [--group GROUP] …"))
}

async fn show(args: &Args, env: &Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let bus = env.bus()?;
    let mut found = find::find(&args.filters, &bus, &topology).await?;
    found.tell();
    let cap = args.scan_cap.unwrap_or(SCAN_CAP);
    let measures = measure::measure(&args.filters, args.by, cap, &bus, &found).await?;
    found.miss(measures.unread, bus.unreachable_nodes());
    let rows = rows::rows(measures.scopes, args.by, &found.clock);
    let unseen = found.unseen.clone();
    let report = PendingReport::new(rows, args.by, args.filters.is_narrowing(), unseen);
    if !args.entries {
        env.out.print(&report)?;
        return Ok(Verdict::pass_if(found.is_complete()));
    }
    let failures = entries::list(args, &bus, &found, &report, &env.out).await?;
    coverage::warn(&failures);
    Ok(Verdict::pass_if(found.is_complete() && failures.is_empty()))
}

/// A duration in whole milliseconds, as the document has it.
fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
