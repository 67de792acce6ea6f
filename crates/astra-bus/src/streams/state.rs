//! The state of streams and of the groups on them, each as one consistent snapshot.

use std::sync::Arc;

use astra_model::{EntryId, Name};
use redis::Value;

use crate::cluster::bus::Bus;
use crate::cluster::router::{Answers, KeyedRequests};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::value;

/// What stands under the name of a stream.
#[derive(Clone, Debug)]
pub enum StreamLookup {
    Stream(StreamState),
    /// No such key.
    Missing,
    /// The server does not let us look: another type, no permission.
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
    /// Redis's logical read counter, nil where it has lost count.
    pub entries_read: Option<u64>,
    /// The lag as Redis has it: often wrong, see `commands/lag`.
    pub lag_server: Option<i64>,
}

impl StreamState {
    pub fn group(&self, name: &str) -> Option<&GroupState> {
        self.groups.iter().find(|group| group.name == *name)
    }

    /// Whether the counters can tell the truth: no entry was ever deleted by `XDEL`, and none of them
    /// was set by hand.
    pub fn is_only_trimmed(&self) -> bool {
        self.max_deleted == Some(EntryId::MIN) && !self.is_set_by_hand()
    }

    /// Whether something else than an entry has moved the last ID on, which is `XSETID`: the last
    /// entry is never removed alone, but by `XDEL`, and that is put down.
    pub fn is_set_by_hand(&self) -> bool {
        let is_put_down = self.max_deleted >= Some(self.last_generated);
        self.last.is_some_and(|last| last < self.last_generated) && !is_put_down
    }
}

impl Bus {
    /// The state of each stream, in the order of `names`: a transaction a stream, so that its
    /// entries and its groups are of one moment.
    ///
    /// A server that is out of memory refuses even reads inside of a transaction. There the
    /// stream is asked for before and after its groups, until it has not changed in between.
    pub async fn stream_states(&self, names: &[Name]) -> Result<Vec<StreamLookup>, BusError> {
        let found = self.route(&States { names }).await?;
        Ok(found.into_iter().map(|found| found.unwrap_or_else(StreamLookup::Refused)).collect())
    }
}

/// What is to be known of streams.
struct States<'a> {
    names: &'a [Name],
}

impl KeyedRequests for States<'_> {
    type Answer = StreamLookup;

    fn len(&self) -> usize {
        self.names.len()
    }

    fn key(&self, index: usize) -> &Name {
        &self.names[index]
    }

    fn is_repeatable(&self, _index: usize) -> bool {
        true
    }

    async fn put(
        &self,
        node: &Arc<Node>,
        part: &[usize],
        is_asking: bool,
    ) -> Result<Answers<StreamLookup>, BusError> {
        let names: Vec<&Name> = part.iter().map(|index| &self.names[*index]).collect();
        let mut snapshots = node.snapshots(is_asking).await?;
        let mut found = snapshots.take(&names).await?;
        for (name, found) in names.iter().zip(&mut found) {
            if matches!(found, StreamLookup::Refused(refusal) if refusal.code == "OOM") {
                *found = snapshots.take_apart(name).await?;
            }
        }
        let found = names.iter().zip(found).map(|(name, found)| match found {
            StreamLookup::Refused(refusal) => {
                StreamLookup::Refused(refusal.with_denied(node.user(), "XINFO", &[name.as_bytes()]))
            }
            found => found,
        });
        Ok(found.map(settled).collect())
    }
}

/// Tells what was found from a stream that has to be looked for elsewhere.
fn settled(found: StreamLookup) -> Result<StreamLookup, ReplyError> {
    match found {
        StreamLookup::Refused(refusal) if refusal.is_redirect() => Err(refusal),
        found => Ok(found),
    }
}

/// The ID of an entry as `XRANGE` and `XINFO` write it: `[id, [field, value, …]]`.
pub(crate) fn entry_id(entry: &Value) -> Option<EntryId> {
    EntryId::parse_bytes(value::bytes(value::items(entry)?.first()?)?)
}
