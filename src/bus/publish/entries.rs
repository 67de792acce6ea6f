//! Looking up what a stream holds after a position, to learn what became of entries in doubt.

use redis::{Value, cmd};

use crate::bus::error::BusError;
use crate::bus::streams::entry_id;
use crate::bus::{Bus, Name, value};
use crate::entry_id::EntryId;

/// Entries a page: the server stalls about 1 ms for a page of 300-byte entries.
const PAGE: usize = 1000;

/// An entry as it is stored: its fields in order, repeated ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredEntry {
    pub(crate) id: EntryId,
    pub(crate) fields: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Bus {
    /// Reads the entries of a stream from an ID on, page by page, for as long as `visit` says true.
    pub(crate) async fn read_from(
        &self,
        stream: &Name,
        from: EntryId,
        mut visit: impl FnMut(StoredEntry) -> bool,
    ) -> Result<(), BusError> {
        let mut next = Some(from);
        while let Some(start) = next {
            let page = self.page(stream, start).await?;
            next = page.last().filter(|_| page.len() == PAGE).and_then(|entry| entry.id.next());
            if !page.into_iter().all(&mut visit) {
                break;
            }
        }
        Ok(())
    }

    async fn page(&self, stream: &Name, start: EntryId) -> Result<Vec<StoredEntry>, BusError> {
        let mut xrange = cmd("XRANGE");
        xrange.arg(stream.as_bytes()).arg(start.to_string()).arg("+").arg("COUNT").arg(PAGE);
        let reply = self.call(stream, &format!("stream `{stream}`"), &xrange).await?;
        let entries = value::items(&reply).ok_or_else(|| value::shape("XRANGE", "an array"))?;
        let read = |item| entry(item).ok_or_else(|| value::shape("XRANGE", "an entry"));
        entries.iter().map(read).collect()
    }
}

fn entry(item: &Value) -> Option<StoredEntry> {
    let [_, fields] = value::items(item)? else { return None };
    let pairs = value::items(fields)?.chunks_exact(2);
    let bytes = |part| value::bytes(part).map(<[u8]>::to_vec);
    let fields = pairs.map(|pair| Some((bytes(&pair[0])?, bytes(&pair[1])?)));
    Some(StoredEntry { id: entry_id(item)?, fields: fields.collect::<Option<_>>()? })
}
