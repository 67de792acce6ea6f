//! `astra lag`: how far each consumer group trails its stream.

mod args;
mod limits;
mod measure;
mod rates;
mod report;
mod row;
mod watch;

use anyhow::Result;

use crate::commands::env::Env;
use crate::commands::verdict::Verdict;
use crate::output::{Series, notes};
use report::LagReport;

pub(crate) use args::Args;

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
    let is_whole = !measured.unseen.has_unreachable_node();
    let report = LagReport::new(measured.rows, measured.unseen);
    let excesses = args.limits.excesses(&report, &measured.notes.missed);
    let hint = args.limits.hint(&report);
    env.out.print(&report.only(|row| !args.only_lagging || row.is_lagging()))?;
    limits::tell(&excesses, hint);
    Ok(Verdict::pass_if(excesses.is_empty() && is_whole))
}
