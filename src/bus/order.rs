//! The order in which entries of several streams are merged.

use crate::entry_id::EntryId;

/// Which way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

/// A place in the merged order; the greatest comes next.
pub(super) type Rank = (u64, u64, usize);

impl Order {
    pub(super) fn rank(self, id: EntryId, lane: usize) -> Rank {
        match self {
            Self::OldestFirst => (!id.ms, !id.seq, !lane),
            Self::NewestFirst => (id.ms, id.seq, lane),
        }
    }

    pub(super) fn lane(self, (_, _, lane): Rank) -> usize {
        match self {
            Self::OldestFirst => !lane,
            Self::NewestFirst => lane,
        }
    }

    /// The command that reads in this order.
    pub(super) fn command(self) -> &'static str {
        match self {
            Self::OldestFirst => "XRANGE",
            Self::NewestFirst => "XREVRANGE",
        }
    }
}
