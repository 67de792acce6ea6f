//! A batch: commands that are sent together, each with a tag of the caller.

use crate::publish::encode::{self, CommandSpan, XaddOptions};
use crate::publish::limits::{BATCH_BYTES, BATCH_COMMANDS};

/// Entries to append and markers, in order.
#[derive(Debug)]
pub struct Batch<T> {
    pub(crate) commands: Vec<u8>,
    pub(crate) items: Vec<Item<T>>,
    /// How far the caller is after this batch, in the caller's own unit, e.g. bytes of input.
    pub mark: u64,
    capacity: usize,
}

#[derive(Debug)]
pub(crate) struct Item<T> {
    pub(crate) tag: T,
    /// Its command among those of the batch; `None` for a marker.
    pub(crate) command: Option<CommandSpan>,
    /// Where it was queued; `None` for a marker, and while the node of its stream is unreachable.
    pub(crate) position: Option<WirePosition>,
}

/// A command among all bytes that go over a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WirePosition {
    /// The index of the connection in its pipeline.
    pub(crate) connection: usize,
    /// Where the command ends, counted in bytes since the connection was opened.
    pub(crate) end: u64,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self::with_capacity(BATCH_COMMANDS)
    }
}

impl<T> Batch<T> {
    /// A batch that is full after `capacity` items, for a low rate; larger batches than the default
    /// are never made.
    pub fn with_capacity(capacity: usize) -> Self {
        let capacity = capacity.clamp(1, BATCH_COMMANDS);
        Self { commands: Vec::new(), items: Vec::with_capacity(capacity), mark: 0, capacity }
    }

    /// An empty batch of the same capacity.
    #[must_use]
    pub fn successor(&self) -> Self {
        let commands = Vec::with_capacity(self.commands.len());
        Self { commands, ..Self::with_capacity(self.capacity) }
    }

    /// Adds an entry to append.
    pub fn xadd<'a, I>(&mut self, tag: T, options: XaddOptions<'_>, fields: impl Fn() -> I)
    where
        I: Iterator<Item = (&'a [u8], &'a [u8])>,
    {
        let command = encode::xadd(&mut self.commands, options, fields);
        self.items.push(Item { tag, command: Some(command), position: None });
    }

    /// Adds a tag that sends nothing; the observer gets it in its turn.
    pub fn add_marker(&mut self, tag: T) {
        self.items.push(Item { tag, command: None, position: None });
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.items.len() >= self.capacity || self.commands.len() >= BATCH_BYTES
    }

    /// The tags alone, in order, of a batch that is not sent.
    pub fn into_tags(self) -> impl Iterator<Item = T> {
        self.items.into_iter().map(|item| item.tag)
    }

    pub(crate) fn command_count(&self) -> usize {
        self.items.iter().filter(|item| item.command.is_some()).count()
    }
}
