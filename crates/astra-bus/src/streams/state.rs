//! The state of a stream and of its groups at one moment.

use astra_model::{EntryId, Name};
use redis::Value;

use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// What is stored under the name of a stream.
#[derive(Clone, Debug)]
pub enum StreamLookup {
    Stream(StreamState),
    /// No such key.
    Missing,
    /// The server refuses to read it: another type, no permission.
    Refused(ReplyError),
}

/// A stream and its groups at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamState {
    pub length: u64,
    pub first: Option<EntryId>,
    pub last: Option<EntryId>,
    pub last_generated: EntryId,
    /// Entries ever added; Redis 7.0 and later.
    pub entries_added: Option<u64>,
    /// The greatest ID ever deleted by `XDEL`, `0-0` if none; Redis 7.0 and later.
    pub max_deleted: Option<EntryId>,
    pub groups: Vec<GroupState>,
}

/// One group on one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupState {
    pub name: Name,
    pub consumers: u64,
    pub pending: u64,
    pub last_delivered: EntryId,
    /// Redis's logical read counter; nil if Redis has lost count.
    pub entries_read: Option<u64>,
    /// The lag that Redis reports: often wrong, see [`crate::Lag`].
    pub lag_server: Option<i64>,
}

impl StreamState {
    pub fn group(&self, name: &str) -> Option<&GroupState> {
        self.groups.iter().find(|group| group.name == *name)
    }

    /// Whether the counters are reliable: no entry was ever deleted by `XDEL`, and no counter was set by
    /// `XSETID`.
    pub fn is_only_trimmed(&self) -> bool {
        self.max_deleted == Some(EntryId::MIN) && !self.is_set_by_hand()
    }

    /// Whether `XSETID` has moved the last ID: an entry would still be there, because only `XDEL` removes
    /// the last entry alone, and the server records that.
    pub fn is_set_by_hand(&self) -> bool {
        let is_deleted = self.max_deleted >= Some(self.last_generated);
        self.last.is_some_and(|last| last < self.last_generated) && !is_deleted
    }
}

/// The ID of an entry as `XRANGE` and `XINFO` write it: `[id, [field, value, …]]`.
pub(crate) fn entry_id(entry: &Value) -> Option<EntryId> {
    EntryId::parse_bytes(value::bytes(value::items(entry)?.first()?)?)
}
