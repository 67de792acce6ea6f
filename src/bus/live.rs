//! The entries that come: `XREAD` over any number of streams, never with a group.

use std::collections::BinaryHeap;
use std::time::Duration;

use redis::cmd;

use crate::bus::entries::{Entries, Entry, Fields};
use crate::bus::error::{BusError, Refusal};
use crate::bus::history::Order;
use crate::bus::reader::Reader;
use crate::bus::resp::{Cursor, Malformed};
use crate::bus::{Bus, Name};
use crate::entry_id::EntryId;

/// Entries of all streams in one reply, roughly.
const ENTRIES: usize = 10_000;

/// Entries of one stream in one reply at most.
const PAGE: usize = 1000;

/// A connection on which new entries are waited for.
#[derive(Debug)]
pub(crate) struct Live {
    reader: Reader,
    reply: Vec<u8>,
    parts: Vec<(usize, Entries)>,
    heads: BinaryHeap<(u64, u64, usize)>,
    fields: Fields,
}

/// What waiting for entries brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Nothing came in time.
    Nothing,
    /// All that there is: read it with [`Live::next`].
    All,
    /// Some streams have more than one reply takes: the rest cannot be merged with it.
    Some,
    Refused(Refusal),
}

impl Bus {
    /// Opens a connection on which to wait for new entries.
    pub(crate) async fn live(&self) -> Result<Live, BusError> {
        Ok(Live {
            reader: self.nodes()[0].reader().await?,
            reply: Vec::new(),
            parts: Vec::new(),
            heads: BinaryHeap::new(),
            fields: Fields::new(),
        })
    }
}

impl Live {
    /// Waits up to `block` for entries after the given positions.
    pub(crate) async fn wait<'a>(
        &mut self,
        positions: impl ExactSizeIterator<Item = (&'a Name, EntryId)> + Clone,
        block: Duration,
    ) -> Result<Arrival, BusError> {
        let count = (ENTRIES / positions.len().max(1)).clamp(1, PAGE);
        let mut xread = cmd("XREAD");
        xread.arg("COUNT").arg(count).arg("BLOCK").arg(block.as_millis().max(1).to_string());
        xread.arg("STREAMS");
        for (name, _) in positions.clone() {
            xread.arg(name.as_bytes());
        }
        for (_, after) in positions.clone() {
            xread.arg(after.to_string());
        }
        self.reader.queue(&xread);
        self.reader.flush().await?;
        if let Err(refusal) = self.reader.reply(block, &mut self.reply).await? {
            return Ok(Arrival::Refused(refusal));
        }
        self.take_apart(positions, count).map_err(|error| self.reader.garbled(error))
    }

    /// The next entry of the reply, and the index of its position.
    pub(crate) fn next(&mut self) -> Result<Option<(usize, Entry<'_>)>, BusError> {
        let Some(rank) = self.heads.pop() else { return Ok(None) };
        let part = Order::OldestFirst.lane(rank);
        let (stream, entries) = &mut self.parts[part];
        let entry = entries.take(&self.reply, &mut self.fields);
        let entry = entry.map_err(|error| self.reader.garbled(error))?;
        if let Some(id) = entries.head() {
            self.heads.push(Order::OldestFirst.rank(id, part));
        }
        Ok(entry.map(|entry| (*stream, entry)))
    }

    /// Finds each stream of the reply among `positions`: the server keeps their order.
    fn take_apart<'a>(
        &mut self,
        positions: impl Iterator<Item = (&'a Name, EntryId)>,
        count: usize,
    ) -> Result<Arrival, Malformed> {
        self.parts.clear();
        self.heads.clear();
        let mut cursor = Cursor::new(&self.reply, 0);
        let mut names = positions.map(|(name, _)| name.as_bytes()).enumerate();
        let mut arrival = Arrival::Nothing;
        for _ in 0..cursor.array()? {
            if cursor.array()? != 2 {
                return Err(Malformed);
            }
            let name = cursor.bulk()?.of(&self.reply);
            let (stream, _) = names.find(|(_, known)| *known == name).ok_or(Malformed)?;
            let entries = Entries::new(&self.reply, cursor.at)?;
            if let Some(id) = entries.head() {
                self.heads.push(Order::OldestFirst.rank(id, self.parts.len()));
            }
            self.parts.push((stream, entries));
            let is_full = { cursor }.array()? >= count;
            cursor.skip()?;
            arrival =
                if is_full || arrival == Arrival::Some { Arrival::Some } else { Arrival::All };
        }
        Ok(arrival)
    }
}
