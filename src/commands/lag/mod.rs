//! `astra lag`: how far each consumer group trails its stream.

mod limits;
mod measure;
mod rates;
mod report;
mod row;
mod watch;

use std::time::Duration;

use anyhow::Result;
use astra_model::Pattern;

use crate::commands::{Env, Verdict, typed};
use crate::output::{Series, notes};
use limits::Limits;
use report::LagReport;

/// Show how far each consumer group trails its stream, in entries and in time
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Streams to look at, as Redis globs [default: every stream of the prefix]
    #[arg(value_name = "PATTERN")]
    patterns: Vec<Pattern>,

    /// Show only this group; may be given several times
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,

    /// Leave out the groups that are up to date
    #[arg(long)]
    only_lagging: bool,

    #[command(flatten)]
    limits: Limits,

    /// Entries counted at most for a group, where the lag is not known without counting
    #[arg(long, value_name = "ENTRIES", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    count_cap: u64,

    /// Go on, with rates in, out, and the time to catch up
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "2s", value_parser = typed::interval)]
    watch: Option<Duration>,
}

const EXAMPLES: &str = "\
Examples:
  astra lag                                   Every group on every stream
  astra lag 'astra.trading.*' --only-lagging  The trading groups that trail
  astra lag --max-lag 1000 --max-seconds 30   Exit 1 if one trails too far
  astra lag --watch                           With rates, every two seconds
  astra lag -o json | jq '.groups[] | select(.status != \"ok\")'";

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let bus = env.bus()?;
    if let Some(interval) = args.watch {
        env.out.follow(Series::Screen);
        return watch::run(args, &bus, &topology, interval, env).await;
    }
    let measured = measure::measure(args, &bus, &topology).await?;
    measured.notes.tell();
    measured.unseen.hints().for_each(notes::hint);
    let is_whole = !measured.unseen.lacks_a_server();
    let report = LagReport::new(measured.rows, measured.unseen);
    let excesses = args.limits.excesses(&report, &measured.notes.missed);
    let hint = args.limits.hint(&report);
    env.out.print(&report.only(|row| !args.only_lagging || row.is_lagging()))?;
    limits::tell(&excesses, hint);
    Ok(Verdict::pass_if(excesses.is_empty() && is_whole))
}
