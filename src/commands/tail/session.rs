//! A session of `tail`: reads the entries of its streams and prints them, first those that exist,
//! merged in ID order, then new ones.

mod newest;
mod notices;
mod position;
mod stream_set;

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use astra_bus::{
    Bus, BusError, Follower, Order, ReadOutcome, ReplyError, StreamHead, StreamRange,
    UnreachableNode, UnreachableStreams,
};
use astra_model::{EntryId, Name};
use jiff::Timestamp;

use crate::commands::env::CommandResult;
use crate::commands::tail::printer::Printer;
use crate::commands::tail::range::Range;
use newest::Newest;
use notices::{Notice, Notices};
use position::Position;
use stream_set::{Backlog, StreamSet};

/// The streams, what was read of them, and what was printed.
#[derive(Debug)]
pub(super) struct TailSession {
    bus: Bus,
    streams: StreamSet,
    printer: Printer,
    notices: Notices,
    /// The IDs of the entries to print. Positions are independent of it: they record what was read
    /// of a stream, not what the user wants to see.
    printed: RangeInclusive<EntryId>,
}

impl TailSession {
    /// A session that has read nothing. `unreachable` are the streams that cannot be read at the
    /// start, at the time `now`.
    pub(super) fn new(
        bus: Bus,
        unreachable: UnreachableStreams,
        printer: Printer,
        range: Range,
        now: Timestamp,
    ) -> Self {
        let streams = StreamSet::new(unreachable, range.first_of_unreachable(now));
        Self { bus, streams, printer, notices: Notices::default(), printed: range.ids() }
    }

    /// Reports the nodes that are unreachable at the start, and remembers that their streams were
    /// not seen.
    pub(super) fn note_unreachable(&mut self, nodes: Vec<UnreachableNode>) {
        self.streams.add_unreachable(&nodes);
        self.notices.update_nodes(nodes);
    }

    /// Sets the position in each stream, and returns the existing entries to show.
    pub(super) async fn start(&mut self, names: &[Name], range: Range) -> CommandResult<Backlog> {
        let mut heads = Vec::with_capacity(names.len());
        for (name, head) in names.iter().zip(self.bus.stream_heads(names).await?) {
            match head {
                Ok(head) => heads.extend(head.map(|head| (name, head))),
                Err(refusal) => self.refuse(name, &refusal),
            }
        }
        self.notices.print();
        self.note_unreachable(self.bus.unreachable_nodes());
        let ranges = heads.iter().filter_map(|(name, head)| existing(name, head, range));
        let mut backlog: Backlog = ranges.collect();
        if let Some(count) = range.newest {
            backlog = self.cut_to_newest(backlog, count).await?;
        }
        let firsts: HashMap<&Name, EntryId> =
            backlog.iter().map(|range| (&range.stream, range.first)).collect();
        let positioned = |(name, head): (&Name, StreamHead)| {
            let first = firsts.get(name).copied();
            let before = first.map(|first| first.previous().unwrap_or(EntryId::MIN));
            (name.clone(), Position::new(before.unwrap_or(head.last_generated), &head))
        };
        self.streams.insert(heads.into_iter().map(positioned).collect());
        Ok(backlog)
    }

    /// Cuts the backlog down to the newest `count` entries, of all streams together, that the
    /// filters accept.
    ///
    /// It reads backwards, and the entries are later read again in their order, so that none has to
    /// be kept in memory. A range that cannot be read backwards is dropped, because it is unknown
    /// which of its entries belong to the result.
    async fn cut_to_newest(&mut self, backlog: Backlog, count: u64) -> CommandResult<Backlog> {
        let mut history = self.bus.history(backlog.clone(), Order::NewestFirst).await?;
        let newest = Newest::find(&mut history, &backlog, count, &mut self.printer).await;
        self.printer.reset_failures();
        let mut refused: HashSet<Name> = HashSet::new();
        for (index, refusal) in history.take_refused() {
            let stream = &backlog[index].stream;
            if !refusal.is_unreachable() {
                self.notices.record([Notice::refused(stream, &refusal)]);
            }
            refused.insert(stream.clone());
        }
        self.notices.print();
        let mut backlog = newest?.cut(backlog);
        backlog.retain(|range| !refused.contains(&range.stream));
        Ok(backlog)
    }

    /// Prints the entries of the backlog, oldest first, and advances the positions.
    pub(super) async fn show_backlog(&mut self, mut backlog: Backlog) -> CommandResult<()> {
        for range in &mut backlog {
            range.last = range.last.min(*self.printed.end());
        }
        backlog.retain(|range| range.first <= range.last);
        if backlog.is_empty() {
            return Ok(());
        }
        let ends: Vec<(Name, EntryId)> =
            backlog.iter().map(|range| (range.stream.clone(), range.last)).collect();
        let result = self.merge(backlog, &ends).await;
        self.printer.flush().await?;
        self.notices.print();
        result
    }

