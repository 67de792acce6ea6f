//! A page of one stream's entries: the reply to `XRANGE` or `XREVRANGE`, read entry by entry.

use astra_model::EntryId;

use crate::protocol::entries::{Entries, Entry, Fields};
use crate::protocol::resp::{Cursor, Malformed};

/// A reply with entries of one stream, and how far it is read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    bytes: Vec<u8>,
    entries: Entries,
    /// The ID of the last entry, from which the next page goes on.
    pub(crate) last: Option<EntryId>,
    pub(crate) count: usize,
}

impl Page {
    /// Takes a complete reply, of which the last entry begins at `last_item`.
    pub(crate) fn new(bytes: Vec<u8>, last_item: usize) -> Result<Self, Malformed> {
        let count = Cursor::new(&bytes, 0).array()?;
        let entries = Entries::new(&bytes, 0)?;
        let last = if count > 0 { id(&bytes, last_item)? } else { None };
        Ok(Self { bytes, entries, last, count })
    }

    /// Mean size of an entry on the wire; 0 for an empty page.
    pub(crate) fn entry_size(&self) -> usize {
        self.bytes.len().checked_div(self.count).unwrap_or(0)
    }

    pub(crate) fn head(&self) -> Option<EntryId> {
        self.entries.head()
    }

    pub(crate) fn take<'a>(
        &'a mut self,
        fields: &'a mut Fields,
    ) -> Result<Option<Entry<'a>>, Malformed> {
        self.entries.take(&self.bytes, fields)
    }

    /// Gives the buffer back, to be filled again.
    pub(crate) fn into_buffer(mut self) -> Vec<u8> {
        self.bytes.clear();
        self.bytes
    }
}

/// The ID of the entry at `at`; none where there is a nil in its place.
fn id(bytes: &[u8], at: usize) -> Result<Option<EntryId>, Malformed> {
    let mut cursor = Cursor::new(bytes, at);
    if cursor.array()? == 0 {
        return Ok(None);
    }
    EntryId::parse_bytes(cursor.bulk()?.of(bytes)).ok_or(Malformed).map(Some)
}
