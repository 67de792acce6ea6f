//! `astra services`: which service instances are registered, and their state.

mod args;
mod probe;
mod report;
mod require;
mod row;
mod watch;

use crate::commands::env::{CommandResult, Env};
use crate::commands::remarks;
use crate::commands::verdict::Verdict;
use crate::output::Series;
use crate::registry::Instance;
use crate::survey::{self, ServiceSurvey};
use report::ServicesReport;
use row::rows;

pub(crate) use args::Args;

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    let bus = env.bus()?;
    if let Some(interval) = args.watch {
        env.out.set_series(Series::Screen);
        return watch::run(args, &bus, interval, env).await;
    }
    let query = args.query();
    let ServiceSurvey { instances, coverage, remarks } = survey::services(&bus, &query).await?;
    let (shown, hidden): (Vec<Instance>, Vec<Instance>) =
        instances.into_iter().partition(|instance| query.selects(instance));
    let probe_timeout = args.probe.then_some(env.globals.timeout);
    let shown = rows(shown, probe_timeout).await;
    // Instances that a filter hides are called only if a requirement may depend on them.
    let hidden = if args.require.is_empty() { Vec::new() } else { hidden };
    let hidden = rows(hidden, probe_timeout).await;
    let requirements = require::judge(&args.require, &shown.iter().chain(&hidden));
    let is_met = requirements.iter().all(|requirement| requirement.met);
    let report = ServicesReport { services: shown, requirements, coverage, is_probed: args.probe };
    env.out.print(&report)?;
    remarks::warn(&remarks, &report.coverage);
    require::print_unmet(&report.requirements, report.coverage.scope_suffix());
    Ok(Verdict::pass_if(report.coverage.is_complete() && is_met))
}
