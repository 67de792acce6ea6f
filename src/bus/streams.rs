//! The state of streams and of the groups on them, each as one consistent snapshot.

use redis::{Cmd, Value, cmd};

use crate::bus::error::{BusError, Refusal};
use crate::bus::value::{self, Record};
use crate::bus::{Answer, Bus, Name, Request};
use crate::entry_id::EntryId;

/// What stands under the name of a stream.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Stream(StreamState),
    /// No such key.
    Missing,
    /// The server does not let us look: another type, no permission.
    Refused(Refusal),
}

/// A stream and its groups at one moment.
#[derive(Clone, Debug)]
pub(crate) struct StreamState {
    pub(crate) length: u64,
    pub(crate) first: Option<EntryId>,
    pub(crate) last: Option<EntryId>,
    pub(crate) last_generated: EntryId,
    /// Entries ever added; Redis 7.0 and later.
    pub(crate) entries_added: Option<u64>,
    /// The greatest ID ever deleted by `XDEL`, `0-0` if none; Redis 7.0 and later.
    pub(crate) max_deleted: Option<EntryId>,
    pub(crate) groups: Vec<GroupState>,
}

/// One group on one stream.
#[derive(Clone, Debug)]
pub(crate) struct GroupState {
    pub(crate) name: Name,
    pub(crate) consumers: u64,
    pub(crate) pending: u64,
    pub(crate) last_delivered: EntryId,
    /// Redis's logical read counter, nil where it has lost count.
    pub(crate) entries_read: Option<u64>,
    /// The lag as Redis has it: often wrong, see `commands/lag`.
    pub(crate) lag_server: Option<i64>,
}

impl StreamState {
    pub(crate) fn group(&self, name: &str) -> Option<&GroupState> {
        self.groups.iter().find(|group| group.name == *name)
    }

    /// Whether no entry was ever deleted by `XDEL`, so that the counters tell the truth.
    pub(crate) fn is_never_deleted_from(&self) -> bool {
        self.max_deleted == Some(EntryId::MIN)
    }
}

impl Bus {
    /// The state of each stream, in the order of `names`: a transaction a stream, so that its
    /// entries and its groups are of one moment.
    pub(crate) async fn stream_states(&self, names: &[Name]) -> Result<Vec<Found>, BusError> {
        let requests =
            names.iter().map(|name| Request::atomic(name.clone(), snapshot(name))).collect();
        self.ask_and(requests, |answer| found(&answer)).await?.into_iter().collect()
    }
}

fn snapshot(name: &Name) -> Vec<Cmd> {
    ["STREAM", "GROUPS"]
        .map(|what| {
            let mut xinfo = cmd("XINFO");
            xinfo.arg(what).arg(name.as_bytes());
            xinfo
        })
        .into()
}

fn found(answer: &Answer) -> Result<Found, BusError> {
    let parts = match answer {
        Ok(value) => value::items(value).ok_or_else(|| value::shape("EXEC", "an array"))?,
        Err(refusal) => return Ok(Found::Refused(refusal.clone())),
    };
    let [stream, groups] = parts else { return Err(value::shape("EXEC", "two answers")) };
    match value::refusal(stream).or_else(|| value::refusal(groups)) {
        Some(refusal) if refusal.is_no_key() => Ok(Found::Missing),
        Some(refusal) => Ok(Found::Refused(refusal)),
        None => Ok(Found::Stream(stream_state(stream, groups)?)),
    }
}

fn stream_state(stream: &Value, groups: &Value) -> Result<StreamState, BusError> {
    let record = Record::new("XINFO STREAM", stream)?;
    let groups = value::items(groups).ok_or_else(|| value::shape("XINFO GROUPS", "an array"))?;
    Ok(StreamState {
        length: record.number("length")?,
        first: record.find("first-entry").and_then(entry_id),
        last: record.find("last-entry").and_then(entry_id),
        last_generated: record.id("last-generated-id")?,
        entries_added: record.optional_number("entries-added"),
        max_deleted: record.optional_id("max-deleted-entry-id"),
        groups: groups.iter().map(group_state).collect::<Result<_, _>>()?,
    })
}

fn group_state(value: &Value) -> Result<GroupState, BusError> {
    let record = Record::new("XINFO GROUPS", value)?;
    Ok(GroupState {
        name: record.name("name")?,
        consumers: record.number("consumers")?,
        pending: record.number("pending")?,
        last_delivered: record.id("last-delivered-id")?,
        entries_read: record.optional_number("entries-read"),
        lag_server: record.find("lag").and_then(value::integer),
    })
}

/// The ID of an entry as `XRANGE` and `XINFO` write it: `[id, [field, value, …]]`.
pub(crate) fn entry_id(entry: &Value) -> Option<EntryId> {
    EntryId::parse_bytes(value::bytes(value::items(entry)?.first()?)?)
}
