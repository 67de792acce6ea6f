//! The order in which entries of several streams are merged.

use astra_model::EntryId;

/// Which way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

/// A place in the merged order; the greatest comes next.
pub(crate) type Rank = (u64, u64, usize);

impl Order {
    pub(crate) fn rank(self, id: EntryId, lane: usize) -> Rank {
        match self {
            Self::OldestFirst => (!id.ms, !id.seq, !lane),
            Self::NewestFirst => (id.ms, id.seq, lane),
        }
    }

    pub(crate) fn lane(self, (_, _, lane): Rank) -> usize {
        match self {
            Self::OldestFirst => !lane,
            Self::NewestFirst => lane,
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
