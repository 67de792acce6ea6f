//! `astra pending`: what groups were delivered and have not acknowledged, and what can be done about it.

mod action;
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

use crate::commands::{Env, Usage, Verdict, unseen};
use action::Action;
use filter::Filters;
use report::PendingReport;
use rows::By;

/// Entries of a group that the summary reads at most.
const SCAN_CAP: u64 = 10_000;

/// Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, subcommand_precedence_over_arg = true)]
pub(crate) struct Args {
    #[command(flatten)]
    filters: Filters,

    /// Sum up by group over its streams, by stream over its groups, or by consumer
    #[arg(long, value_name = "WHAT", conflicts_with = "entries")]
    by: Option<By>,

    /// List the pending entries one by one, all of them
    #[arg(long)]
    entries: bool,

    /// With each entry also what it holds
    #[arg(long, requires = "entries")]
    payload: bool,

    /// Pending entries of a group that the summary reads at most; past it idle times, delivery
    /// counts and ghosts are not known [default: 10000]
    #[arg(long, value_name = "ENTRIES")]
    scan_cap: Option<u64>,

    #[command(subcommand)]
    action: Option<Action>,
}

const EXAMPLES: &str = "\
Examples:
  astra pending                                    Every stream and group
  astra pending --by consumer --min-idle 5m        Who sits on what for how long
  astra pending 'astra.nft.*' --entries --payload  One by one, with what they hold
  astra pending claim --group g --consumer dead --to alive --dry-run
  astra pending dead-letter                        Set aside what fails again and again
  astra pending purge-ghosts                       Drop what is gone from its stream";

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    match &args.action {
        Some(action) if args.selects_something() => Err(misplaced(action).into()),
        Some(action) => action::run(action, env).await,
        None => show(args, env).await,
    }
}

impl Args {
    fn selects_something(&self) -> bool {
        !self.filters.is_empty() || self.by.is_some() || self.entries || self.scan_cap.is_some()
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
    found.miss(measures.unread, bus.absent());
    let rows = rows::rows(measures.scopes, args.by, &found.clock);
    let unseen = found.unseen.clone();
    let report = PendingReport::new(rows, args.by, args.filters.is_narrowing(), unseen);
    if !args.entries {
        env.out.print(&report)?;
        return Ok(Verdict::pass_if(found.is_complete()));
    }
    let failures = entries::list(args, &bus, &found, &report, &env.out).await?;
    unseen::tell(&failures);
    Ok(Verdict::pass_if(found.is_complete() && failures.is_empty()))
}

/// A duration in whole milliseconds, as the document has it.
fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
