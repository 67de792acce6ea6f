//! `astra lag --watch`: rates, the time to catch up, and losses as they happen.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;

use crate::bus::{Bus, Name, StreamState};
use crate::commands::lag::Args;
use crate::commands::lag::measure::{Measured, measure};
use crate::commands::lag::report::LagReport;
use crate::commands::lag::row::{Rates, Row};
use crate::commands::{Env, Verdict};
use crate::stats;
use crate::topology::Topology;

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
                let losses = last.as_ref().map_or_else(Vec::new, |last| compare(last, &mut now));
                let report = LagReport::new(now.rows.clone(), now.unseen.clone());
                let mut report = report.only(|row| !args.only_lagging || row.is_lagging());
                if env.out.is_screen() {
                    report.groups.sort_by_key(|row| row.status);
                }
                let warnings: Vec<String> = now.notes.all().cloned().chain(losses).collect();
                env.out.print_above(&report, &warnings)?;
                (last, shown) = (Some(now), Some(report));
            }
            Err(error) => {
                let Some(report) = shown.as_ref().filter(|_| error.is_passing()) else {
                    return Err(error.into());
                };
                let again = crate::time::humanize(interval);
                env.out.print_again(report, format!("{error}; trying again in {again}"))?;
            }
        }
        tokio::time::sleep(interval).await;
    }
}

/// Fills in the rates since the last look, and returns what was lost in between.
fn compare(last: &Measured, now: &mut Measured) -> Vec<String> {
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
        row.rates = Some(rates(before, row, then, state, elapsed));
        losses.extend(loss(row, then, state));
    }
    losses
}

fn rates(
    before: &Row,
    now: &Row,
    then: &StreamState,
    state: &StreamState,
    elapsed: Duration,
) -> Rates {
    let added = then.entries_added.zip(state.entries_added);
    let rate_in = added.and_then(|(then, now)| {
        let sample = |at, count| stats::Sample { at, count };
        stats::per_second(sample(Duration::ZERO, then), sample(elapsed, now))
    });
    let lags = before.lag.zip(now.lag).filter(|_| before.is_lag_exact() && now.is_lag_exact());
    // What was lost to trimming was not delivered: where anything was removed undelivered, the
    // difference of the lags is not a number of deliveries.
    let rate_out = rate_in.zip(lags).filter(|_| loss(now, then, state).is_none()).map(
        |(rate_in, (then, now))| {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let fallen = (then as f64 - now as f64) / elapsed.as_secs_f64();
            (rate_in + fallen).max(0.0)
        },
    );
    let catch_up = now
        .lag
        .zip(rate_in)
        .zip(rate_out)
        .and_then(|((lag, rate_in), rate_out)| stats::time_to_catch_up(lag, rate_in, rate_out));
    Rates { rate_in, rate_out, catch_up_seconds: catch_up.map(|time| time.as_secs_f64()) }
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
