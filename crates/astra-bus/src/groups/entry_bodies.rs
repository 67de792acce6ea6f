//! What pending entries hold, and which of them are ghosts: pending, and gone from their stream.
//!
//! Redis has no command that says whether an entry exists without sending it. A page of pending
//! entries is therefore compared with its stream in one of two ways: where the two lie close
//! together by `XRANGE` over the range of the page, else by an `XRANGE` for each entry. The range
//! is read as far as it pays, so that for each pending entry at most three are ever sent, however
//! large the stream between them.

use std::collections::HashSet;

use astra_model::{EntryId, Name};
use redis::Value;

use crate::cluster::bus::Bus;
use crate::cluster::requests::Request;
use crate::error::bus_error::BusError;
use crate::groups::pending::PendingEntry;
use crate::protocol::value;
use crate::streams::range::{Order, xrange};
use crate::streams::state::entry_id;

/// Names and values as stored, in order.
pub type Fields = Vec<(Vec<u8>, Vec<u8>)>;

/// A pending entry and what its stream holds under its ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEntryBody {
    pub entry: PendingEntry,
    /// `None` is a ghost.
    pub fields: Option<Fields>,
}

impl PendingEntryBody {
    pub fn is_ghost(&self) -> bool {
        self.fields.is_none()
    }
}

/// The mean size of what entries hold, 0 where there is none.
pub fn bytes_per_entry(page: &[PendingEntryBody]) -> u64 {
    let sizes = page.iter().filter_map(|held| held.fields.as_ref()).map(|fields| {
        fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() as u64
    });
    let (count, bytes) =
        sizes.fold((0_u64, 0_u64), |(count, bytes), size| (count + 1, bytes + size));
    bytes.checked_div(count).unwrap_or(0)
}

impl Bus {
    /// Reads what pending entries hold, given in the order of their IDs. One that was acknowledged
    /// meanwhile is left out: whoever acknowledges and deletes makes no ghost.
    pub async fn entry_bodies(
        &self,
        stream: &Name,
        group: &Name,
        entries: Vec<PendingEntry>,
    ) -> Result<Vec<PendingEntryBody>, BusError> {
        let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
        let stored = self.stored(stream, &ids).await?;
        let missing: Vec<EntryId> = ids
            .iter()
            .zip(&stored)
            .filter(|(_, fields)| fields.is_none())
            .map(|(id, _)| *id)
            .collect();
        let pending = self.still_pending(stream, group, &missing).await?;
        Ok(entries
            .into_iter()
            .zip(stored)
            .map(|(entry, fields)| PendingEntryBody { entry, fields })
            .filter(|held| !held.is_ghost() || pending.contains(&held.entry.id))
            .collect())
    }

    /// Which of these IDs are pending now.
    async fn still_pending(
        &self,
        stream: &Name,
        group: &Name,
        ids: &[EntryId],
    ) -> Result<HashSet<EntryId>, BusError> {
        const PAGE: u64 = 1000;
        let mut found = HashSet::new();
        let mut next = ids.first().copied();
        let until = ids.last().copied().unwrap_or_default();
        while let Some(from) = next.filter(|from| *from <= until) {
            let page = self.pending_range(stream, group, (from, until), PAGE, None).await?;
            next = page.last().and_then(|entry| entry.id.next());
            found.extend(page.iter().map(|entry| entry.id));
        }
        Ok(found)
    }

    /// What a stream holds under each ID, `None` where it holds nothing.
    async fn stored(
        &self,
        stream: &Name,
        ids: &[EntryId],
    ) -> Result<Vec<Option<Fields>>, BusError> {
        let mut found = Vec::with_capacity(ids.len());
        let mut is_dense = true;
        while let Some(rest) = ids.get(found.len()..).filter(|rest| !rest.is_empty()) {
            if is_dense {
                let decided = self.stored_in_range(stream, rest).await?;
                is_dense = decided.len() * 2 >= rest.len();
                found.extend(decided);
            } else {
                found.extend(self.stored_singly(stream, rest).await?);
            }
        }
        Ok(found)
    }

    /// Reads as many entries of the range as there are IDs, and answers for those IDs that it has passed.
    async fn stored_in_range(
        &self,
        stream: &Name,
        ids: &[EntryId],
    ) -> Result<Vec<Option<Fields>>, BusError> {
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        let command = xrange(stream, *first, *last, ids.len(), Order::OldestFirst);
        let reply = self.call(stream, &format!("stream `{stream}`"), &command).await?;
        let entries = value::items(&reply).ok_or_else(|| value::shape("XRANGE", "entries"))?;
        let is_whole = entries.len() < ids.len();
        let passed = entries.last().and_then(entry_id).filter(|_| !is_whole).unwrap_or(*last);
        let mut entries = entries.iter().peekable();
        let decided = ids.iter().take_while(|id| **id <= passed);
        Ok(decided
            .map(|id| {
                while entries.next_if(|entry| entry_id(entry).is_some_and(|at| at < *id)).is_some()
                {
                }
                entries.next_if(|entry| entry_id(entry) == Some(*id)).map(fields)
            })
            .collect())
    }

    async fn stored_singly(
        &self,
        stream: &Name,
        ids: &[EntryId],
    ) -> Result<Vec<Option<Fields>>, BusError> {
        let requests = ids.iter().map(|id| {
            Request::one(stream.clone(), xrange(stream, *id, *id, 1, Order::OldestFirst))
        });
        let answers = self.ask(requests.collect()).await?;
        answers
            .into_iter()
            .map(|answer| {
                let subject = || format!("stream `{stream}`");
                let reply =
                    answer.map_err(|refusal| BusError::Refused { subject: subject(), refusal })?;
                Ok(value::items(&reply).and_then(|entries| entries.first()).map(fields))
            })
            .collect()
    }
}

pub(crate) fn fields(entry: &Value) -> Fields {
    let flat = value::items(entry).and_then(|parts| value::items(parts.get(1)?));
    let text = |value: &Value| value::bytes(value).unwrap_or_default().to_vec();
    flat.unwrap_or_default().chunks_exact(2).map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}
