//! The streams that are read, with a position each, sorted by name.

use std::collections::HashSet;

use astra_bus::{Bus, BusError, ReplyError, StreamHead, StreamRange};
use astra_model::{EntryId, Name};

use crate::commands::tail::hidden::Hidden;
use crate::commands::tail::news::News;
use crate::commands::tail::position::{Finding, Position};

/// The streams that are read.
#[derive(Debug)]
pub(super) struct StreamSet {
    streams: Vec<(Name, Position)>,
    /// Streams that the server does not let us read; told once.
    refused: HashSet<Name>,
    pub(super) hidden: Hidden,
}

/// What is to be read before waiting goes on.
pub(super) type Backlog = Vec<StreamRange>;

impl StreamSet {
    /// No stream yet, where some may be hidden.
    pub(super) fn new(hidden: Hidden) -> Self {
        Self { streams: Vec::new(), refused: HashSet::new(), hidden }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.streams.len()
    }

    pub(super) fn names(&self) -> Vec<Name> {
        self.streams.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Names and the last ID read, in order.
    pub(super) fn positions(&self) -> impl ExactSizeIterator<Item = (&Name, EntryId)> + Clone {
        self.streams.iter().map(|(name, position)| (name, position.after))
    }

    pub(super) fn at(&mut self, index: usize) -> (&Name, &mut Position) {
        let (name, position) = &mut self.streams[index];
        (name, position)
    }

    pub(super) fn find(&self, name: &Name) -> Option<usize> {
        self.streams.binary_search_by(|(known, _)| known.cmp(name)).ok()
    }

    /// Takes streams in that stand at the given positions.
    pub(super) fn insert(&mut self, streams: Vec<(Name, Position)>) {
        if !streams.is_empty() {
            self.streams.extend(streams);
            self.streams.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
    }

    /// Leaves a stream out that the server refuses to read; one whose server is away is kept.
    pub(super) fn refuse(&mut self, name: &Name, refusal: &ReplyError, news: &mut News) {
        if refusal.is_unreachable() {
            return;
        }
        if self.refused.insert(name.clone()) {
            news.refused(name, refusal);
        }
        self.streams.retain(|(known, _)| known != name);
    }

    /// Looks at every stream, known and `matching`, and returns what has to be read of them: all up
    /// to their tips.
    pub(super) async fn look(
        &mut self,
        bus: &Bus,
        matching: &[Name],
        is_reconnected: bool,
        news: &mut News,
    ) -> Result<Backlog, BusError> {
        let fresh: Vec<Name> =
            matching.iter().filter(|name| self.find(name).is_none()).cloned().collect();
        let mut all = self.names();
        all.extend(fresh.iter().cloned());
        let tips = bus.stream_heads(&all).await?;
        let mut seen = tips.iter().filter_map(|tip| tip.as_ref().ok()?.as_ref());
        if seen.any(|tip| tip.entries_added.is_none()) {
            news.uncounted();
        }
        let mut tips = tips.into_iter();
        let known: Vec<_> = tips.by_ref().take(self.len()).collect();
        let mut backlog = self.meet(known, is_reconnected, news);
        self.take_in(fresh, tips, &mut backlog, news);
        backlog.sort_by(|a, b| (&a.stream, a.first).cmp(&(&b.stream, b.first)));
        Ok(backlog)
    }

    fn meet(
        &mut self,
        tips: Vec<Result<Option<StreamHead>, ReplyError>>,
        is_reconnected: bool,
        news: &mut News,
    ) -> Backlog {
        let mut backlog = Backlog::new();
        let mut refused = Vec::new();
        for ((name, position), tip) in self.streams.iter_mut().zip(tips) {
            let tip = match tip {
                Ok(tip) => tip,
                // Its server is away; the stream is read on from its position afterwards.
                Err(refusal) if refusal.is_unreachable() => continue,
                Err(refusal) => {
                    refused.push((name.clone(), refusal));
                    continue;
                }
            };
            let finding = position.meet(tip.as_ref(), is_reconnected);
            if let Some(finding) = finding {
                news.found(name, finding);
            }
            if let Some(Finding::Recreated(Some(until))) = finding {
                backlog.push(StreamRange {
                    stream: name.clone(),
                    first: EntryId::MIN,
                    last: until,
                });
            }
            backlog.extend(tip.and_then(|tip| unread(name, position, &tip)));
        }
        for (name, refusal) in refused {
            self.refuse(&name, &refusal, news);
        }
        backlog
    }

    /// Takes in streams that were not there before: all in them is unread, but what was hidden at the start.
    fn take_in(
        &mut self,
        fresh: Vec<Name>,
        tips: impl Iterator<Item = Result<Option<StreamHead>, ReplyError>>,
        backlog: &mut Backlog,
        news: &mut News,
    ) {
        let mut taken = Vec::new();
        for (name, tip) in fresh.into_iter().zip(tips) {
            match tip {
                Ok(None) => {}
                Err(refusal) if refusal.is_unreachable() => {}
                Err(refusal) => self.refuse(&name, &refusal, news),
                Ok(Some(tip)) => {
                    let position = self.hidden.position(&name, &tip);
                    backlog.extend(unread(&name, &position, &tip));
                    taken.push((name, position));
                }
            }
        }
        self.insert(taken);
    }
}

fn unread(name: &Name, position: &Position, tip: &StreamHead) -> Option<StreamRange> {
    let first = position.after.next().filter(|first| *first <= tip.last_generated)?;
    Some(StreamRange { stream: name.clone(), first, last: tip.last_generated })
}
