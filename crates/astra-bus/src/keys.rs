//! Reads hashes and sets, of which the service registry consists.

use astra_model::Name;
use redis::{Cmd, Value, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// The reply to `TTL` for a key that does not exist.
const NO_SUCH_KEY: i64 = -2;

/// The value under a key, if it exists and has the expected type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLookup<T> {
    Found(T),
    /// The key does not exist, or has expired.
    Missing,
    /// The key has another type, as `TYPE` names it.
    WrongType(String),
    /// The server refuses to read the key.
    Refused(ReplyError),
}

impl<T> KeyLookup<T> {
    pub fn refusal(&self) -> Option<&ReplyError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Found(_) | Self::Missing | Self::WrongType(_) => None,
        }
    }
}

/// A hash and its time to live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    /// The names and values, which may be any bytes, in the order of the reply.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// Seconds until the key expires; `None` if it never does.
    pub expires_in: Option<u64>,
}

impl Hash {
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let (_, value) = self.fields.iter().find(|(field, _)| field == name.as_bytes())?;
        Some(value)
    }
}

impl Bus {
    /// Reads the hash under each name, in the order of the names.
    ///
    /// This uses no transactions, because a server that is out of memory refuses them, even for reading.
    /// It also needs none: the fields of a hash come in one reply, and a hash that expires between the
    /// three commands has no time to live or no fields.
    ///
    /// # Errors
    /// A server that cannot be reached; what it refuses is [`KeyLookup::Refused`].
    pub async fn hashes(&self, names: &[Name]) -> Result<Vec<KeyLookup<Hash>>, BusError> {
        self.look_up(names, ["TYPE", "TTL", "HGETALL"], hash).await
    }

    /// Reads the members of the set under each name, in the order of the names.
    ///
    /// # Errors
    /// A server that cannot be reached; what it refuses is [`KeyLookup::Refused`].
    pub async fn sets(&self, names: &[Name]) -> Result<Vec<KeyLookup<Vec<Name>>>, BusError> {
        self.look_up(names, ["TYPE", "SMEMBERS"], set).await
    }

    /// Sends the same commands for each name, and reads the replies to them.
    async fn look_up<T, const COMMANDS: usize>(
        &self,
        names: &[Name],
        commands: [&str; COMMANDS],
        read: impl Fn(&[Answer]) -> Result<KeyLookup<T>, BusError>,
    ) -> Result<Vec<KeyLookup<T>>, BusError> {
        let requests = |name| {
            commands.map(|command| Request::one(Name::clone(name), key_command(command, name)))
        };
        let answers = self.ask(names.iter().flat_map(requests).collect()).await?;
        answers.chunks_exact(COMMANDS).map(read).collect()
    }
}

/// Returns a command whose only argument so far is a key.
pub(crate) fn key_command(command: &str, key: &Name) -> Cmd {
    let mut command = cmd(command);
    command.arg(key.as_bytes());
    command
}

pub(crate) fn hash(answers: &[Answer]) -> Result<KeyLookup<Hash>, BusError> {
    read_typed(answers, ("hash", "HGETALL"), |replies| {
        let [ttl, fields] = replies else { return None };
        let pair = |(name, value): (&Value, &Value)| {
            Some((value::bytes(name)?.to_vec(), value::bytes(value)?.to_vec()))
        };
        let fields: Vec<_> = pairs(fields)?.into_iter().map(pair).collect::<Option<_>>()?;
        let ttl = value::integer(ttl)?;
        let is_missing = ttl == NO_SUCH_KEY || fields.is_empty();
        let hash = Hash { fields, expires_in: u64::try_from(ttl).ok() };
        Some(if is_missing { KeyLookup::Missing } else { KeyLookup::Found(hash) })
    })
}

pub(crate) fn set(answers: &[Answer]) -> Result<KeyLookup<Vec<Name>>, BusError> {
    read_typed(answers, ("set", "SMEMBERS"), |replies| {
        let member = |member| Some(Name::from(value::bytes(member)?.to_vec()));
        let members = value::items(replies.first()?)?.iter().map(member);
        Some(KeyLookup::Found(members.collect::<Option<_>>()?))
    })
}

/// Returns the names and values of a hash, which RESP2 sends as a flat array and RESP3 as a map.
fn pairs(fields: &Value) -> Option<Vec<(&Value, &Value)>> {
    match fields {
        Value::Map(pairs) => Some(pairs.iter().map(|(name, value)| (name, value)).collect()),
        flat => {
            let items = value::items(flat).filter(|items| items.len() % 2 == 0)?;
            Some(items.chunks_exact(2).map(|pair| (&pair[0], &pair[1])).collect())
        }
    }
}

/// Reads the replies for one key: the first is that to `TYPE`; `read` takes the others if the key has the
/// expected type. `command` is the one whose reply `read` may find unreadable.
fn read_typed<T>(
    answers: &[Answer],
    (expected_type, command): (&str, &str),
    read: impl Fn(&[&Value]) -> Option<KeyLookup<T>>,
) -> Result<KeyLookup<T>, BusError> {
    if let Some(Ok(found)) = answers.first() {
        match value::bytes(found) {
            Some(b"none") => return Ok(KeyLookup::Missing),
            Some(found) if found != expected_type.as_bytes() => {
                return Ok(KeyLookup::WrongType(String::from_utf8_lossy(found).into_owned()));
            }
            _ => {}
        }
    }
    match answers.iter().map(Result::as_ref).collect::<Result<Vec<_>, _>>() {
        Ok(replies) => read(&replies[1..]).ok_or_else(|| value::unexpected(command, "a list")),
        Err(refusal) => Ok(KeyLookup::Refused(refusal.clone())),
    }
}
