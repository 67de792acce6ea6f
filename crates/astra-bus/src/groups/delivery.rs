//! `XREADGROUP`: the command, and the entries in its reply.

use std::time::Duration;

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::error::bus_error::BusError;
use crate::protocol::resp::{Cursor, Malformed};

/// An entry that was delivered to a consumer.
#[derive(Debug)]
pub struct Delivered<'a> {
    pub stream: &'a [u8],
    pub id: EntryId,
    /// Names and values, in the order in which they are stored.
    pub fields: &'a [(&'a [u8], &'a [u8])],
}

/// Builds the command that reads new entries of `streams` as a consumer; with `block`, it waits for some.
pub(crate) fn xreadgroup(
    (group, consumer): (&Name, &Name),
    streams: &[Name],
    count: usize,
    block: Option<Duration>,
) -> Cmd {
    let mut read = cmd("XREADGROUP");
    read.arg("GROUP").arg(group.as_bytes()).arg(consumer.as_bytes());
    read.arg("COUNT").arg(count);
    if let Some(block) = block {
        read.arg("BLOCK").arg(u64::try_from(block.as_millis()).unwrap_or(1));
    }
    read.arg("STREAMS");
    for stream in streams {
        read.arg(stream.as_bytes());
    }
    for _ in streams {
        read.arg(">");
    }
    read
}

/// Passes each entry of a reply to `take`, and stops at its first error, which is the inner result.
///
/// # Errors
/// [`Malformed`] for a reply of another shape.
pub(crate) fn deliver<E>(
    reply: &[u8],
    mut take: impl FnMut(Delivered<'_>) -> Result<(), E>,
) -> Result<Result<(), E>, Malformed> {
    let mut cursor = Cursor::new(reply, 0);
    let mut fields = Vec::with_capacity(16);
    for _ in 0..cursor.array()? {
        if cursor.array()? != 2 {
            return Err(Malformed);
        }
        let stream = cursor.bulk()?.of(reply);
        for _ in 0..cursor.array()? {
            if cursor.array()? != 2 {
                return Err(Malformed);
            }
            let id = EntryId::parse_bytes(cursor.bulk()?.of(reply)).ok_or(Malformed)?;
            fields.clear();
            for _ in 0..cursor.pairs()? {
                fields.push((cursor.bulk()?.of(reply), cursor.bulk()?.of(reply)));
            }
            if let Err(error) = take(Delivered { stream, id, fields: &fields }) {
                return Ok(Err(error));
            }
        }
    }
    Ok(Ok(()))
}

/// Whether a read failed because a stream, or the group on it, was removed.
pub fn is_missing_group(error: &BusError) -> bool {
    match error {
        BusError::Refused { refusal, .. } => {
            matches!(refusal.code.as_str(), "NOGROUP" | "UNBLOCKED" | "WRONGTYPE")
        }
        _ => false,
    }
}
