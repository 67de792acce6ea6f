//! A page of one stream's entries: the reply to `XRANGE` or `XREVRANGE`, read entry by entry.

use crate::bus::entries::{Entries, Entry, Fields};
use crate::bus::resp::{Cursor, Malformed};
use crate::entry_id::EntryId;

/// A reply with entries of one stream, and how far it is read.
#[derive(Debug, Default)]
pub(super) struct Page {
    bytes: Vec<u8>,
    entries: Entries,
    /// The ID of the last entry, from which the next page goes on.
    pub(super) last: Option<EntryId>,
    pub(super) count: usize,
}

impl Page {
    /// Takes a complete reply.
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let entries = Entries::new(&bytes, 0)?;
        let (last, count) = last(&bytes)?;
        Ok(Self { bytes, entries, last, count })
    }

    /// Mean size of an entry on the wire; 0 for an empty page.
    pub(super) fn entry_size(&self) -> usize {
        self.bytes.len().checked_div(self.count).unwrap_or(0)
    }

    pub(super) fn head(&self) -> Option<EntryId> {
        self.entries.head()
    }

    pub(super) fn take<'a>(
        &'a mut self,
        fields: &'a mut Fields,
    ) -> Result<Option<Entry<'a>>, Malformed> {
        self.entries.take(&self.bytes, fields)
    }

    /// Gives the buffer back, to be filled again.
    pub(super) fn into_buffer(mut self) -> Vec<u8> {
        self.bytes.clear();
        self.bytes
    }
}

/// The last entry's ID and the number of entries, found by stepping over them.
fn last(bytes: &[u8]) -> Result<(Option<EntryId>, usize), Malformed> {
    let mut cursor = Cursor::new(bytes, 0);
    let count = cursor.array()?;
    let mut last = None;
    for _ in 0..count {
        let mut inside = cursor;
        if inside.array()? > 0 {
            last = Some(inside.bulk()?);
        }
        cursor.skip()?;
    }
    let id = last.map(|id| EntryId::parse_bytes(id.of(bytes)).ok_or(Malformed)).transpose()?;
    Ok((id, count))
}
