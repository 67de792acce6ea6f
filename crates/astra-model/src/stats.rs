//! Figures from measurements: percentiles, rates, and time to catch up.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// An hour: longer latencies count as one in percentiles, but for the maximum.
const LONGEST_US: u64 = 3_600_000_000;

/// Recorded latencies in microseconds, in constant memory.
#[derive(Clone, Debug)]
pub struct Latencies {
    histogram: Histogram<u64>,
    max: u64,
}

/// The usual percentiles of latencies, in milliseconds, right to three digits; `max` is exact.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Default for Latencies {
    /// Starts without any latency.
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
        // A bucket of the histogram reaches past the values in it, so past the maximum too.
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

/// A counter's value at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Time since an arbitrary start, the same for all samples.
    pub at: Duration,
    pub count: u64,
}

/// Returns how much a counter grew each second from one sample to the next.
///
/// `None` where no time passed, and where the counter fell: it began anew, and what it counted before that is not known.
pub fn per_second(before: Sample, after: Sample) -> Option<f64> {
    let grown = after.count.checked_sub(before.count)?;
    rate(grown, after.at.checked_sub(before.at)?)
}

/// Returns a count by the second, or `None` where no time passed.
pub fn rate(count: u64, took: Duration) -> Option<f64> {
    (!took.is_zero()).then(|| float(count) / took.as_secs_f64())
}

/// Returns how long a group needs for its lag at these rates of entries in and out, or `None` where the lag is not falling.
pub fn time_to_catch_up(lag: u64, entering: f64, leaving: f64) -> Option<Duration> {
    let falling = leaving - entering;
    match lag {
        0 => Some(Duration::ZERO),
        _ if falling > 0.0 => Duration::try_from_secs_f64(float(lag) / falling).ok(),
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
    fn percentiles_are_right_to_three_digits() {
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
    fn nothing_measured_has_no_percentiles() {
        assert_eq!(Latencies::default().percentiles(), None);
    }

    #[test]
    fn a_latency_of_zero_is_a_latency() {
        let mut latencies = Latencies::default();
        latencies.record(0);
        assert_eq!(latencies.percentiles().map(|found| found.max), Some(0.0));
    }

    #[test]
    fn rates_are_per_second_of_the_time_that_passed() {
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
    fn catching_up_takes_the_lag_over_the_gain() {
        let catch_up = |lag, entering, leaving| time_to_catch_up(lag, entering, leaving);
        assert_eq!(catch_up(100, 10.0, 60.0), Some(Duration::from_secs(2)));
        assert_eq!(catch_up(0, 10.0, 0.0), Some(Duration::ZERO));
    }

    #[test]
    fn a_lag_that_is_not_falling_never_catches_up() {
        for (entering, leaving) in
            [(10.0, 10.0), (10.0, 9.0), (0.0, 0.0), (f64::NAN, 1.0), (0.0, 1e-300)]
        {
            assert_eq!(time_to_catch_up(5, entering, leaving), None);
        }
    }
}
