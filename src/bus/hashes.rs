//! Hashes and sets as they stand on the server: what the service registry is made of.

use redis::{Cmd, Value, cmd};

use crate::bus::error::{BusError, Refusal};
use crate::bus::{Answer, Bus, Name, Request, value};

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Held<T> {
    There(T),
    /// No such key, or no longer.
    Gone,
    /// Another type than expected, as `TYPE` names it.
    Other(String),
    /// The server does not let us look.
    Refused(Refusal),
}

/// A hash and how long it will live, of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hash {
    /// Names and values as the server has them: any bytes.
    pub(crate) fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// Seconds until the key expires; `None` where it never does.
    pub(crate) expires_in: Option<u64>,
}

impl Hash {
    pub(crate) fn field(&self, name: &str) -> Option<&[u8]> {
        let (_, value) = self.fields.iter().find(|(field, _)| field == name.as_bytes())?;
        Some(value)
    }
}

impl Bus {
    /// What stands under each name, in their order: a transaction each, so that a hash never
    /// expires between its fields and its time to live.
    pub(crate) async fn hashes(&self, names: &[Name]) -> Result<Vec<Held<Hash>>, BusError> {
        let request = |name: &Name| {
            let commands = ["TYPE", "TTL", "HGETALL"].map(|word| on(word, name));
            Request::atomic(name.clone(), commands.into())
        };
        self.ask(names.iter().map(request).collect()).await?.iter().map(hash).collect()
    }

    /// The members of the set under each name, in their order.
    pub(crate) async fn sets(&self, names: &[Name]) -> Result<Vec<Held<Vec<Name>>>, BusError> {
        let request = |name: &Name| {
            let commands = ["TYPE", "SMEMBERS"].map(|word| on(word, name));
            Request::atomic(name.clone(), commands.into())
        };
        self.ask(names.iter().map(request).collect()).await?.iter().map(set).collect()
    }
}

fn on(word: &str, name: &Name) -> Cmd {
    let mut command = cmd(word);
    command.arg(name.as_bytes());
    command
}

fn hash(answer: &Answer) -> Result<Held<Hash>, BusError> {
    held(answer, "hash", |parts| {
        let [ttl, fields] = parts else { return None };
        let pair = |(name, held): (&Value, &Value)| {
            Some((value::bytes(name)?.to_vec(), value::bytes(held)?.to_vec()))
        };
        Some(Hash {
            fields: pairs(fields)?.into_iter().map(pair).collect::<Option<_>>()?,
            expires_in: u64::try_from(value::integer(ttl)?).ok(),
        })
    })
}

fn set(answer: &Answer) -> Result<Held<Vec<Name>>, BusError> {
    held(answer, "set", |parts| {
        let members = value::items(parts.first()?)?.iter();
        members.map(|member| Some(Name::from(value::bytes(member)?.to_vec()))).collect()
    })
}

/// The names and values of a hash, which RESP2 writes flat and RESP3 as a map.
fn pairs(fields: &Value) -> Option<Vec<(&Value, &Value)>> {
    match fields {
        Value::Map(pairs) => Some(pairs.iter().map(|(name, held)| (name, held)).collect()),
        flat => {
            Some(value::items(flat)?.chunks_exact(2).map(|pair| (&pair[0], &pair[1])).collect())
        }
    }
}

/// Reads the answers of a transaction that begins with `TYPE`; what follows is of a key of this kind.
fn held<T>(
    answer: &Answer,
    kind: &str,
    read: impl Fn(&[Value]) -> Option<T>,
) -> Result<Held<T>, BusError> {
    let parts = match answer {
        Ok(value) => value::items(value).ok_or_else(|| value::shape("EXEC", "an array"))?,
        Err(refusal) => return Ok(Held::Refused(refusal.clone())),
    };
    let Some((found, rest)) = parts.split_first() else {
        return Err(value::shape("EXEC", "an answer a command"));
    };
    match value::bytes(found) {
        Some(b"none") => Ok(Held::Gone),
        Some(found) if found != kind.as_bytes() => {
            Ok(Held::Other(String::from_utf8_lossy(found).into_owned()))
        }
        _ => match parts.iter().find_map(value::refusal) {
            Some(refusal) => Ok(Held::Refused(refusal)),
            None => Ok(Held::There(read(rest).ok_or_else(|| value::shape(kind, "its parts"))?)),
        },
    }
}
