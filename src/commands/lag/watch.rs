//! `astra lag --watch`: rates, the time to catch up, and losses as they happen.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;
use astra_bus::{Bus, StreamState};
use astra_model::Name;
use astra_model::topology::Topology;

use crate::commands::env::Env;
use crate::commands::lag::args::Args;
use crate::commands::lag::measure::{Measured, measure};
use crate::commands::lag::rates::Rates;
use crate::commands::lag::report::LagReport;
use crate::commands::lag::row::Row;
use crate::commands::verdict::Verdict;

/// Runs until interrupted. A server that is lost is waited for.
pub(super) async fn run(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
    interval: Duration,
    env: &Env,
) -> Result<Verdict> {
    let mut last: Option<Measured> = None;
    let mut shown: Option<LagReport> = None;
    loop {
        match measure(args, bus, topology).await {
            Ok(mut now) => {
                let losses = compare(last.as_ref(), &mut now);
                let report = LagReport::new(now.rows.clone(), now.unseen.clone()).watched();
                let mut report = report.only(|row| !args.only_lagging || row.is_lagging());
                if env.out.is_screen() {
                    report.groups.sort_by_key(|row| row.status);
                }
                let warnings: Vec<String> = now.notes.all().cloned().chain(losses).collect();
                env.out.print_with_warnings(&report, &warnings)?;
                (last, shown) = (Some(now), Some(report));
            }
            Err(error) => {
                let Some(report) = shown.as_ref().filter(|_| error.is_transient()) else {
                    return Err(error.into());
                };
                let again = astra_model::time::humanize(interval);
                env.out.print_stale(report, format!("{error}; trying again in {again}"))?;
            }
        }
        tokio::time::sleep(interval).await;
    }
}

/// Fills in the rates since the last look, and returns what was lost in between.
fn compare(last: Option<&Measured>, now: &mut Measured) -> Vec<String> {
    now.rows.iter_mut().for_each(|row| row.rates = Some(Rates::unknown()));
    let Some(last) = last else { return Vec::new() };
    let elapsed = now.at.duration_since(last.at).unsigned_abs();
    let before: HashMap<(&Name, &Name), &Row> =
        last.rows.iter().map(|row| ((&row.stream, &row.group), row)).collect();
    let then: HashMap<&Name, &StreamState> =
        last.streams.iter().map(|(name, stream)| (name, stream)).collect();
    let state: HashMap<&Name, &StreamState> =
        now.streams.iter().map(|(name, stream)| (name, stream)).collect();
    let mut losses = Vec::new();
    for row in &mut now.rows {
        let (Some(before), Some(then), Some(state)) =
            (before.get(&(&row.stream, &row.group)), then.get(&row.stream), state.get(&row.stream))
        else {
            continue;
        };
        let loss = loss(row, then, state);
        let (before, now) = ((*before, *then), (&*row, *state));
        row.rates = Some(Rates::between(before, now, loss.is_some(), elapsed));
        losses.extend(loss);
    }
    losses
}

/// Says that the trimmer has passed the group since the last look. A group that has read on since
/// may have lost something too, or nothing: that cannot be told, so nothing is said.
fn loss(row: &Row, then: &StreamState, now: &StreamState) -> Option<String> {
    let (before, after) = (then.group(row.group.as_str()?)?, now.group(row.group.as_str()?)?);
    let was_behind = then.last.is_some_and(|last| last > before.last_delivered);
    let has_lost = now.has_passed(after) && now.last_generated > after.last_delivered;
    (was_behind && has_lost && then.removed() < now.removed()).then(|| {
        format!("`{}` was trimmed past group `{}` before it had read all", row.stream, row.group)
    })
}
