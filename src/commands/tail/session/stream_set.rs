//! The streams that a session reads, with a position each, sorted by name.

use std::collections::HashSet;

use astra_bus::{
    Bus, BusError, ReplyError, StreamHead, StreamRange, UnreachableNode, UnreachableStreams,
};
use astra_model::{EntryId, Name};

use crate::commands::tail::session::notices::Notice;
use crate::commands::tail::session::position::{Position, StreamChange};

/// Existing entries that have to be read before waiting for new ones.
pub(super) type Backlog = Vec<StreamRange>;

/// The head of a stream, `None` if it does not exist, or why the server does not return it.
type HeadReply = Result<Option<StreamHead>, ReplyError>;

/// The streams that are read.
#[derive(Debug)]
pub(super) struct StreamSet {
    streams: Vec<(Name, Position)>,
    /// Streams that the server refuses to read; each is reported once.
    refused: HashSet<Name>,
    unreachable_at_start: UnreachableAtStart,
}

/// Streams on nodes that were unreachable at the start. When such a node is back, its streams are
/// not new: their entries may be old.
#[derive(Debug)]
struct UnreachableAtStart {
    streams: UnreachableStreams,
    /// The first ID to read of these streams.
    first: EntryId,
}

impl UnreachableAtStart {
    /// The position in a stream that appears now: before `first` if its node was unreachable,
    /// otherwise at the beginning.
    fn position_in(&self, stream: &Name, head: &StreamHead) -> Position {
        if !self.streams.covers(stream) {
            return Position::of_new_stream(head);
        }
        let before = self.first.previous().unwrap_or(EntryId::MIN);
        Position::new(before.min(head.last_generated), head)
    }
}

impl StreamSet {
    /// An empty set. Streams that were `unreachable` at the start will be read from `first`.
    pub(super) fn new(unreachable: UnreachableStreams, first: EntryId) -> Self {
        let unreachable_at_start = UnreachableAtStart { streams: unreachable, first };
        Self { streams: Vec::new(), refused: HashSet::new(), unreachable_at_start }
    }

    /// Adds nodes that are unreachable at the start.
    pub(super) fn add_unreachable(&mut self, nodes: &[UnreachableNode]) {
        self.unreachable_at_start.streams.add_nodes(nodes);
    }

    pub(super) fn len(&self) -> usize {
        self.streams.len()
    }

    pub(super) fn first(&self) -> Option<&Name> {
        self.streams.first().map(|(name, _)| name)
    }

    /// The names, each with the last ID that was read, in order.
    pub(super) fn positions(&self) -> impl ExactSizeIterator<Item = (&Name, EntryId)> + Clone {
        self.streams.iter().map(|(name, position)| (name, position.after()))
    }

    pub(super) fn at(&mut self, index: usize) -> (&Name, &mut Position) {
        let (name, position) = &mut self.streams[index];
        (name, position)
    }

    pub(super) fn index_of(&self, name: &Name) -> Option<usize> {
        self.streams.binary_search_by(|(known, _)| known.cmp(name)).ok()
    }

    /// Adds streams with their positions.
    pub(super) fn insert(&mut self, streams: Vec<(Name, Position)>) {
        if !streams.is_empty() {
            self.streams.extend(streams);
            self.streams.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
    }

    /// Removes a stream that the server refuses to read, and returns the notice the first time. A
    /// stream whose node is unreachable stays.
    pub(super) fn refuse(&mut self, name: &Name, refusal: &ReplyError) -> Option<Notice> {
        if refusal.is_unreachable() {
            return None;
        }
        self.streams.retain(|(known, _)| known != name);
        self.refused.insert(name.clone()).then(|| Notice::refused(name, refusal))
    }

    /// Compares every stream with its current head, adds those of `matching` that are new, and
    /// returns what has to be read of them: everything up to their heads.
    pub(super) async fn refresh(
        &mut self,
        bus: &Bus,
        matching: &[Name],
        is_reconnected: bool,
    ) -> Result<(Backlog, Vec<Notice>), BusError> {
        let new: Vec<Name> =
            matching.iter().filter(|name| self.index_of(name).is_none()).cloned().collect();
        let mut all: Vec<Name> = self.streams.iter().map(|(name, _)| name.clone()).collect();
        all.extend(new.iter().cloned());
        let heads = bus.stream_heads(&all).await?;
        let mut existing = heads.iter().filter_map(|head| head.as_ref().ok()?.as_ref());
        let has_no_counters = existing.any(|head| head.entries_added.is_none());
        let mut notices: Vec<Notice> =
            has_no_counters.then_some(Notice::NoCounters).into_iter().collect();
        let mut heads = heads.into_iter();
        let known: Vec<HeadReply> = heads.by_ref().take(self.len()).collect();
        let mut backlog = self.reconcile(known, is_reconnected, &mut notices);
        backlog.extend(self.add_new(new.into_iter().zip(heads), &mut notices));
        backlog.sort_by(|a, b| (&a.stream, a.first).cmp(&(&b.stream, b.first)));
        Ok((backlog, notices))
    }

    fn reconcile(
        &mut self,
        heads: Vec<HeadReply>,
        is_reconnected: bool,
        notices: &mut Vec<Notice>,
    ) -> Backlog {
        let mut backlog = Backlog::new();
        let mut refused = Vec::new();
        for ((name, position), head) in self.streams.iter_mut().zip(heads) {
            let head = match head {
                Ok(head) => head,
                // When the node is back, reading continues from the same position.
                Err(refusal) if refusal.is_unreachable() => continue,
                Err(refusal) => {
                    refused.push((name.clone(), refusal));
                    continue;
                }
            };
            let change = position.reconcile(head.as_ref(), is_reconnected);
            notices.extend(change.map(|change| Notice::Changed(name.clone(), change)));
            if let Some(StreamChange::Recreated(Some(last))) = change {
                backlog.push(StreamRange { stream: name.clone(), first: EntryId::MIN, last });
            }
            backlog.extend(head.and_then(|head| position.unread(name, &head)));
        }
        for (name, refusal) in refused {
            notices.extend(self.refuse(&name, &refusal));
        }
        backlog
    }

    fn add_new(
        &mut self,
        streams: impl Iterator<Item = (Name, HeadReply)>,
        notices: &mut Vec<Notice>,
    ) -> Backlog {
        let mut backlog = Backlog::new();
        let mut added = Vec::new();
        for (name, head) in streams {
            match head {
                Ok(None) => {}
                Err(refusal) => notices.extend(self.refuse(&name, &refusal)),
                Ok(Some(head)) => {
                    let position = self.unreachable_at_start.position_in(&name, &head);
                    backlog.extend(position.unread(&name, &head));
                    added.push((name, position));
                }
            }
        }
        self.insert(added);
        backlog
    }
}