    async fn merge(&mut self, backlog: Backlog, ends: &[(Name, EntryId)]) -> CommandResult<()> {
        let indexes: Vec<Option<usize>> =
            ends.iter().map(|(name, _)| self.streams.index_of(name)).collect();
        let mut history = self.bus.history(backlog, Order::OldestFirst).await?;
        while let Some((range, entry)) = history.next_entry().await? {
            let Some(index) = indexes[range] else { continue };
            let (name, position) = self.streams.at(index);
            if self.printed.contains(&entry.id) {
                self.printer.show(name, &entry);
            }
            self.notices.record_lost(name, position.advance(entry.id));
            if self.printer.is_full() {
                self.printer.flush().await?;
            }
            if self.printer.is_done() {
                return Ok(());
            }
        }
        let refused = history.take_refused();
        for (range, (name, end)) in ends.iter().enumerate() {
            let is_refused = refused.iter().any(|(refused, _)| *refused == range);
            if let (Some(index), false) = (indexes[range], is_refused) {
                let lost = self.streams.at(index).1.finish_range(*end);
                self.notices.record_lost(name, lost);
            }
        }
        for (range, refusal) in refused {
            self.refuse(&ends[range].0, &refusal);
        }
        Ok(())
    }

    fn refuse(&mut self, stream: &Name, refusal: &ReplyError) {
        self.notices.record(self.streams.refuse(stream, refusal));
    }

    /// Opens what is needed to wait for new entries.
    pub(super) async fn follower(&self) -> Result<Follower, BusError> {
        self.bus.follow().await
    }

    /// Compares all streams, and those of `matching` that are new, with the server, and shows what
    /// was not read of them.
    pub(super) async fn catch_up(
        &mut self,
        matching: &[Name],
        is_reconnected: bool,
    ) -> CommandResult<()> {
        let refreshed = self.streams.refresh(&self.bus, matching, is_reconnected).await;
        let (backlog, notices) = refreshed?;
        self.notices.record(notices);
        self.notices.print();
        self.show_backlog(backlog).await
    }

    /// Waits up to `block` for new entries, and shows them if they are all that there are.
    pub(super) async fn read_new(
        &mut self,
        follower: &mut Follower,
        block: Duration,
    ) -> CommandResult<ReadOutcome> {
        let outcome = follower.wait(self.streams.positions(), block).await?;
        self.update_nodes();
        if outcome != ReadOutcome::All {
            return Ok(outcome);
        }
        while let Some((index, entry)) = follower.next_entry()? {
            let (name, position) = self.streams.at(index);
            if self.printed.contains(&entry.id) {
                self.printer.show(name, &entry);
            }
            self.notices.record_lost(name, position.advance(entry.id));
        }
        self.printer.flush().await?;
        self.notices.print();
        Ok(outcome)
    }

    /// Reports nodes that became unreachable, and those that are back.
    pub(super) fn update_nodes(&mut self) {
        self.notices.update_nodes(self.bus.unreachable_nodes());
    }

    /// Succeeds if the streams can be read again, or, if there are none, if the server answers.
    pub(super) async fn probe(&self) -> Result<(), BusError> {
        match self.streams.first() {
            Some(stream) => self.bus.probe_slot(stream).await,
            None => self.bus.ping().await,
        }
    }

    /// The error of a refused read.
    pub(super) fn refused_read(&self, refusal: ReplyError) -> BusError {
        let refusal = refusal.with_denied(self.bus.user(), "XREAD", &[]);
        BusError::Refused { subject: "XREAD".into(), refusal }
    }

    pub(super) fn stream_count(&self) -> usize {
        self.streams.len()
    }

    /// Whether as many entries were shown as requested.
    pub(super) fn is_done(&self) -> bool {
        self.printer.is_done()
    }

    /// Prints what is buffered, and how often the filter failed.
    pub(super) async fn flush(&mut self) -> CommandResult<()> {
        self.printer.flush().await?;
        self.printer.warn_about_failures();
        Ok(())
    }

    /// Whether a part of the bus could not be read.
    pub(super) fn is_partial(&self) -> bool {
        self.notices.is_partial()
    }
}

/// The existing entries of a stream that are in the range.
fn existing(name: &Name, head: &StreamHead, range: Range) -> Option<StreamRange> {
    let last = head.last_generated.min(range.last);
    let first = range.first.filter(|first| *first <= last)?;
    Some(StreamRange { stream: name.clone(), first, last })
}
