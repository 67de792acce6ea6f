//! Entries inside a reply, as borrowed slices.

use astra_model::EntryId;

use crate::protocol::resp::{Cursor, Malformed, Slice};

/// One entry, borrowed from the reply that brought it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub id: EntryId,
    bytes: &'a [u8],
    fields: &'a [(Slice, Slice)],
}

impl<'a> Entry<'a> {
    /// Names and values in the order in which they are stored.
    pub fn fields(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone + use<'a> {
        let bytes = self.bytes;
        self.fields.iter().map(move |(name, value)| (name.of(bytes), value.of(bytes)))
    }
}

/// The names and values of the entry that was read last, kept to be filled again.
pub(crate) type Fields = Vec<(Slice, Slice)>;

/// The entries of one stream inside a reply, read one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entries {
    at: usize,
    left: usize,
    head: Option<EntryId>,
}

impl Entries {
    /// Begins at the array of entries at `at`.
    pub(crate) fn new(bytes: &[u8], at: usize) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(bytes, at);
        let left = cursor.array()?;
        let mut entries = Self { at: cursor.at, left, head: None };
        entries.look(bytes)?;
        Ok(entries)
    }

    /// The ID of the next entry, `None` after the last.
    pub(crate) fn head(&self) -> Option<EntryId> {
        self.head
    }

    /// Takes the next entry.
    pub(crate) fn take<'a>(
        &mut self,
        bytes: &'a [u8],
        fields: &'a mut Fields,
    ) -> Result<Option<Entry<'a>>, Malformed> {
        let Some(id) = self.head else { return Ok(None) };
        let mut cursor = Cursor::new(bytes, self.at);
        cursor.array()?;
        cursor.bulk()?;
        fields.clear();
        for _ in 0..cursor.pairs()? {
            fields.push((cursor.bulk()?, cursor.bulk()?));
        }
        self.at = cursor.at;
        self.left -= 1;
        self.look(bytes)?;
        Ok(Some(Entry { id, bytes, fields }))
    }

    /// Finds the next entry's ID. A nil in place of an entry, one that is deleted, is passed over.
    fn look(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.head = None;
        while self.left > 0 {
            let mut cursor = Cursor::new(bytes, self.at);
            match cursor.array()? {
                0 => {
                    self.at = cursor.at;
                    self.left -= 1;
                }
                2 => {
                    let id = EntryId::parse_bytes(cursor.bulk()?.of(bytes));
                    self.head = Some(id.ok_or(Malformed)?);
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
