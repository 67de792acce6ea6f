//! The bodies of pending entries, and which of the entries are ghosts: pending, but gone from their stream.
//!
//! Redis has no command that reports whether an entry exists without sending the entry. A page of pending
//! entries is therefore compared with its stream in one of two ways: if the pending entries are close
//! together, by one `XRANGE` over the range of the page, else by an `XRANGE` for each entry. Reading the range
//! stops when it no longer pays, so that the server sends at most three entries per pending entry, however many
//! others are between them.

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

/// Names and values, in the order in which they are stored.
pub type Fields = Vec<(Vec<u8>, Vec<u8>)>;

/// A pending entry and the fields of its stream entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEntryBody {
    pub entry: PendingEntry,
    /// `None` for a ghost.
    pub fields: Option<Fields>,
}

impl PendingEntryBody {
    pub fn is_ghost(&self) -> bool {
        self.fields.is_none()
    }
}

/// Returns the mean size of the fields of a stream entry in bytes; 0 if all are ghosts.
pub fn bytes_per_entry(page: &[PendingEntryBody]) -> u64 {
    let sizes = page.iter().filter_map(|body| body.fields.as_ref()).map(|fields| {
        fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() as u64
    });
    let (count, bytes) =
        sizes.fold((0_u64, 0_u64), |(count, bytes), size| (count + 1, bytes + size));
    bytes.checked_div(count).unwrap_or(0)
}

impl Bus {
    /// Reads the bodies of pending entries, which must be in the order of their IDs. An entry that is gone is left
    /// out if it was acknowledged in the meantime: a consumer that acknowledges and deletes leaves no ghost.
    ///
    /// # Errors
    /// A server that cannot be reached, or an error reply.
    pub async fn entry_bodies(
        &self,
        stream: &Name,
        group: &Name,
        entries: Vec<PendingEntry>,
    ) -> Result<Vec<PendingEntryBody>, BusError> {
        let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
        let stored = self.read_fields(stream, &ids).await?;
        let missing: Vec<EntryId> = ids
            .iter()
            .zip(&stored)
            .filter(|(_, fields)| fields.is_none())
            .map(|(id, _)| *id)
            .collect();
        let pending = self.filter_pending(stream, group, &missing).await?;
        Ok(entries
            .into_iter()
            .zip(stored)
            .map(|(entry, fields)| PendingEntryBody { entry, fields })
            .filter(|body| !body.is_ghost() || pending.contains(&body.entry.id))
            .collect())
    }

    /// Returns those of these IDs that are pending now.
    async fn filter_pending(
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

    /// Reads the fields of the entry with each ID, `None` if the stream has no such entry.
    async fn read_fields(
        &self,
        stream: &Name,
        ids: &[EntryId],
    ) -> Result<Vec<Option<Fields>>, BusError> {
        let mut found = Vec::with_capacity(ids.len());
        let mut is_dense = true;
        while let Some(rest) = ids.get(found.len()..).filter(|rest| !rest.is_empty()) {
            if is_dense {
                let decided = self.read_fields_in_range(stream, rest).await?;
                is_dense = decided.len() * 2 >= rest.len();
                found.extend(decided);
            } else {
                found.extend(self.read_fields_singly(stream, rest).await?);
            }
        }
        Ok(found)
    }

    /// Reads as many entries of the range as there are IDs, and returns the fields for the IDs up to the last entry
    /// read.
    async fn read_fields_in_range(
        &self,
        stream: &Name,
        ids: &[EntryId],
    ) -> Result<Vec<Option<Fields>>, BusError> {
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        let command = xrange(stream, *first, *last, ids.len(), Order::OldestFirst);
        let reply = self.call(stream, &format!("stream `{stream}`"), &command).await?;
        let entries = value::items(&reply).ok_or_else(|| value::unexpected("XRANGE", "entries"))?;
        let is_complete = entries.len() < ids.len();
        let passed = entries.last().and_then(entry_id).filter(|_| !is_complete).unwrap_or(*last);
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

    /// Reads each entry with an `XRANGE` of its own.
    async fn read_fields_singly(
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
