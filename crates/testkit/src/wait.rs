//! Waiting for a condition, instead of sleeping.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Far more than anything here needs: only a fault, or a machine under full load, comes near it.
pub const DEADLINE: Duration = Duration::from_secs(90);

/// The pause between two looks at a condition.
pub const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// Waits until `condition` holds, and panics at the caller if it does not within [`DEADLINE`].
#[track_caller]
pub fn eventually(what: &str, condition: impl FnMut() -> bool) {
    eventually_within(DEADLINE, what, condition);
}

/// Like [`eventually`], with a deadline of its own.
#[track_caller]
pub fn eventually_within(deadline: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < deadline, "not within {deadline:?}: {what}");
        thread::sleep(POLL_INTERVAL);
    }
}
