//! Removes groups and streams that are not in use; one atomic step checks and removes each.

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// A consumer whose last call is more recent than this counts as active. Before Redis 7.2, the idle time of a
/// consumer that polls a quiet stream also grows, so any consumer may be active there.
pub(crate) const ACTIVE_WITHIN_MS: u64 = 60_000;

/// A group or a stream to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PruneTarget {
    /// A group on a stream that stays.
    Group { stream: Name, group: Name },
    /// A stream with all its groups.
    Stream { stream: Name },
}

/// The outcome of a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    Removed,
    /// It has entries, pending entries or consumers and was kept; contains the reason.
    InUse(String),
}

/// KEYS: the stream. ARGV: `stream` or `group`, for what to remove; the name of the group, which may be empty;
/// `force`, `check` or an empty text; the idle time in ms below which a consumer is active.
/// Returns the reason to keep it, or an empty text.
const REMOVE: &str = r#"
local stream, whole, wanted = KEYS[1], ARGV[1] == 'stream', ARGV[2]
local mode, active = ARGV[3], tonumber(ARGV[4])
local function shown(name) return name == '' and '""' or '`' .. name .. '`' end
local function counted(count, one, many) return count .. ' ' .. (count == 1 and one or many) end
local function fields(flat)
  local map = {}
  for i = 1, #flat, 2 do map[flat[i]] = flat[i + 1] end
  return map
end
local function in_use(group)
  local name = whole and 'group ' .. shown(group.name) or 'it'
  if group.pending > 0 then return name .. ' has ' .. counted(group.pending, 'pending entry', 'pending entries') end
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group.name)) do
    local consumer = fields(flat)
    if not consumer.inactive then return name .. ' has the consumer ' .. shown(consumer.name) .. ', which may be active' end
    if consumer.idle < active then return name .. ' has the active consumer ' .. shown(consumer.name) end
  end
end
if redis.call('EXISTS', stream) == 0 then return '' end
if mode ~= 'force' then
  local length = whole and redis.call('XLEN', stream) or 0
  if length > 0 then return 'it has ' .. counted(length, 'entry', 'entries') end
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = fields(flat)
    local reason = (whole or wanted == group.name) and in_use(group)
    if reason then return reason end
  end
end
if mode == 'check' then return '' end
if whole then redis.call('UNLINK', stream) else redis.call('XGROUP', 'DESTROY', stream, wanted) end
return ''
"#;

impl PruneTarget {
    pub fn stream(&self) -> &Name {
        match self {
            Self::Group { stream, .. } | Self::Stream { stream } => stream,
        }
    }

    pub fn group(&self) -> Option<&Name> {
        match self {
            Self::Group { group, .. } => Some(group),
            Self::Stream { .. } => None,
        }
    }

    fn command(&self, mode: &str) -> Cmd {
        let (what, group) = match self {
            Self::Group { group, .. } => ("group", group.as_bytes()),
            Self::Stream { .. } => ("stream", &b""[..]),
        };
        let mut eval = cmd("EVAL");
        eval.arg(REMOVE).arg(1).arg(self.stream().as_bytes());
        eval.arg(what).arg(group).arg(mode).arg(ACTIVE_WITHIN_MS);
        eval
    }
}

impl BusWriter {
    /// Removes each target that is not in use, or with `force` every target; an outcome or the error reply for
    /// each, in order.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn remove(
        &self,
        targets: &[PruneTarget],
        force: bool,
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        self.run_removal(targets, if force { "force" } else { "" }).await
    }
}

impl Bus {
    /// Returns the outcomes that [`BusWriter::remove`] without `force` would have, and changes nothing.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn check_removal(
        &self,
        targets: &[PruneTarget],
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        self.run_removal(targets, "check").await
    }

    async fn run_removal(
        &self,
        targets: &[PruneTarget],
        mode: &str,
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        let request =
            |target: &PruneTarget| Request::one(target.stream().clone(), target.command(mode));
        let answers = self.ask(targets.iter().map(request).collect()).await?;
        Ok(answers.into_iter().map(removal).collect())
    }
}

fn removal(answer: Answer) -> Result<Removal, ReplyError> {
    let reply = answer?;
    Ok(match value::text(&reply).filter(|reason| !reason.is_empty()) {
        Some(reason) => Removal::InUse(reason),
        None => Removal::Removed,
    })
}
