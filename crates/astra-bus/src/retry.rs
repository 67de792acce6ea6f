//! Waiting between attempts: one backoff, and one loop that retries until a deadline.

use std::time::{Duration, Instant};

/// Pauses between attempts, which double from the first to the longest.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub const fn doubling(first: Duration, longest: Duration) -> Self {
        Self { next: first, longest }
    }

    /// Pauses that stay the same.
    pub const fn constant(pause: Duration) -> Self {
        Self { next: pause, longest: pause }
    }

    pub const fn longest(&self) -> Duration {
        self.longest
    }

    /// The pause before the next attempt.
    pub fn next_pause(&mut self) -> Duration {
        let pause = self.next;
        self.next = (self.next * 2).min(self.longest);
        pause
    }

    /// Sleeps until the next attempt.
    pub async fn pause(&mut self) {
        tokio::time::sleep(self.next_pause()).await;
    }
}

/// Calls `attempt` until it succeeds, fails with an error that `may_pass` rejects, or the next pause would
/// end after `deadline`; returns its last result. `may_pass` sees each error once, before the pause.
pub async fn retry_until<T, E, F: Future<Output = Result<T, E>>>(
    deadline: Instant,
    mut pauses: Backoff,
    mut attempt: impl FnMut() -> F,
    mut may_pass: impl FnMut(&E) -> bool,
) -> Result<T, E> {
    loop {
        let result = attempt().await;
        let pause = pauses.next_pause();
        match &result {
            Err(error) if Instant::now() + pause < deadline && may_pass(error) => {
                tokio::time::sleep(pause).await;
            }
            _ => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::doubling(2 * MS, 7 * MS);
        let pauses: Vec<Duration> = (0..4).map(|_| backoff.next_pause()).collect();
        assert_eq!(pauses, [2 * MS, 4 * MS, 7 * MS, 7 * MS]);
    }

    async fn attempts(
        deadline: Duration,
        outcome: impl Fn(u32) -> Result<u32, u32>,
    ) -> (u32, bool) {
        let mut count = 0;
        let attempt = || {
            count += 1;
            std::future::ready(outcome(count))
        };
        let deadline = Instant::now() + deadline;
        let result =
            retry_until(deadline, Backoff::constant(MS), attempt, |error| *error < 100).await;
        (count, result.is_ok())
    }

    #[tokio::test]
    async fn retries_until_it_succeeds() {
        let outcome = |count| if count < 3 { Err(count) } else { Ok(count) };
        assert_eq!(attempts(Duration::from_secs(60), outcome).await, (3, true));
    }

    #[tokio::test]
    async fn stops_at_an_error_that_does_not_pass() {
        let outcome = |count| Err(if count < 2 { 0 } else { 100 });
        assert_eq!(attempts(Duration::from_secs(60), outcome).await, (2, false));
    }

    #[tokio::test]
    async fn tries_once_if_the_deadline_is_over() {
        assert_eq!(attempts(Duration::ZERO, |_| Err(0)).await, (1, false));
    }
}
