//! Hashes and sets as they stand on the server: what the service registry is made of.

use astra_model::Name;
use redis::{Cmd, Value, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// What `TTL` says of a key that is not there.
const NO_SUCH_KEY: i64 = -2;

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLookup<T> {
    There(T),
    /// No such key, or no longer.
    Gone,
    /// Another type than expected, as `TYPE` names it.
    Other(String),
    /// The server does not let us look.
    Refused(ReplyError),
}

impl<T> KeyLookup<T> {
    pub fn refusal(&self) -> Option<&ReplyError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::There(_) | Self::Gone | Self::Other(_) => None,
        }
    }
}

/// A hash and how long it will live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    /// Names and values as the server has them: any bytes.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// Seconds until the key expires; `None` where it never does.
    pub expires_in: Option<u64>,
}

impl Hash {
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let (_, value) = self.fields.iter().find(|(field, _)| field == name.as_bytes())?;
        Some(value)
    }
}

impl Bus {
    /// What stands under each name, in their order.
    ///
    /// No transactions: a server that is out of memory refuses them whole, even for reading. None
    /// is needed either, for a hash comes in one answer, and one that expires or is made again
    /// between our three questions is told by its time to live or by having no fields.
    pub async fn hashes(&self, names: &[Name]) -> Result<Vec<KeyLookup<Hash>>, BusError> {
        self.ask_each(names, ["TYPE", "TTL", "HGETALL"], hash).await
    }

    /// The members of the set under each name, in their order.
    pub async fn sets(&self, names: &[Name]) -> Result<Vec<KeyLookup<Vec<Name>>>, BusError> {
        self.ask_each(names, ["TYPE", "SMEMBERS"], set).await
    }

    /// Asks the same of each name, and reads its answers.
    async fn ask_each<T, const WORDS: usize>(
        &self,
        names: &[Name],
        words: [&str; WORDS],
        read: impl Fn(&[Answer]) -> Result<KeyLookup<T>, BusError>,
    ) -> Result<Vec<KeyLookup<T>>, BusError> {
        let requests = |name| words.map(|word| Request::one(Name::clone(name), on(word, name)));
        let answers = self.ask(names.iter().flat_map(requests).collect()).await?;
        answers.chunks_exact(WORDS).map(read).collect()
    }
}

fn on(word: &str, name: &Name) -> Cmd {
    let mut command = cmd(word);
    command.arg(name.as_bytes());
    command
}

pub(crate) fn hash(answers: &[Answer]) -> Result<KeyLookup<Hash>, BusError> {
    lookup(answers, "hash", |parts| {
        let [ttl, fields] = parts else { return None };
        let pair = |(name, held): (&Value, &Value)| {
            Some((value::bytes(name)?.to_vec(), value::bytes(held)?.to_vec()))
        };
        let fields: Vec<_> = pairs(fields)?.into_iter().map(pair).collect::<Option<_>>()?;
        let ttl = value::integer(ttl)?;
        let is_gone = ttl == NO_SUCH_KEY || fields.is_empty();
        let hash = Hash { fields, expires_in: u64::try_from(ttl).ok() };
        Some(if is_gone { KeyLookup::Gone } else { KeyLookup::There(hash) })
    })
}

pub(crate) fn set(answers: &[Answer]) -> Result<KeyLookup<Vec<Name>>, BusError> {
    lookup(answers, "set", |parts| {
        let member = |member| Some(Name::from(value::bytes(member)?.to_vec()));
        let members = value::items(parts.first()?)?.iter().map(member);
        Some(KeyLookup::There(members.collect::<Option<_>>()?))
    })
}

/// The names and values of a hash, which RESP2 writes flat and RESP3 as a map.
fn pairs(fields: &Value) -> Option<Vec<(&Value, &Value)>> {
    match fields {
        Value::Map(pairs) => Some(pairs.iter().map(|(name, held)| (name, held)).collect()),
        flat => {
            let items = value::items(flat).filter(|items| items.len() % 2 == 0)?;
            Some(items.chunks_exact(2).map(|pair| (&pair[0], &pair[1])).collect())
        }
    }
}

/// Reads answers of which the first is that to `TYPE`; the others are of a key of this kind.
fn lookup<T>(
    answers: &[Answer],
    kind: &str,
    read: impl Fn(&[&Value]) -> Option<KeyLookup<T>>,
) -> Result<KeyLookup<T>, BusError> {
    if let Some(Ok(found)) = answers.first() {
        match value::bytes(found) {
            Some(b"none") => return Ok(KeyLookup::Gone),
            Some(found) if found != kind.as_bytes() => {
                return Ok(KeyLookup::Other(String::from_utf8_lossy(found).into_owned()));
            }
            _ => {}
        }
    }
    match answers.iter().map(Result::as_ref).collect::<Result<Vec<_>, _>>() {
        Ok(parts) => read(&parts[1..]).ok_or_else(|| value::shape(kind, "its parts")),
        Err(refusal) => Ok(KeyLookup::Refused(refusal.clone())),
    }
}
