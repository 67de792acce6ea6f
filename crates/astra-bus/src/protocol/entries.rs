//! Stream entries inside a reply, read in place as borrowed slices.

use astra_model::EntryId;

use crate::protocol::resp::{Cursor, Malformed, Slice};

/// One entry, borrowed from its reply.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub id: EntryId,
    bytes: &'a [u8],
    fields: &'a [(Slice, Slice)],
}

impl<'a> Entry<'a> {
    /// Returns names and values, in the order in which they are stored.
    pub fn fields(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone + use<'a> {
        let bytes = self.bytes;
        self.fields.iter().map(move |(name, value)| (name.of(bytes), value.of(bytes)))
    }
}

/// The positions of the names and values of one entry; the buffer is reused for the next entry.
pub(crate) type FieldSlices = Vec<(Slice, Slice)>;

/// The entries of one stream inside a reply, read one by one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entries {
    at: usize,
    left: usize,
    next_id: Option<EntryId>,
}

impl Entries {
    /// Starts at the array of entries at position `at`.
    ///
    /// # Errors
    /// [`Malformed`] for a reply of another shape.
    pub(crate) fn new(bytes: &[u8], at: usize) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(bytes, at);
        let left = cursor.array()?;
        let mut entries = Self { at: cursor.at, left, next_id: None };
        entries.find_next(bytes)?;
        Ok(entries)
    }

    /// Returns the ID of the next entry, `None` after the last.
    pub(crate) fn next_id(&self) -> Option<EntryId> {
        self.next_id
    }

    /// Reads the next entry into `fields`, `None` after the last.
    ///
    /// # Errors
    /// [`Malformed`] for an entry of another shape.
    pub(crate) fn take<'a>(
        &mut self,
        bytes: &'a [u8],
        fields: &'a mut FieldSlices,
    ) -> Result<Option<Entry<'a>>, Malformed> {
        let Some(id) = self.next_id else { return Ok(None) };
        let mut cursor = Cursor::new(bytes, self.at);
        cursor.array()?;
        cursor.bulk()?;
        fields.clear();
        for _ in 0..cursor.pairs()? {
            fields.push((cursor.bulk()?, cursor.bulk()?));
        }
        self.at = cursor.at;
        self.left -= 1;
        self.find_next(bytes)?;
        Ok(Some(Entry { id, bytes, fields }))
    }

    /// Reads the ID of the next entry. It skips the nil in place of a deleted entry.
    fn find_next(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.next_id = None;
        while self.left > 0 {
            let mut cursor = Cursor::new(bytes, self.at);
            match cursor.array()? {
                0 => {
                    self.at = cursor.at;
                    self.left -= 1;
                }
                2 => {
                    let id = EntryId::parse_bytes(cursor.bulk()?.of(bytes));
                    self.next_id = Some(id.ok_or(Malformed)?);
                    return Ok(());
                }
                _ => return Err(Malformed),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
