//! `astra services --watch`: the same report, refreshed.

use std::time::Duration;

use astra_bus::{Bus, BusError};
use astra_model::time::humanize;

use crate::commands::env::{CommandResult, Env};
use crate::commands::remarks;
use crate::commands::services::args::Args;
use crate::commands::services::report::ServicesReport;
use crate::commands::services::row::{ServiceRow, rows};
use crate::survey::{self, ServiceSurvey};

/// Refreshes until interrupted; if the server is lost, keeps trying to reach it.
pub(super) async fn run(args: &Args, bus: &Bus, interval: Duration, env: &Env) -> CommandResult {
    let mut shown: Option<ServicesReport> = None;
    loop {
        match refresh(args, bus, env.globals.timeout).await {
            Ok((mut report, warnings)) => {
                if env.out.is_screen() {
                    report.services.sort_by_key(ServiceRow::is_healthy);
                }
                env.out.print_with_warnings(&report, &warnings)?;
                shown = Some(report);
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

/// Returns the report of one refresh, and its warnings.
async fn refresh(
    args: &Args,
    bus: &Bus,
    timeout: Duration,
) -> Result<(ServicesReport, Vec<String>), BusError> {
    let query = args.query();
    let ServiceSurvey { mut instances, coverage, remarks } = survey::services(bus, &query).await?;
    instances.retain(|instance| query.selects(instance));
    let services = rows(instances, args.probe.then_some(timeout)).await;
    // An instance that is not registered yet is no reason to warn at each refresh.
    let remarks = remarks.iter().filter(|remark| !remark.is_not_found());
    let warnings = remarks::lines(remarks, &coverage);
    let requirements = Vec::new();
    Ok((ServicesReport { services, requirements, coverage, is_probed: args.probe }, warnings))
}
