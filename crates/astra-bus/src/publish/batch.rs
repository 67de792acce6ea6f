//! A batch: commands that are sent in one go, each with the caller's tag.

use crate::publish::dedup::DedupKey;
use crate::publish::encode;

/// Commands a batch: with the events of the fleet about 32 KiB, as much as the server reads at a
/// time. Larger ones cost it more of its time (measured: 256 took 5 to 20 % more than 64).
pub(crate) const COMMANDS: usize = 64;

/// Bytes from which a batch is full, whatever it holds.
const BYTES: usize = 1 << 18;

/// How an entry is appended.
#[derive(Clone, Copy, Debug)]
pub struct XaddOptions<'a> {
    pub stream: &'a [u8],
    /// Entries that the stream is trimmed to, roughly.
    pub max_len: Option<u64>,
    /// By what a server that can do so recognises it, should it come twice.
    pub once: Option<&'a DedupKey>,
}

/// Things to be sent, in order.
#[derive(Debug)]
pub struct Batch<T> {
    pub(crate) transport: Vec<u8>,
    pub(crate) items: Vec<Item<T>>,
    /// The caller's own measure of how far this batch goes, e.g. bytes of input.
    pub mark: u64,
    most: usize,
}

#[derive(Debug)]
pub(crate) struct Item<T> {
    pub(crate) tag: T,
    /// Where its command ends in the batch's bytes; `None` where nothing is sent for it.
    pub(crate) end: Option<usize>,
    /// Where it was put, once it is under way; `None` where the server of its stream is away.
    pub(crate) place: Option<WirePosition>,
}

/// A command among all that go over a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WirePosition {
    /// The number of the lane.
    pub(crate) lane: usize,
    /// Where the command ends in all bytes of the lane.
    pub(crate) end: u64,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self::of_at_most(COMMANDS)
    }
}

impl<T> Batch<T> {
    /// A batch that is full earlier, for a rate that is low.
    pub fn of_at_most(most: usize) -> Self {
        let most = most.clamp(1, COMMANDS);
        Self { transport: Vec::new(), items: Vec::with_capacity(most), mark: 0, most }
    }

    /// An empty batch of the same size.
    #[must_use]
    pub fn successor(&self) -> Self {
        Self { transport: Vec::with_capacity(self.transport.len()), ..Self::of_at_most(self.most) }
    }

    /// Adds an entry to be appended.
    pub fn xadd<'a, I>(&mut self, tag: T, appending: XaddOptions<'_>, fields: impl Fn() -> I)
    where
        I: Iterator<Item = (&'a [u8], &'a [u8])>,
    {
        encode::xadd(&mut self.transport, appending, fields);
        self.items.push(Item { tag, end: Some(self.transport.len()), place: None });
    }

    /// Adds something that is only to be told in its turn.
    pub fn note(&mut self, tag: T) {
        self.items.push(Item { tag, end: None, place: None });
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.items.len() >= self.most || self.transport.len() >= BYTES
    }

    /// The tags alone, in order, of a batch that is not to be sent.
    pub fn into_tags(self) -> impl Iterator<Item = T> {
        self.items.into_iter().map(|item| item.tag)
    }

    /// The number of commands in it.
    pub(crate) fn commands(&self) -> usize {
        self.items.iter().filter(|item| item.end.is_some()).count()
    }
}
