//! `astra lag --watch`: rates, the time to catch up, and losses as they happen.

use std::time::Duration;

use astra_bus::Bus;
use astra_model::time::humanize;
use astra_model::topology::Topology;

use crate::commands::env::{CommandResult, Env};
use crate::commands::lag::args::Args;
use crate::commands::lag::report::LagReport;
use crate::commands::remarks;
use crate::survey::{self, LagSurvey};

/// Refreshes until interrupted; if the server is lost, keeps trying to reach it.
pub(super) async fn run(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
    interval: Duration,
    env: &Env,
) -> CommandResult {
    let mut last: Option<LagSurvey> = None;
    let mut shown: Option<LagReport> = None;
    loop {
        match survey::lag(bus, topology, &args.query()).await {
            Ok(mut survey) => {
                survey.compare(last.as_ref());
                let report = LagReport::new(survey.rows.clone(), survey.coverage.clone()).watched();
                let mut report = report.only(|row| !args.only_lagging || row.is_lagging());
                if env.out.is_screen() {
                    report.groups.sort_by_key(|row| row.status);
                }
                let warnings = remarks::lines(survey.remarks.iter(), &survey.coverage);
                env.out.print_with_warnings(&report, &warnings)?;
                (last, shown) = (Some(survey), Some(report));
            }
            Err(error) => {
                let Some(report) = shown.as_ref().filter(|_| error.is_transient()) else {
                    return Err(error.into());
                };
                let interval = humanize(interval);
                env.out.print_stale(report, format!("{error}; trying again in {interval}"))?;
            }
        }
        tokio::time::sleep(interval).await;
    }
}
