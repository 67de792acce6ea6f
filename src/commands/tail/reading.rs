//! Reading entries and showing them: what is there, merged in ID order, and then what comes.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::Result;
use astra_bus::{Bus, Follower, History, Order, ReadOutcome, StreamRange, UnreachableNode};
use astra_model::{EntryId, Name};

use crate::commands::tail::news::News;
use crate::commands::tail::printer::Printer;
use crate::commands::tail::stream_set::{Backlog, StreamSet};

/// What reading works on.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) bus: Bus,
    pub(super) streams: StreamSet,
    pub(super) printer: Printer,
    pub(super) news: News,
    /// The IDs of the entries that may be shown. A stream is read on from its position, wherever
    /// that lies: it says what was seen of the stream, and not what was asked for.
    pub(super) shown: RangeInclusive<EntryId>,
}

impl Reading {
    /// Says which servers are away at the start, and notes that what they hold was not seen.
    pub(super) fn miss(&mut self, away: Vec<UnreachableNode>) {
        self.news.servers(away.clone());
        self.streams.hidden.miss(away);
    }

    /// Shows stretches of streams, oldest entries first, and moves the positions on.
    pub(super) async fn show_backlog(&mut self, mut backlog: Backlog) -> Result<()> {
        for stretch in &mut backlog {
            stretch.last = stretch.last.min(*self.shown.end());
        }
        backlog.retain(|stretch| stretch.first <= stretch.last);
        if backlog.is_empty() {
            return Ok(());
        }
        let ends: Vec<(Name, EntryId)> =
            backlog.iter().map(|stretch| (stretch.stream.clone(), stretch.last)).collect();
        let result = self.merge(backlog, &ends).await;
        self.printer.flush().await?;
        self.news.tell();
        result
    }

    async fn merge(&mut self, backlog: Backlog, ends: &[(Name, EntryId)]) -> Result<()> {
        let places: Vec<Option<usize>> =
            ends.iter().map(|(name, _)| self.streams.find(name)).collect();
        let mut history = self.bus.history(backlog, Order::OldestFirst).await?;
        while let Some((index, entry)) = history.next_entry().await? {
            let Some(place) = places[index] else { continue };
            let (name, position) = self.streams.at(place);
            if self.shown.contains(&entry.id) {
                self.printer.show(name, &entry);
            }
            let lost = position.pass(entry.id);
            self.news.lost(name, lost);
            if self.printer.is_full() {
                self.printer.flush().await?;
            }
            if self.printer.is_done() {
                return Ok(());
            }
        }
        let refused = history.take_refused();
        for (index, (name, end)) in ends.iter().enumerate() {
            let is_refused = refused.iter().any(|(refused, _)| *refused == index);
            if let (Some(place), false) = (places[index], is_refused) {
                let lost = self.streams.at(place).1.reach(*end);
                self.news.lost(name, lost);
            }
        }
        for (index, refusal) in refused {
            self.streams.refuse(&ends[index].0, &refusal, &mut self.news);
        }
        Ok(())
    }

    /// Waits for entries and shows what comes.
    pub(super) async fn wait(
        &mut self,
        live: &mut Follower,
        block: Duration,
    ) -> Result<ReadOutcome> {
        let arrival = live.wait(self.streams.positions(), block).await?;
        self.news.servers(self.bus.unreachable_nodes());
        if arrival != ReadOutcome::All {
            return Ok(arrival);
        }
        while let Some((index, entry)) = live.next_entry()? {
            let (name, position) = self.streams.at(index);
            if self.shown.contains(&entry.id) {
                self.printer.show(name, &entry);
            }
            let lost = position.pass(entry.id);
            self.news.lost(name, lost);
        }
        self.printer.flush().await?;
        self.news.tell();
        Ok(arrival)
    }

    /// Cuts stretches down to the newest `count` entries of all together that the filters accept.
    ///
    /// They are found by reading backwards, and then read again in their order, so that nothing
    /// has to be kept however many they are. A stretch that cannot be read backwards is dropped, for
    /// nobody knows which of its entries are among them.
    pub(super) async fn newest(&mut self, backlog: Backlog, count: u64) -> Result<Backlog> {
        let mut history = self.bus.history(backlog.clone(), Order::NewestFirst).await?;
        let newest = self.search_backwards(&mut history, &backlog, count).await;
        self.printer.forget_failures();
        let mut refused: HashSet<Name> = HashSet::new();
        for (index, refusal) in history.take_refused() {
            let stream = &backlog[index].stream;
            if !refusal.is_unreachable() {
                self.news.refused(stream, &refusal);
            }
            refused.insert(stream.clone());
        }
        self.news.tell();
        let mut newest = newest?.cut(backlog);
        newest.retain(|stretch| !refused.contains(&stretch.stream));
        Ok(newest)
    }

    async fn search_backwards(
        &mut self,
        history: &mut History,
        backlog: &Backlog,
        count: u64,
    ) -> Result<Newest> {
        let mut newest = Newest::Nothing;
        for _ in 0..count {
            newest = loop {
                let Some((index, entry)) = history.next_entry().await? else {
                    return Ok(Newest::Everything);
                };
                if self.printer.accepts(&backlog[index].stream, &entry) {
                    break Newest::From(entry.id, index);
                }
            };
        }
        Ok(newest)
    }
}

/// Where the newest entries of a backlog begin.
#[derive(Clone, Copy, Debug)]
enum Newest {
    Nothing,
    /// At this entry of the stretch of this index.
    From(EntryId, usize),
    Everything,
}

impl Newest {
    /// Drops what comes before, in the merged order.
    fn cut(self, backlog: Backlog) -> Backlog {
        let (id, index) = match self {
            Self::Nothing => return Backlog::new(),
            Self::Everything => return backlog,
            Self::From(id, index) => (id, index),
        };
        let shorten = |(own, stretch): (usize, StreamRange)| {
            let first = if own < index { id.next()? } else { id };
            Some(StreamRange { first: stretch.first.max(first), ..stretch })
        };
        let kept = backlog.into_iter().enumerate().filter_map(shorten);
        kept.filter(|stretch| stretch.first <= stretch.last).collect()
    }
}
