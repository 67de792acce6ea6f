//! Sizes and pauses that publishing shares.

use std::time::Duration;

/// Commands in a batch: about 32 KiB of ordinary events, which is what Redis reads at a time.
/// Larger batches cost the server more CPU (measured: 256 took 5 to 20 % more than 64).
pub(crate) const BATCH_COMMANDS: usize = 64;

/// A batch of this many bytes is full, however few commands it has.
pub(crate) const BATCH_BYTES: usize = 1 << 18;

/// Batches that may be unanswered at a time, which bounds what a lost connection leaves in doubt.
pub(crate) const UNANSWERED_BATCHES: usize = 16;

/// Pause between two attempts to reach a node, or to find the node of a stream.
pub(crate) const RETRY_PAUSE: Duration = Duration::from_millis(20);
