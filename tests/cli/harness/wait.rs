//! Waiting for something to become true, in place of a sleep.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Far beyond what anything here needs: only a fault, or a machine under full load, comes near it.
pub(crate) const DEADLINE: Duration = Duration::from_secs(90);

pub(crate) const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// Waits until `condition` holds, and panics at the place of the call when it does not within [`DEADLINE`].
#[track_caller]
pub(crate) fn eventually(what: &str, condition: impl FnMut() -> bool) {
    eventually_within(DEADLINE, what, condition);
}

/// As [`eventually`], with a deadline of its own where the time is part of what is promised.
#[track_caller]
pub(crate) fn eventually_within(
    deadline: Duration,
    what: &str,
    mut condition: impl FnMut() -> bool,
) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < deadline, "not within {deadline:?}: {what}");
        thread::sleep(POLL_INTERVAL);
    }
}
