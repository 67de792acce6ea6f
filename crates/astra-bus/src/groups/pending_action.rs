//! PendingAction pending entries: claiming, acknowledging, dead-lettering and purging what still is as it was seen.
//!
//! Each step is one script over a bounded number of entries, so that nothing comes between looking
//! at an entry again and changing it, and no other client waits long. An entry that was delivered,
//! claimed or acknowledged since it was seen is left alone.

use astra_model::{EntryId, Name};
use jiff::Timestamp;
use redis::{Cmd, Value, cmd};

use crate::cluster::requests::Request;
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::error::script::refusal;
use crate::groups::dead_letter::{MOVE, dead_letter_stream};
use crate::groups::pending::PendingEntry;
use crate::protocol::value;

/// Entries that one script settles: about a millisecond of the server's time.
pub const ACTION_BATCH: usize = 100;

/// What is to be done with pending entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingAction {
    /// Gives them to a consumer; delivery counts stay as they are.
    Claim {
        to: Name,
    },
    Acknowledge,
    /// Copies them to the dead letters of their stream, then acknowledges them.
    DeadLetter {
        /// Why; where nobody says so, how often they were delivered.
        reason: Option<String>,
        at: Timestamp,
    },
    /// Acknowledges them, only if they are gone from their stream.
    PurgeGhost,
}

/// What became of a pending entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionOutcome {
    /// It is done; of a dead letter, with its ID.
    Done(Option<EntryId>),
    /// It is not any more as it was seen, and was left alone.
    Skipped(String),
    Failed(ReplyError),
}

impl ActionOutcome {
    /// The next step after a failure, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Failed(refusal) => refusal.hint(),
            Self::Done(_) | Self::Skipped(_) => None,
        }
    }
}

/// Says whether an entry is still as it was seen. KEYS and ARGV begin with stream and group.
const CHANGED: &str = r"
local stream, group = KEYS[1], ARGV[1]
local function pending(id) return redis.call('XPENDING', stream, group, id, id, 1)[1] end
local function changed(id, consumer, idle, deliveries)
  local row = pending(id)
  if not row then return 'no longer pending' end
  if row[2] ~= consumer then return 'meanwhile with consumer `' .. row[2] .. '`' end
  if row[3] < idle or row[4] ~= deliveries then return 'delivered again meanwhile' end
end
";

const CLAIM: &str = r"
local function settle(id, consumer, idle)
  if not redis.call('XRANGE', stream, id, id)[1] then return {'skipped', 'gone from the stream, see purge-ghosts'} end
  redis.call('XCLAIM', stream, group, ARGV[2], idle, id, 'JUSTID')
  local row = pending(id)
  if row and row[2] == ARGV[2] then return {'done', ''} end
  return {'failed', 'ERR the server did not give it to that consumer'}
end
";

const ACKNOWLEDGE: &str = r"
local function settle(id)
  if redis.call('XACK', stream, group, id) == 1 then return {'done', ''} end
  return {'skipped', 'no longer pending'}
end
";

const PURGE: &str = r"
local function settle(id)
  if redis.call('XRANGE', stream, id, id)[1] then return {'skipped', 'its entry is in the stream'} end
  if redis.call('XACK', stream, group, id) == 1 then return {'done', ''} end
  return {'skipped', 'no longer pending'}
end
";

/// ARGV from the fourth on: ID, consumer, idle time and delivery count of each entry.
const EACH: &str = r"
local answers = {}
for at = 4, #ARGV, 4 do
  local id, consumer, idle, deliveries = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local reason = changed(id, consumer, idle, deliveries)
  answers[#answers + 1] = reason and {'skipped', reason} or settle(id, consumer, idle, deliveries)
end
return answers
";

impl PendingAction {
    fn script(&self) -> String {
        let step = match self {
            Self::Claim { .. } => CLAIM,
            Self::Acknowledge => ACKNOWLEDGE,
            Self::DeadLetter { .. } => MOVE,
            Self::PurgeGhost => PURGE,
        };
        [CHANGED, step, EACH].concat()
    }

    fn command(&self, stream: &Name, group: &Name, entries: &[&PendingEntry]) -> Cmd {
        let mut eval = cmd("EVAL");
        eval.arg(self.script());
        match self {
            Self::DeadLetter { .. } => {
                let letters = dead_letter_stream(stream);
                eval.arg(2).arg(stream.as_bytes()).arg(letters.as_bytes());
            }
            _ => drop(eval.arg(1).arg(stream.as_bytes())),
        }
        eval.arg(group.as_bytes());
        match self {
            Self::Claim { to } => eval.arg(to.as_bytes()).arg(""),
            Self::DeadLetter { reason, at } => {
                eval.arg(reason.as_deref().unwrap_or_default()).arg(at.to_string())
            }
            Self::Acknowledge | Self::PurgeGhost => eval.arg("").arg(""),
        };
        for entry in entries {
            eval.arg(entry.id.to_string())
                .arg(entry.consumer.as_bytes())
                .arg(entry.idle_ms)
                .arg(entry.deliveries);
        }
        eval
    }
}

impl BusWriter {
    /// Settles at most [`ACTION_BATCH`] pending entries of a group in one atomic step; an answer for each, in order.
    ///
    /// # Errors
    /// Only when the server is lost, or refuses all work for now: whether the step may have been done
    /// all the same, [`BusError::is_uncertain`] says.
    pub async fn apply_action(
        &self,
        stream: &Name,
        group: &Name,
        entries: &[&PendingEntry],
        settling: &PendingAction,
    ) -> Result<Vec<ActionOutcome>, BusError> {
        let command = settling.command(stream, group, entries);
        let mut answers = self.ask(vec![Request::one(stream.clone(), command)]).await?;
        let reply = match answers.pop().unwrap_or_else(|| Ok(Value::Nil)) {
            Ok(reply) => reply,
            Err(refusal) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: String::new(), refusal });
            }
            Err(refusal) => {
                let is_gone = refusal.code == "NOGROUP";
                let refusal = if is_gone { ReplyError::no_group(stream, group) } else { refusal };
                return Ok(vec![ActionOutcome::Failed(refusal); entries.len()]);
            }
        };
        let answers = value::items(&reply).filter(|answers| answers.len() == entries.len());
        let answers = answers.ok_or_else(|| value::shape("EVAL", "an answer for each entry"))?;
        answers
            .iter()
            .map(|answer| settled(answer).ok_or_else(|| value::shape("EVAL", "an outcome")))
            .collect()
    }
}

pub(crate) fn settled(answer: &Value) -> Option<ActionOutcome> {
    let [outcome, detail] = value::items(answer)? else { return None };
    let detail = value::bytes(detail)?;
    let text = || String::from_utf8_lossy(detail).into_owned();
    match value::bytes(outcome)? {
        b"done" => Some(ActionOutcome::Done(EntryId::parse_bytes(detail))),
        b"skipped" => Some(ActionOutcome::Skipped(text())),
        b"failed" => Some(ActionOutcome::Failed(refusal(&text()))),
        _ => None,
    }
}
