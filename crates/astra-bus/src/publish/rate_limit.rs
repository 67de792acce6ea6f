//! A limit on the commands per second, spread evenly.

use std::time::Duration;

use tokio::time::Instant;

/// When the next command may be sent.
#[derive(Debug)]
pub(crate) struct RateLimit {
    per_second: Option<f64>,
    next: Instant,
}

impl RateLimit {
    /// A limit of commands per second; `None` for no limit.
    pub(crate) fn new(per_second: Option<f64>) -> Self {
        Self { per_second, next: Instant::now() }
    }

    /// Reserves time for `commands`, and returns when they may be sent; `None` for at once. Unused
    /// time is not saved up, so that no burst follows a pause.
    pub(crate) fn reserve(&mut self, commands: usize) -> Option<Instant> {
        let per_second = self.per_second?;
        let start = self.next.max(Instant::now());
        #[expect(clippy::cast_precision_loss, reason = "a batch is far below 2^52")]
        let seconds = commands as f64 / per_second;
        self.next = start + Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX / 4);
        Some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_commands_over_time_and_saves_nothing_up() {
        let mut limit = RateLimit::new(Some(10.0));
        limit.next -= Duration::from_secs(60);
        let first = limit.reserve(5).unwrap();
        let second = limit.reserve(1).unwrap();
        assert_eq!(second - first, Duration::from_millis(500));
        assert!(Instant::now() - first < Duration::from_secs(30));
        assert_eq!(RateLimit::new(None).reserve(1_000_000), None);
    }
}
