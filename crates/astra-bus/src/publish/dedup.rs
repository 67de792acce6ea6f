//! Keys by which a server recognizes a repeated event (`XADD … IDMP`, Redis 8.6).

use uuid::Uuid;

use crate::publish::limits::{BATCH_COMMANDS, UNANSWERED_BATCHES};

/// Ids that a server remembers per producer of a stream (the default of `IDMP-MAXSIZE`).
const REMEMBERED: usize = 100;

/// Producers that the lines of a run alternate between, so that a server remembers more ids of a
/// stream than can be unanswered at a time.
const PRODUCERS: u8 = 16;

const _: () = assert!(
    PRODUCERS as usize * REMEMBERED > (UNANSWERED_BATCHES + 2) * BATCH_COMMANDS,
    "a server could forget an event that is still unanswered"
);

/// The key of one line of a run: a server that has written it does not write it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DedupKey {
    pub(crate) producer: String,
    pub(crate) id: String,
}

impl DedupKey {
    /// The key of a line, the same in every session of the run.
    pub fn of(run: Uuid, line: u64) -> Self {
        Self {
            producer: format!("astra-{run}-{}", line % u64::from(PRODUCERS)),
            id: line.to_string(),
        }
    }
}
