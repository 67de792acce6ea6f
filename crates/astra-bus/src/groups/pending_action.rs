//! The actions on pending entries: claiming, acknowledging, dead-lettering, and purging ghosts.
//!
//! A script checks and changes a bounded number of entries at a time, so that no other client comes between
//! the check and the change, or waits long. An entry that was delivered, claimed or acknowledged since
//! the caller read it is skipped.

use astra_model::{EntryId, Name};
use jiff::Timestamp;
use redis::{Cmd, Value, cmd};

use crate::cluster::requests::Request;
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::groups::pending::PendingEntry;
use crate::protocol::value;

/// Entries per script: about a millisecond of the server's time.
pub const ACTION_BATCH: usize = 100;

/// An action on pending entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingAction {
    /// Assigns them to a consumer; their delivery counts stay as they are.
    Claim { to: Name },
    /// Acknowledges them.
    Acknowledge,
    /// Copies them to the dead-letter stream of their stream, then acknowledges them.
    DeadLetter {
        /// Stored with the dead letter; if it is `None`, the delivery count is the reason.
        reason: Option<String>,
        at: Timestamp,
    },
    /// Acknowledges those whose stream entry is gone.
    PurgeGhost,
}

/// The outcome of an action on one pending entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionOutcome {
    /// The action succeeded; for a dead letter, with its entry ID.
    Done(Option<EntryId>),
    /// The entry has changed since it was read, or does not fit the action; contains the reason.
    Skipped(String),
    /// The server refused the action.
    Failed(ReplyError),
}

impl ActionOutcome {
    /// Returns the next step after a failure, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Failed(refusal) => refusal.hint(),
            Self::Done(_) | Self::Skipped(_) => None,
        }
    }
}

/// Defines `changed`, which returns why an entry is not as it was read, or nil. KEYS and ARGV begin with the
/// stream and the group.
const CHANGED: &str = r"
local stream, group = KEYS[1], ARGV[1]
local function pending(id) return redis.call('XPENDING', stream, group, id, id, 1)[1] end
local function changed(id, consumer, idle, deliveries)
  local row = pending(id)
  if not row then return 'no longer pending' end
  if row[2] ~= consumer then return 'now assigned to consumer `' .. row[2] .. '`' end
  if row[3] < idle or row[4] ~= deliveries then return 'delivered again in the meantime' end
end
";

const CLAIM: &str = r"
local function act(id, consumer, idle)
  if not redis.call('XRANGE', stream, id, id)[1] then return {'skipped', 'its stream entry is gone, see purge-ghosts'} end
  redis.call('XCLAIM', stream, group, ARGV[2], idle, id, 'JUSTID')
  local row = pending(id)
  if row and row[2] == ARGV[2] then return {'done', ''} end
  return {'failed', 'ERR the server did not assign it to that consumer'}
end
";

const ACKNOWLEDGE: &str = r"
local function act(id)
  if redis.call('XACK', stream, group, id) == 1 then return {'done', ''} end
  return {'skipped', 'no longer pending'}
end
";

const PURGE: &str = r"
local function act(id)
  if redis.call('XRANGE', stream, id, id)[1] then return {'skipped', 'not a ghost: its stream entry exists'} end
  if redis.call('XACK', stream, group, id) == 1 then return {'done', ''} end
  return {'skipped', 'no longer pending'}
end
";

