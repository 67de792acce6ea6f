//! Computes figures from measurements: percentiles, rates, and time to catch up.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// One hour. Percentiles count a longer latency as one hour; the maximum stays exact.
const LONGEST_US: u64 = 3_600_000_000;

/// A histogram of latencies in microseconds, in constant memory.
#[derive(Clone, Debug)]
pub struct Latencies {
    histogram: Histogram<u64>,
    max: u64,
}

/// Percentiles of latencies in milliseconds, accurate to three significant digits; `max` is exact.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Default for Latencies {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST_US, 3).expect("the bounds are valid");
        Self { histogram, max: 0 }
    }
}

impl Latencies {
    /// Records one latency in microseconds.
    pub fn record(&mut self, micros: u64) {
        self.histogram.saturating_record(micros);
        self.max = self.max.max(micros);
    }

    /// Returns the percentiles, or `None` before the first latency.
    pub fn percentiles(&self) -> Option<Percentiles> {
        // The upper bound of a bucket can exceed the largest value in it.
        let at = |quantile| millis(self.histogram.value_at_quantile(quantile).min(self.max));
        (!self.histogram.is_empty()).then(|| Percentiles {
            p50: at(0.50),
            p95: at(0.95),
            p99: at(0.99),
            max: millis(self.max),
        })
    }
}

/// Converts microseconds to milliseconds.
pub fn millis(micros: u64) -> f64 {
    float(micros) / 1000.0
}

/// The value of a counter at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Time since a start that all compared samples share.
    pub at: Duration,
    pub count: u64,
}

/// Returns a counter's growth per second between two samples.
///
/// Returns `None` if no time passed, or if the counter fell: it was reset, and its growth is unknown.
pub fn per_second(before: Sample, after: Sample) -> Option<f64> {
    let growth = after.count.checked_sub(before.count)?;
    rate(growth, after.at.checked_sub(before.at)?)
}

/// Returns a count per second, or `None` if no time passed.
pub fn rate(count: u64, took: Duration) -> Option<f64> {
    (!took.is_zero()).then(|| float(count) / took.as_secs_f64())
}

/// Returns how long a group needs to catch up with its stream, or `None` if the lag is not shrinking.
///
/// `entering` and `leaving` are the rates of added and delivered entries per second.
pub fn time_to_catch_up(lag: u64, entering: f64, leaving: f64) -> Option<Duration> {
    let shrinking = leaving - entering;
    match lag {
        0 => Some(Duration::ZERO),
        _ if shrinking > 0.0 => Duration::try_from_secs_f64(float(lag) / shrinking).ok(),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count past 2^53 is beyond any server")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seconds: u64, count: u64) -> Sample {
        Sample { at: Duration::from_secs(seconds), count }
    }

    #[test]
    fn percentiles_are_accurate_to_three_digits() {
        let mut latencies = Latencies::default();
        (1..=10_000).rev().for_each(|n| latencies.record(n * 10));
        let found = latencies.percentiles().unwrap();
        let is_near = |found: f64, exact: f64| (found - exact).abs() <= exact / 1000.0;
        assert!(is_near(found.p50, 50.0) && is_near(found.p95, 95.0), "{found:?}");
        assert!(is_near(found.p99, 99.0), "{found:?}");
        assert!((found.max - 100.0).abs() < f64::EPSILON, "{found:?}");
    }

    #[test]
    fn no_percentile_is_above_the_largest_latency() {
        let mut latencies = Latencies::default();
        latencies.record(1_234_567);
        let found = latencies.percentiles().unwrap();
        let exact = Percentiles { p50: 1234.567, p95: 1234.567, p99: 1234.567, max: 1234.567 };
        assert_eq!(found, exact);
    }

    #[test]
    fn there_are_no_percentiles_without_latencies() {
        assert_eq!(Latencies::default().percentiles(), None);
    }

    #[test]
    fn a_latency_of_zero_counts() {
        let mut latencies = Latencies::default();
        latencies.record(0);
        assert_eq!(latencies.percentiles().map(|found| found.max), Some(0.0));
    }

    #[test]
    fn rates_are_growth_divided_by_elapsed_time() {
        assert_eq!(per_second(sample(10, 100), sample(14, 300)), Some(50.0));
        assert_eq!(per_second(sample(10, 100), sample(14, 100)), Some(0.0));
    }

    #[test]
    fn a_rate_is_unknown_without_time_or_after_a_reset() {
        assert_eq!(per_second(sample(10, 100), sample(10, 300)), None);
        assert_eq!(per_second(sample(10, 100), sample(9, 300)), None);
        assert_eq!(per_second(sample(10, 100), sample(14, 99)), None);
    }

    #[test]
    fn catch_up_time_is_lag_divided_by_net_rate() {
        let catch_up = |lag, entering, leaving| time_to_catch_up(lag, entering, leaving);
        assert_eq!(catch_up(100, 10.0, 60.0), Some(Duration::from_secs(2)));
        assert_eq!(catch_up(0, 10.0, 0.0), Some(Duration::ZERO));
    }

    #[test]
    fn a_lag_that_is_not_shrinking_never_catches_up() {
        for (entering, leaving) in
            [(10.0, 10.0), (10.0, 9.0), (0.0, 0.0), (f64::NAN, 1.0), (0.0, 1e-300)]
        {
            assert_eq!(time_to_catch_up(5, entering, leaving), None);
        }
    }
}
