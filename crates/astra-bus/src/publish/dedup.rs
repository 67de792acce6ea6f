//! Publishing at most once, where the server itself recognises a repeat (`IDMP` of `XADD`, Redis 8.6).

use std::time::Duration;

use astra_model::Name;
use redis::cmd;
use uuid::Uuid;

use crate::error::bus_error::BusError;
use crate::publish::batch::COMMANDS;
use crate::publish::pipeline::{Pipeline, UNDER_WAY};
use crate::publish::replies::Reply;

/// Ids that a server remembers of each producer in a stream (`IDMP-MAXSIZE`, its default).
const REMEMBERED: usize = 100;

/// Producers that the lines of a run take turns as, so that more is remembered of a stream than can
/// be unanswered at a time.
const PRODUCERS: u8 = 16;

const _: () = assert!(
    PRODUCERS as usize * REMEMBERED > (UNDER_WAY + 2) * COMMANDS,
    "what is unanswered could be forgotten"
);

/// By what a server recognises a line of a run that it has written already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DedupKey {
    pub(crate) producer: String,
    pub(crate) id: String,
}

impl DedupKey {
    /// The same for the same line, in whichever part of the run it is sent.
    pub fn of(run: Uuid, line: u64) -> Self {
        Self {
            producer: format!("astra-{run}-{}", line % u64::from(PRODUCERS)),
            id: line.to_string(),
        }
    }
}

impl Pipeline {
    /// Whether every server recognises repeats, found out by trying on one of `streams` at each: with an
    /// empty producer, so that no server of whatever version writes anything.
    pub async fn deduplicates(&mut self, streams: &[Name]) -> Result<bool, BusError> {
        let mut is_known = true;
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            let is_here = |stream: &&Name| self.routes.lane_of(stream.as_bytes()) == Ok(number);
            let Some(stream) = streams.iter().find(is_here) else { return Ok(false) };
            let mut attempt = cmd("XADD");
            attempt.arg(stream.as_bytes()).arg(&["IDMP", "", "-", "*", "-", "-"]);
            let reply = lane.ask(&attempt, Duration::ZERO).await?;
            is_known &= matches!(reply, Reply::Refused(refusal) if refusal.detail.contains("IDMP"));
        }
        Ok(is_known)
    }
}
