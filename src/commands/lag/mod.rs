//! `astra lag`: how far each consumer group lags behind its stream.

mod args;
mod limits;
mod report;
mod watch;

use crate::commands::env::{CommandResult, Env};
use crate::commands::remarks;
use crate::commands::verdict::Verdict;
use crate::output::Series;
use crate::survey::{self, LagSurvey};
use report::LagReport;

pub(crate) use args::Args;

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    let topology = env.topology()?;
    let bus = env.bus()?;
    if let Some(interval) = args.watch {
        env.out.set_series(Series::Screen);
        return watch::run(args, &bus, &topology, interval, env).await;
    }
    let survey = survey::lag(&bus, &topology, &args.query()).await?;
    let breaches = args.limits.breaches(&survey);
    let is_whole = !survey.coverage.has_unreachable_node();
    let LagSurvey { rows, coverage, remarks, .. } = survey;
    let report = LagReport::new(rows, coverage.clone());
    env.out.print(&report.only(|row| !args.only_lagging || row.is_lagging()))?;
    remarks::warn(&remarks, &coverage);
    breaches.print();
    Ok(Verdict::pass_if(breaches.is_empty() && is_whole))
}
