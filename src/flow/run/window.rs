//! How many trades may be in flight, so that a load test never passes its own deadline by queueing.

use std::time::Duration;

/// How long a trade may live, from its beginning to its last acknowledgement: so long only that reads find several
/// entries at a time. Longer than this gained less than a tenth in speed, and all of it in latency.
const LIFE: Duration = Duration::from_millis(100);

/// The part of the deadline that a trade may live at most.
const PART_OF_DEADLINE: u32 = 10;

/// The bounds of the window: enough for every consumer to have something to do, and a bounded memory.
const LEAST: f64 = 16.0;

const MOST: f64 = 2048.0;

const FIRST: f64 = 64.0;

/// How often the speed is measured, in microseconds.
const EVERY_US: u64 = 50_000;

/// How much of the window is kept at each measurement, so that one stall does not close it.
const KEPT: f64 = 0.7;

/// The window: by Little's law the trades that end in the time that one may live.
///
/// A fast machine gets a wide one and a slow machine a narrow one, and the latencies of both mean the same.
#[derive(Debug)]
pub(super) struct Window {
    life_us: f64,
    size: f64,
    ended: u64,
    at: u64,
}

impl Window {
    pub(super) fn new(deadline: Duration) -> Self {
        let life = LIFE.min(deadline / PART_OF_DEADLINE);
        Self { life_us: life.as_secs_f64() * 1e6, size: FIRST, ended: 0, at: 0 }
    }

    /// Returns how many trades may be in flight.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "16 to 2048")]
    pub(super) fn size(&self) -> usize {
        self.size.round() as usize
    }

    /// Learns how many trades have ended by a time in microseconds.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at a time")]
    pub(super) fn observe(&mut self, ended: u64, now: u64) {
        let took = now.saturating_sub(self.at);
        if took < EVERY_US || ended == self.ended {
            return;
        }
        let wanted = (ended - self.ended) as f64 / took as f64 * self.life_us;
        self.size = (KEPT * self.size + (1.0 - KEPT) * wanted).clamp(LEAST, MOST);
        (self.ended, self.at) = (ended, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets a machine of some speed (trades a second) work at a window for two seconds.
    fn settled(speed: u64, deadline_ms: u64) -> usize {
        let mut window = Window::new(Duration::from_millis(deadline_ms));
        for step in 1..=40 {
            window.observe(step * speed / 20, step * EVERY_US);
        }
        window.size()
    }

    #[test]
    fn holds_what_ends_within_the_time_that_a_trade_may_live() {
        assert_eq!(settled(3000, 1000), 300);
        assert_eq!(settled(300, 1000), 30);
    }

    #[test]
    fn a_short_deadline_narrows_it() {
        assert_eq!(settled(3000, 200), 60);
    }

    #[test]
    fn stays_within_its_bounds() {
        assert_eq!(settled(20, 1000), 16);
        assert_eq!(settled(1_000_000, 1000), 2048);
    }

    #[test]
    fn waits_for_a_measurement_that_says_something() {
        let mut window = Window::new(Duration::from_secs(1));
        window.observe(0, EVERY_US);
        window.observe(50, EVERY_US - 1);
        assert_eq!(window.size(), 64);
    }
}
