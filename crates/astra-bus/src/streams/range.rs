//! Parts of streams, the order in which they are read, and the commands that read them.

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

/// Part of a stream, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRange {
    pub stream: Name,
    pub first: EntryId,
    pub last: EntryId,
}

/// The order in which entries of several streams are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

/// An entry's position in the merged order: its ID and the index of its source. The greatest comes next.
pub(crate) type Rank = (u64, u64, usize);

impl Order {
    pub(crate) fn rank(self, id: EntryId, source: usize) -> Rank {
        match self {
            Self::OldestFirst => (!id.ms, !id.seq, !source),
            Self::NewestFirst => (id.ms, id.seq, source),
        }
    }

    /// The index of the source that a rank was made with.
    pub(crate) fn source(self, (_, _, source): Rank) -> usize {
        match self {
            Self::OldestFirst => !source,
            Self::NewestFirst => source,
        }
    }

    /// The command that reads in this order.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::OldestFirst => "XRANGE",
            Self::NewestFirst => "XREVRANGE",
        }
    }
}

/// `XRANGE` or `XREVRANGE` over the entries from `first` to `last`, both included, at most `count` of them.
pub(crate) fn xrange(
    stream: &Name,
    first: EntryId,
    last: EntryId,
    count: usize,
    order: Order,
) -> Cmd {
    let (from, to) = match order {
        Order::OldestFirst => (first, last),
        Order::NewestFirst => (last, first),
    };
    let mut range = cmd(order.command());
    range.arg(stream.as_bytes()).arg(from.to_string()).arg(to.to_string());
    range.arg("COUNT").arg(count);
    range
}
