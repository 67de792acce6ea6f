//! What servers hold that were away at the start: no news when they are back, for it may have been there all the time.

use std::collections::HashSet;
use std::sync::Arc;

use astra_bus::{SlotMap, StreamHead, UnreachableNode};
use astra_model::{EntryId, Name};

use crate::commands::tail::position::Position;

/// The streams that could not be seen at the start, by the slots of the servers that were away.
#[derive(Debug)]
pub(super) struct Hidden {
    /// Who held what at the start.
    layout: Arc<SlotMap>,
    /// The addresses of those that were away then.
    away: HashSet<String>,
    /// The first ID that is asked for of their streams.
    first: EntryId,
}

impl Hidden {
    pub(super) fn new(layout: Arc<SlotMap>, first: EntryId) -> Self {
        Self { layout, away: HashSet::new(), first }
    }

    /// Takes in servers that are away at the start.
    pub(super) fn miss(&mut self, servers: Vec<UnreachableNode>) {
        self.away.extend(servers.into_iter().map(|absent| absent.node));
    }

    /// Where a reader stands in a stream that shows only now: where it would have stood since the
    /// start, or before all of it.
    pub(super) fn position(&self, stream: &Name, tip: &StreamHead) -> Position {
        if !self.away.contains(&self.layout.node_of(stream.as_bytes()).address()) {
            return Position::of_new(tip);
        }
        let before = self.first.previous().unwrap_or(EntryId::MIN);
        Position::new(before.min(tip.last_generated), tip)
    }
}
