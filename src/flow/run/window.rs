//! Limits how many trades are in flight, so that the queue of a load test does not exceed its own deadline.

use std::time::Duration;

/// How long a trade may take, from its start to its last acknowledgment: just long enough that reads find several
/// entries at a time. Longer times gained less than a tenth in speed, and cost as much in latency.
const TRADE_TIME: Duration = Duration::from_millis(100);

/// A trade may take at most this fraction of the deadline: a tenth.
const DEADLINE_FRACTION: u32 = 10;

/// The smallest window: enough to keep every consumer busy.
const MIN_SIZE: f64 = 16.0;

/// The largest window, which limits memory.
const MAX_SIZE: f64 = 2048.0;

const INITIAL_SIZE: f64 = 64.0;

/// How often the speed is measured, in microseconds.
const MEASURE_EVERY_US: u64 = 50_000;

/// The share of the old size that each measurement keeps, so that one stall does not close the window.
const KEPT_SHARE: f64 = 0.7;

/// The window. By Little's law its size is the rate of finished trades times the time that a trade may take.
///
/// A fast machine gets a wide window and a slow one a narrow window, so that their latencies are comparable.
#[derive(Debug)]
pub(super) struct Window {
    trade_time_us: f64,
    size: f64,
    ended: u64,
    at: u64,
}

impl Window {
    pub(super) fn new(deadline: Duration) -> Self {
        let trade_time = TRADE_TIME.min(deadline / DEADLINE_FRACTION);
        Self { trade_time_us: trade_time.as_secs_f64() * 1e6, size: INITIAL_SIZE, ended: 0, at: 0 }
    }

    /// Returns how many trades may be in flight.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "16 to 2048")]
    pub(super) fn size(&self) -> usize {
        self.size.round() as usize
    }

    /// Records how many trades have finished at a time in microseconds.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at a time")]
    pub(super) fn observe(&mut self, ended: u64, now: u64) {
        let took = now.saturating_sub(self.at);
        if took < MEASURE_EVERY_US || ended == self.ended {
            return;
        }
        let target = (ended - self.ended) as f64 / took as f64 * self.trade_time_us;
        self.size =
            (KEPT_SHARE * self.size + (1.0 - KEPT_SHARE) * target).clamp(MIN_SIZE, MAX_SIZE);
        (self.ended, self.at) = (ended, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the window's size after two seconds on a machine with a speed in trades per second.
    fn size_after_two_seconds(speed: u64, deadline_ms: u64) -> usize {
        let mut window = Window::new(Duration::from_millis(deadline_ms));
        for step in 1..=40 {
            window.observe(step * speed / 20, step * MEASURE_EVERY_US);
        }
        window.size()
    }

    #[test]
    fn size_is_rate_times_the_time_of_a_trade() {
        assert_eq!(size_after_two_seconds(3000, 1000), 300);
        assert_eq!(size_after_two_seconds(300, 1000), 30);
    }

    #[test]
    fn a_short_deadline_narrows_the_window() {
        assert_eq!(size_after_two_seconds(3000, 200), 60);
    }

    #[test]
    fn size_stays_within_its_bounds() {
        assert_eq!(size_after_two_seconds(20, 1000), 16);
        assert_eq!(size_after_two_seconds(1_000_000, 1000), 2048);
    }

    #[test]
    fn measurements_over_too_short_a_time_are_ignored() {
        let mut window = Window::new(Duration::from_secs(1));
        window.observe(0, MEASURE_EVERY_US);
        window.observe(50, MEASURE_EVERY_US - 1);
        assert_eq!(window.size(), 64);
    }
}
