//! Reads the values of a parsed reply, in the few shapes that Redis uses in RESP2 and RESP3.

use astra_model::{EntryId, Name};
use redis::Value;

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// A reply of named values, such as that to `XINFO STREAM`.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    command: &'static str,
    pairs: Vec<(&'a [u8], &'a Value)>,
}

impl<'a> Record<'a> {
    /// Reads a map, or a flat array of names and values.
    ///
    /// # Errors
    /// A reply of any other shape. Errors name `command`.
    pub(crate) fn new(command: &'static str, value: &'a Value) -> Result<Self, BusError> {
        let pairs = match value {
            Value::Map(pairs) => pairs.iter().filter_map(|(k, v)| Some((bytes(k)?, v))).collect(),
            Value::Array(items) if items.len() % 2 == 0 => items
                .chunks_exact(2)
                .filter_map(|pair| Some((bytes(&pair[0])?, &pair[1])))
                .collect(),
            _ => return Err(unexpected(command, "a list of named values")),
        };
        Ok(Self { command, pairs })
    }

    /// Returns the value with this name; `None` if this version of the server has none, or it is nil.
    pub(crate) fn find(&self, name: &str) -> Option<&'a Value> {
        let (_, value) = self.pairs.iter().find(|(key, _)| *key == name.as_bytes())?;
        Some(*value).filter(|value| !matches!(value, Value::Nil))
    }

    pub(crate) fn number(&self, name: &'static str) -> Result<u64, BusError> {
        self.optional_number(name).ok_or_else(|| unexpected(self.command, name))
    }

    pub(crate) fn optional_number(&self, name: &str) -> Option<u64> {
        u64::try_from(integer(self.find(name)?)?).ok()
    }

    pub(crate) fn id(&self, name: &'static str) -> Result<EntryId, BusError> {
        self.optional_id(name).ok_or_else(|| unexpected(self.command, name))
    }

    pub(crate) fn optional_id(&self, name: &str) -> Option<EntryId> {
        EntryId::parse_bytes(bytes(self.find(name)?)?)
    }

    pub(crate) fn name(&self, name: &'static str) -> Result<Name, BusError> {
        let found =
            self.find(name).and_then(bytes).ok_or_else(|| unexpected(self.command, name))?;
        Ok(Name::from(found.to_vec()))
    }
}

/// Returns the error for a reply to `command` in which `wanted` is missing.
pub(crate) fn unexpected(command: &str, wanted: &'static str) -> BusError {
    BusError::UnexpectedReply { command: command.into(), wanted }
}

/// Returns the bytes of a text.
pub(crate) fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.as_bytes()),
        Value::Okay => Some(b"OK"),
        _ => None,
    }
}

/// Returns a text, with invalid UTF-8 replaced.
pub(crate) fn text(value: &Value) -> Option<String> {
    bytes(value).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// Returns an integer, or the number that a text contains.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        other => std::str::from_utf8(bytes(other)?).ok()?.parse().ok(),
    }
}

/// Returns the items of an array or a set.
pub(crate) fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(items) | Value::Set(items) => Some(items),
        _ => None,
    }
}

/// Separates the two errors of a reply: an error reply belongs to its one request, while a reply that
/// cannot be read fails all of them.
pub(crate) fn transpose<T>(
    answer: Result<Result<T, BusError>, ReplyError>,
) -> Result<Result<T, ReplyError>, BusError> {
    match answer {
        Ok(read) => read.map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Returns the total length of all texts in a reply, in bytes.
pub(crate) fn text_size(value: &Value) -> u64 {
    match items(value) {
        Some(items) => items.iter().map(text_size).sum(),
        None => bytes(value).map_or(0, |bytes| bytes.len() as u64),
    }
}

/// Returns the error if the reply is one.
pub(crate) fn refusal(value: &Value) -> Option<ReplyError> {
    match value {
        Value::ServerError(error) => Some(error.into()),
        _ => None,
    }
}
