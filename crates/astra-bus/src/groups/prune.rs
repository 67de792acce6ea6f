//! Removing groups and streams: only what is empty, checked and done in one atomic step.

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// A consumer that called within this time counts as alive. Before Redis 7.2 the idle time of a
/// consumer that polls a quiet stream grows all the same, so there any consumer may be alive.
pub(crate) const ACTIVE_WITHIN_MS: u64 = 60_000;

/// What is to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PruneTarget {
    /// A group on a stream that stays.
    Group { stream: Name, group: Name },
    /// A whole stream with its groups.
    Stream { stream: Name },
}

/// What became of a leftover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    Removed,
    /// It still holds something; the text says what.
    Kept(String),
}

/// KEYS: the stream. ARGV: `stream` for the whole of it or `group`; the name of the group, which may
/// be empty; `force`, `check` or an empty text; the age in ms below which a consumer is alive.
/// Returns why it is kept, or an empty text.
const REMOVE: &str = r#"
local stream, whole, wanted = KEYS[1], ARGV[1] == 'stream', ARGV[2]
local mode, alive = ARGV[3], tonumber(ARGV[4])
local function shown(name) return name == '' and '""' or name end
local function fields(flat)
  local map = {}
  for i = 1, #flat, 2 do map[flat[i]] = flat[i + 1] end
  return map
end
local function held(group)
  if group.pending > 0 then return shown(group.name) .. ' has ' .. group.pending .. ' pending' end
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group.name)) do
    local consumer = fields(flat)
    if not consumer.inactive then return shown(group.name) .. ' has the consumer ' .. shown(consumer.name) .. ', which may be alive' end
    if consumer.idle < alive then return shown(group.name) .. ' has the active consumer ' .. shown(consumer.name) end
  end
end
if redis.call('EXISTS', stream) == 0 then return '' end
if mode ~= 'force' then
  if whole and redis.call('XLEN', stream) > 0 then return 'its length is ' .. redis.call('XLEN', stream) end
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = fields(flat)
    local reason = (whole or wanted == group.name) and held(group)
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
    /// Removes each leftover that is empty, or any of them with `force`.
    pub async fn remove(
        &self,
        leftovers: &[PruneTarget],
        force: bool,
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        self.run_removal(leftovers, if force { "force" } else { "" }).await
    }
}

impl Bus {
    /// Says what [`BusWriter::remove`] would do, and changes nothing.
    pub async fn check_removal(
        &self,
        leftovers: &[PruneTarget],
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        self.run_removal(leftovers, "check").await
    }

    async fn run_removal(
        &self,
        leftovers: &[PruneTarget],
        mode: &str,
    ) -> Result<Vec<Result<Removal, ReplyError>>, BusError> {
        let request = |leftover: &PruneTarget| {
            Request::one(leftover.stream().clone(), leftover.command(mode))
        };
        let answers = self.ask(leftovers.iter().map(request).collect()).await?;
        Ok(answers.into_iter().map(removal).collect())
    }
}

fn removal(answer: Answer) -> Result<Removal, ReplyError> {
    let reply = answer?;
    let reason = value::bytes(&reply).map(|text| String::from_utf8_lossy(text).into_owned());
    Ok(match reason.filter(|reason| !reason.is_empty()) {
        Some(reason) => Removal::Kept(reason),
        None => Removal::Removed,
    })
}
