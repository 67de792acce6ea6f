//! A page of the entries of one stream: a reply to `XRANGE` or `XREVRANGE`, read entry by entry.

use astra_model::EntryId;

use crate::protocol::entries::{Entries, Entry, FieldSlices};
use crate::protocol::resp::{Cursor, Malformed};

/// A reply with entries of one stream, and the position of the next one to read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    bytes: Vec<u8>,
    entries: Entries,
    /// The ID of the last entry, after which the next page begins; `None` if the page is empty or that entry was
    /// deleted.
    pub(crate) last: Option<EntryId>,
    /// The number of items in the reply, including deleted entries.
    pub(crate) count: usize,
}

impl Page {
    /// Reads a complete reply, whose last item begins at `last_item`.
    ///
    /// # Errors
    /// [`Malformed`] for a reply of another shape.
    pub(crate) fn new(bytes: Vec<u8>, last_item: usize) -> Result<Self, Malformed> {
        let count = Cursor::new(&bytes, 0).array()?;
        let entries = Entries::new(&bytes, 0)?;
        let last = if count > 0 { id(&bytes, last_item)? } else { None };
        Ok(Self { bytes, entries, last, count })
    }

    /// Returns the mean size of an entry on the wire, in bytes; 0 for an empty page.
    pub(crate) fn entry_size(&self) -> usize {
        self.bytes.len().checked_div(self.count).unwrap_or(0)
    }

    /// Returns the ID of the next entry, `None` after the last.
    pub(crate) fn next_id(&self) -> Option<EntryId> {
        self.entries.next_id()
    }

    /// Reads the next entry into `fields`, `None` after the last.
    ///
    /// # Errors
    /// [`Malformed`] for an entry of another shape.
    pub(crate) fn take<'a>(
        &'a mut self,
        fields: &'a mut FieldSlices,
    ) -> Result<Option<Entry<'a>>, Malformed> {
        self.entries.take(&self.bytes, fields)
    }

    /// Returns the cleared buffer, for the next reply.
    pub(crate) fn into_buffer(mut self) -> Vec<u8> {
        self.bytes.clear();
        self.bytes
    }
}

/// Returns the ID of the entry at `at`, `None` for the nil in place of a deleted one.
fn id(bytes: &[u8], at: usize) -> Result<Option<EntryId>, Malformed> {
    let mut cursor = Cursor::new(bytes, at);
    if cursor.array()? == 0 {
        return Ok(None);
    }
    EntryId::parse_bytes(cursor.bulk()?.of(bytes)).ok_or(Malformed).map(Some)
}
