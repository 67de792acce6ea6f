//! How a stream and a group move between two looks, or why that is not known.

use std::time::Duration;

use astra_bus::StreamState;
use astra_model::stats;
use astra_model::time::humanize;
use serde::Serialize;

use crate::commands::lag::row::Row;
use crate::output::{Cell, Column};

/// The rates of a row; each that is not known has its reason.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Rates {
    /// Entries added a second.
    pub(super) rate_in: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_in_reason: Option<&'static str>,
    /// Entries delivered a second.
    pub(super) rate_out: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_out_reason: Option<&'static str>,
    pub(super) catch_up_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catch_up_seconds_reason: Option<&'static str>,
}

const ONE_LOOK: &str = "this is the first look at it";

impl Rates {
    pub(super) fn columns() -> [Column; 3] {
        [
            Column::number("IN/S", "rate_in").preferred(),
            Column::number("OUT/S", "rate_out").preferred(),
            Column::number("CATCH UP", "catch_up_seconds").preferred(),
        ]
    }

    /// The rates of what was looked at once.
    pub(super) fn unknown() -> Self {
        Self::new((None, ONE_LOOK), (None, ONE_LOOK), (None, ONE_LOOK))
    }

    /// The rates between two looks, where `has_lost` says that entries were removed undelivered.
    pub(super) fn between(
        (before, then): (&Row, &StreamState),
        (now, state): (&Row, &StreamState),
        has_lost: bool,
        elapsed: Duration,
    ) -> Self {
        let added = then.entries_added.zip(state.entries_added);
        let rate_in = added.and_then(|added| per_second(added, elapsed));
        let lags = before.lag.zip(now.lag).filter(|_| before.is_lag_exact() && now.is_lag_exact());
        // What was lost to trimming was not delivered: where anything was removed undelivered, the
        // difference of the lags is not a number of deliveries.
        let rate_out = rate_in.zip(lags).filter(|_| !has_lost).map(|(rate_in, (then, now))| {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let fallen = (then as f64 - now as f64) / elapsed.as_secs_f64();
            (rate_in + fallen).max(0.0)
        });
        let rates = now.lag.zip(rate_in).zip(rate_out);
        let catch_up = rates
            .and_then(|((lag, rate_in), rate_out)| stats::time_to_catch_up(lag, rate_in, rate_out));
        let no_rate_in = match added {
            None => "the server does not count what is added",
            Some(_) => "the stream was made again since the last look",
        };
        let no_rate_out = match rate_in {
            None => "what came in is not known",
            Some(_) if has_lost => "entries were removed before they were delivered",
            Some(_) => "the lag is not known exactly",
        };
        let no_catch_up = match rates {
            None => "the rates are not known",
            Some(_) => "the group does not catch up",
        };
        Self::new(
            (rate_in, no_rate_in),
            (rate_out, no_rate_out),
            (catch_up.map(|time| time.as_secs_f64()), no_catch_up),
        )
    }

    fn new(
        (rate_in, no_rate_in): (Option<f64>, &'static str),
        (rate_out, no_rate_out): (Option<f64>, &'static str),
        (catch_up_seconds, no_catch_up): (Option<f64>, &'static str),
    ) -> Self {
        let because = |value: Option<f64>, reason| value.is_none().then_some(reason);
        Self {
            rate_in,
            rate_in_reason: because(rate_in, no_rate_in),
            rate_out,
            rate_out_reason: because(rate_out, no_rate_out),
            catch_up_seconds,
            catch_up_seconds_reason: because(catch_up_seconds, no_catch_up),
        }
    }

    pub(super) fn cells(&self) -> [Cell; 3] {
        let catch_up = self.catch_up_seconds.map_or_else(|| Cell::absent("-"), seconds);
        [rate(self.rate_in), rate(self.rate_out), catch_up]
    }
}

/// A duration given in seconds.
pub(super) fn seconds(value: f64) -> Cell {
    Cell::new(humanize(Duration::try_from_secs_f64(value).unwrap_or(Duration::MAX))).raw(value)
}

/// How fast a counter has grown from one value to another.
fn per_second((then, now): (u64, u64), elapsed: Duration) -> Option<f64> {
    let sample = |at, count| stats::Sample { at, count };
    stats::per_second(sample(Duration::ZERO, then), sample(elapsed, now))
}

fn rate(value: Option<f64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), |value| Cell::new(format!("{value:.1}")).raw(value))
}
