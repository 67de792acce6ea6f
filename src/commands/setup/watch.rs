//! `astra setup --watch`: keeps provisioning streams as they appear.

use std::time::Duration;

use astra_bus::{BusError, BusWriter};
use astra_model::topology::Topology;

use crate::commands::env::{CommandResult, Env};
use crate::commands::setup::report::SetupReport;
use crate::output::{Series, notes};
use crate::provision;

/// Runs until interrupted. It waits for a server that becomes unreachable, and reports each change once.
pub(super) async fn run(
    bus: &BusWriter,
    topology: &Topology,
    interval: Duration,
    env: &mut Env,
) -> CommandResult {
    env.out.set_series(Series::Log);
    let mut previous: Option<SetupReport> = None;
    let mut is_unreachable = false;
    loop {
        match provision(bus, topology).await {
            Ok(report) => {
                if std::mem::take(&mut is_unreachable) {
                    notes::note("the server is back");
                }
                report.report_unreachable(previous.as_ref());
                if previous.as_ref().is_none_or(|previous| report.differs_from(previous)) {
                    report.print(&env.out)?;
                }
                previous = Some(report);
            }
            Err(error) if error.is_transient() && previous.is_some() => {
                if !std::mem::replace(&mut is_unreachable, true) {
                    notes::warning(format_args!(
                        "{error}; trying again every {}",
                        astra_model::time::humanize(interval)
                    ));
                }
            }
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(interval).await;
    }
}

async fn provision(bus: &BusWriter, topology: &Topology) -> Result<SetupReport, BusError> {
    let plan = provision::plan(bus, topology).await?;
    let outcomes = provision::apply(bus, &plan).await?;
    let mut report = SetupReport::planned(topology, &plan);
    report.applied(topology, &plan, &outcomes);
    Ok(report)
}
