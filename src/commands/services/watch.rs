//! `astra services --watch`: the same, again and again.

use std::time::Duration;

use anyhow::Result;
use astra_bus::{Bus, BusError};
use astra_model::time::humanize;

use crate::commands::env::Env;
use crate::commands::services::args::Args;
use crate::commands::services::look;
use crate::commands::services::report::{Row, ServicesReport};
use crate::commands::verdict::Verdict;

/// Runs until interrupted. A server that is lost is waited for.
pub(super) async fn run(args: &Args, bus: &Bus, interval: Duration, env: &Env) -> Result<Verdict> {
    let mut shown: Option<ServicesReport> = None;
    loop {
        match look(args, bus, env.globals.timeout).await {
            Ok((mut report, seen)) => {
                if env.out.is_screen() {
                    report.services.sort_by_key(Row::is_healthy);
                }
                env.out.print_with_warnings(&report, &seen)?;
                shown = Some(report);
            }
            Err(error) => {
                let Some(report) = shown.as_ref().filter(|_| is_transient(&error)) else {
                    return Err(error);
                };
                let again = humanize(interval);
                env.out.print_stale(report, format!("{error}; trying again in {again}"))?;
            }
        }
        tokio::time::sleep(interval).await;
    }
}

fn is_transient(error: &anyhow::Error) -> bool {
    error.downcast_ref::<BusError>().is_some_and(BusError::is_transient)
}
