//! `astra services --watch`: the same, again and again.

use std::time::Duration;

use anyhow::Result;

use crate::bus::{Bus, BusError};
use crate::commands::services::report::Row;
use crate::commands::services::{Args, look};
use crate::commands::{Env, Verdict};
use crate::output::notes;
use crate::time::humanize;

/// Runs until interrupted. A server that is lost is waited for.
pub(super) async fn run(args: &Args, bus: &Bus, interval: Duration, env: &Env) -> Result<Verdict> {
    let mut has_looked = false;
    loop {
        match look(args, bus, env.globals.timeout).await {
            Ok((mut report, seen)) => {
                if env.out.is_screen() {
                    report.services.sort_by_key(Row::is_healthy);
                }
                env.out.print_above(&report, &seen)?;
                has_looked = true;
            }
            Err(error) if has_looked && is_passing(&error) => {
                notes::warning(format_args!("{error}; trying again in {}", humanize(interval)));
            }
            Err(error) => return Err(error),
        }
        tokio::time::sleep(interval).await;
    }
}

fn is_passing(error: &anyhow::Error) -> bool {
    error.downcast_ref::<BusError>().is_some_and(BusError::is_passing)
}