/// Copies an entry and only then acknowledges it. An entry that the server refuses to copy, for example because
/// it is out of memory, stays pending. If the stream entry is gone, the dead letter still records its
/// stream, group, consumer and delivery count.
///
/// KEYS: the stream, its dead-letter stream. ARGV: group, reason or an empty text, time.
const DEAD_LETTER: &str = r"
local function act(id, consumer, idle, deliveries)
  local found = redis.call('XRANGE', stream, id, id)[1]
  local fields = found and found[2] or {}
  local reason = ARGV[2]
  if reason == '' then reason = 'delivered ' .. deliveries .. ' times without an acknowledgement' end
  if not found then reason = reason .. '; the entry itself was gone from the stream' end
  local added = {'dlq_stream', stream, 'dlq_group', group, 'dlq_consumer', consumer, 'dlq_entry_id', id,
    'dlq_deliveries', deliveries, 'dlq_reason', reason, 'dlq_at', ARGV[3]}
  for _, word in ipairs(added) do fields[#fields + 1] = word end
  if #fields > 7000 then return {'failed', 'ERR the entry has more fields than a script can copy'} end
  local letter = redis.pcall('XADD', KEYS[2], '*', unpack(fields))
  if type(letter) == 'table' then return {'failed', letter.err} end
  redis.call('XACK', stream, group, id)
  return {'done', letter}
end
";

/// Runs the action on each entry. ARGV from the fourth on: ID, consumer, idle time and delivery count of each.
const EACH: &str = r"
local answers = {}
for at = 4, #ARGV, 4 do
  local id, consumer, idle, deliveries = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local reason = changed(id, consumer, idle, deliveries)
  answers[#answers + 1] = reason and {'skipped', reason} or act(id, consumer, idle, deliveries)
end
return answers
";

/// Returns the dead-letter stream of `stream`: its key in braces, so that a cluster keeps both in the same slot,
/// and no pattern of the bus matches it.
pub fn dead_letter_stream(stream: &Name) -> Name {
    Name::from([b"{", stream.as_bytes(), b"}.dlq"].concat())
}

impl PendingAction {
    fn script(&self) -> String {
        let action = match self {
            Self::Claim { .. } => CLAIM,
            Self::Acknowledge => ACKNOWLEDGE,
            Self::DeadLetter { .. } => DEAD_LETTER,
            Self::PurgeGhost => PURGE,
        };
        [CHANGED, action, EACH].concat()
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
    /// Applies an action to at most [`ACTION_BATCH`] pending entries of a group in one atomic step, and returns
    /// an outcome for each, in order.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses all work for now. If the error is
    /// [uncertain](BusError::is_uncertain), the action may have been applied.
    pub async fn apply_action(
        &self,
        stream: &Name,
        group: &Name,
        entries: &[&PendingEntry],
        action: &PendingAction,
    ) -> Result<Vec<ActionOutcome>, BusError> {
        let command = action.command(stream, group, entries);
        let mut answers = self.ask(vec![Request::one(stream.clone(), command)]).await?;
        let reply = match answers.pop().unwrap_or_else(|| Ok(Value::Nil)) {
            Ok(reply) => reply,
            Err(refusal) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: String::new(), refusal });
            }
            Err(refusal) => {
                let is_missing = refusal.code == "NOGROUP";
                let refusal =
                    if is_missing { ReplyError::no_group(stream, group) } else { refusal };
                return Ok(vec![ActionOutcome::Failed(refusal); entries.len()]);
            }
        };
        let answers = value::items(&reply).filter(|answers| answers.len() == entries.len());
        let answers =
            answers.ok_or_else(|| value::unexpected("EVAL", "an outcome for each entry"))?;
        answers
            .iter()
            .map(|answer| outcome(answer).ok_or_else(|| value::unexpected("EVAL", "an outcome")))
            .collect()
    }
}

pub(crate) fn outcome(answer: &Value) -> Option<ActionOutcome> {
    let [status, detail] = value::items(answer)? else { return None };
    let detail = value::bytes(detail)?;
    let text = || String::from_utf8_lossy(detail).into_owned();
    match value::bytes(status)? {
        b"done" => Some(ActionOutcome::Done(EntryId::parse_bytes(detail))),
        b"skipped" => Some(ActionOutcome::Skipped(text())),
        b"failed" => Some(ActionOutcome::Failed(ReplyError::from_script(&text()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dead_letter_stream_is_named_by_the_key_in_braces() {
        let stream = Name::from("astra.nft.nftsold.v1");
        assert_eq!(dead_letter_stream(&stream), *"{astra.nft.nftsold.v1}.dlq");
    }
}
