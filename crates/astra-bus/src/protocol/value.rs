//! Reading a server's reply: the few shapes that Redis uses, RESP2 and RESP3 alike.

use astra_model::{EntryId, Name};
use redis::Value;

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// A reply whose parts are named, e.g. one of `XINFO STREAM`.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    command: &'static str,
    pairs: Vec<(&'a [u8], &'a Value)>,
}

impl<'a> Record<'a> {
    /// Takes a map, or a flat array of names and values.
    pub(crate) fn new(command: &'static str, value: &'a Value) -> Result<Self, BusError> {
        let pairs = match value {
            Value::Map(pairs) => pairs.iter().filter_map(|(k, v)| Some((bytes(k)?, v))).collect(),
            Value::Array(items) if items.len() % 2 == 0 => items
                .chunks_exact(2)
                .filter_map(|pair| Some((bytes(&pair[0])?, &pair[1])))
                .collect(),
            _ => return Err(shape(command, "a list of named values")),
        };
        Ok(Self { command, pairs })
    }

    /// The part of that name; `None` where this server's version has none, or says nil.
    pub(crate) fn find(&self, name: &str) -> Option<&'a Value> {
        let (_, value) = self.pairs.iter().find(|(key, _)| *key == name.as_bytes())?;
        Some(*value).filter(|value| !matches!(value, Value::Nil))
    }

    pub(crate) fn number(&self, name: &'static str) -> Result<u64, BusError> {
        self.optional_number(name).ok_or_else(|| shape(self.command, name))
    }

    pub(crate) fn optional_number(&self, name: &str) -> Option<u64> {
        u64::try_from(integer(self.find(name)?)?).ok()
    }

    pub(crate) fn id(&self, name: &'static str) -> Result<EntryId, BusError> {
        self.optional_id(name).ok_or_else(|| shape(self.command, name))
    }

    pub(crate) fn optional_id(&self, name: &str) -> Option<EntryId> {
        EntryId::parse_bytes(bytes(self.find(name)?)?)
    }

    pub(crate) fn name(&self, name: &'static str) -> Result<Name, BusError> {
        let found = self.find(name).and_then(bytes).ok_or_else(|| shape(self.command, name))?;
        Ok(Name::from(found.to_vec()))
    }
}

pub(crate) fn shape(command: &str, wanted: &'static str) -> BusError {
    BusError::Shape { command: command.into(), wanted }
}

/// The bytes of a text reply.
pub(crate) fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.as_bytes()),
        Value::Okay => Some(b"OK"),
        _ => None,
    }
}

/// An integer reply, or a text that is one.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        other => std::str::from_utf8(bytes(other)?).ok()?.parse().ok(),
    }
}

/// The items of an array reply.
pub(crate) fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(items) | Value::Set(items) => Some(items),
        _ => None,
    }
}

/// Turns "refused, or read, or read wrongly" inside out: what astra cannot read is a fault of its own.
pub(crate) fn layered<T>(
    answer: Result<Result<T, BusError>, ReplyError>,
) -> Result<Result<T, ReplyError>, BusError> {
    match answer {
        Ok(read) => read.map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// The bytes of all texts in a reply.
pub(crate) fn size(value: &Value) -> u64 {
    match items(value) {
        Some(items) => items.iter().map(size).sum(),
        None => bytes(value).map_or(0, |bytes| bytes.len() as u64),
    }
}

/// The error reply, where the answer is one.
pub(crate) fn refusal(value: &Value) -> Option<ReplyError> {
    match value {
        Value::ServerError(error) => Some(error.into()),
        _ => None,
    }
}
