//! How fast a stream grows and a group reads it, from two samples.

use std::time::Duration;

use astra_model::stats;
use jiff::Timestamp;
use serde::ser::SerializeMap;

use crate::survey::known::Known;

const FIRST_SAMPLE: &str = "there is no earlier refresh to compare with";

/// The rates of one group on one stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rates {
    /// Entries added per second.
    pub(crate) rate_in: Known<f64>,
    /// Entries delivered per second.
    pub(crate) rate_out: Known<f64>,
    pub(crate) catch_up_seconds: Known<f64>,
}

/// The counters of one group on one stream at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) at: Timestamp,
    /// Entries ever added to the stream; `None` if the server does not count them.
    pub(super) entries_added: Option<u64>,
    /// `None` if the lag is not known exactly.
    pub(super) lag: Option<u64>,
}

impl Rates {
    /// The rates after the first sample.
    pub(crate) fn unknown() -> Self {
        let unknown = Known::Unknown(FIRST_SAMPLE);
        Self { rate_in: unknown, rate_out: unknown, catch_up_seconds: unknown }
    }

    /// Computes the rates between two samples.
    ///
    /// If undelivered entries were removed in between (`has_lost`), the rate out is unknown: the lag
    /// fell without deliveries.
    pub(super) fn between(before: &Sample, after: &Sample, has_lost: bool) -> Self {
        let elapsed = after.at.duration_since(before.at).unsigned_abs();
        let added = before.entries_added.zip(after.entries_added);
        let rate_in = added.and_then(|added| per_second(added, elapsed));
        let lags = before.lag.zip(after.lag);
        let rate_out = rate_in.zip(lags).filter(|_| !has_lost).map(|(rate_in, (before, after))| {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let fallen = (before as f64 - after as f64) / elapsed.as_secs_f64();
            (rate_in + fallen).max(0.0)
        });
        let rates = after.lag.zip(rate_in).zip(rate_out);
        let catch_up = rates
            .and_then(|((lag, rate_in), rate_out)| stats::time_to_catch_up(lag, rate_in, rate_out));
        let no_rate_in = match added {
            None => "the server does not count added entries",
            Some(_) => "the stream was recreated since the last refresh",
        };
        let no_rate_out = match rate_in {
            None => "the rate in is unknown",
            Some(_) if has_lost => "entries were removed before they were delivered",
            Some(_) => "the lag is not known exactly",
        };
        let no_catch_up = match rates {
            None => "the rates are unknown",
            Some(_) => "the group is not catching up",
        };
        Self {
            rate_in: Known::new(rate_in, no_rate_in),
            rate_out: Known::new(rate_out, no_rate_out),
            catch_up_seconds: Known::new(catch_up.map(|time| time.as_secs_f64()), no_catch_up),
        }
    }

    pub(super) fn serialize<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.rate_in.serialize(map, "rate_in", "rate_in_reason")?;
        self.rate_out.serialize(map, "rate_out", "rate_out_reason")?;
        self.catch_up_seconds.serialize(map, "catch_up_seconds", "catch_up_seconds_reason")
    }
}

/// How fast a counter grew from one value to another; `None` if it fell.
fn per_second((before, after): (u64, u64), elapsed: Duration) -> Option<f64> {
    let sample = |at, count| stats::Sample { at, count };
    stats::per_second(sample(Duration::ZERO, before), sample(elapsed, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(second: i64, entries_added: Option<u64>, lag: Option<u64>) -> Sample {
        Sample { at: Timestamp::from_second(second).unwrap(), entries_added, lag }
    }

    #[test]
    fn what_came_in_and_what_the_lag_fell_by_was_delivered() {
        let (before, after) = (sample(0, Some(100), Some(100)), sample(10, Some(150), Some(60)));
        let rates = Rates::between(&before, &after, false);
        assert_eq!((rates.rate_in, rates.rate_out), (Known::Value(5.0), Known::Value(9.0)));
        assert_eq!(rates.catch_up_seconds, Known::Value(15.0));
        let lost = Rates::between(&before, &after, true);
        assert_eq!(lost.rate_in, Known::Value(5.0));
        let reason = "entries were removed before they were delivered";
        assert_eq!(lost.rate_out, Known::Unknown(reason));
    }

    #[test]
    fn each_unknown_rate_has_the_reason_that_applies() {
        let reasons = |before: Sample, after: Sample| {
            let Rates { rate_in, rate_out, catch_up_seconds } =
                Rates::between(&before, &after, false);
            [rate_in.reason(), rate_out.reason(), catch_up_seconds.reason()]
        };
        let unknown = [Some("the rate in is unknown"), Some("the rates are unknown")];
        let uncounted = reasons(sample(0, None, Some(1)), sample(1, None, Some(1)));
        assert_eq!(uncounted[0], Some("the server does not count added entries"));
        assert_eq!(uncounted[1..], unknown);
        let recreated = reasons(sample(0, Some(9), Some(1)), sample(1, Some(2), Some(1)));
        assert_eq!(recreated[0], Some("the stream was recreated since the last refresh"));
        assert_eq!(recreated[1..], unknown);
        let bound = reasons(sample(0, Some(1), None), sample(1, Some(2), Some(1)));
        assert_eq!(bound[..2], [None, Some("the lag is not known exactly")]);
        let slow = reasons(sample(0, Some(1), Some(1)), sample(1, Some(2), Some(2)));
        assert_eq!(slow, [None, None, Some("the group is not catching up")]);
    }
}
