//! Measures pending entries: from the server's own summary, and by reading the entries.
//!
//! Counts and oldest IDs come from the summary and are exact at any size, unless a filter needs the
//! entries. Idle times, delivery counts and ghosts always need them. The entries of a group are read
//! if there are no more than the cap; if a filter needs them, they are read up to the cap.

use astra_bus::{Bus, BusError, PendingPages, Unreadable, bytes_per_entry};
use astra_model::{EntryId, Name};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::survey::pending::bindings::PendingBinding;
use crate::survey::pending::query::{Grouping, PendingFilter, PendingQuery};
use crate::survey::pending::tally::{Details, Tally};

/// Scopes that are read at a time.
const CONCURRENT_READS: usize = 16;

/// The selected pending entries of one group on one stream, or of one of its consumers.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) stream: Name,
    pub(super) group: Name,
    /// Only if the consumer is measured by itself.
    pub(super) consumer: Option<Name>,
    /// `None` if a filter had to read more entries than the cap.
    pub(super) pending: Option<u64>,
    pub(super) at_least: u64,
    pub(super) oldest: Option<EntryId>,
    /// `None` if there are more entries than the cap.
    pub(super) details: Option<Details>,
    pub(super) consumers: Vec<ConsumerShare>,
}

/// How many of the selected entries a consumer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConsumerShare {
    pub(super) name: Name,
    pub(super) pending: Option<u64>,
    /// Milliseconds since the consumer's last call.
    pub(super) idle_ms: u64,
}

/// Measures every binding, or every consumer of every binding; also returns what could not be read.
pub(super) async fn measure(
    bus: &Bus,
    query: &PendingQuery,
    bindings: &[PendingBinding],
) -> Result<(Vec<Measure>, Vec<Unreadable>), BusError> {
    let scopes: Vec<Scope<'_>> =
        bindings.iter().flat_map(|binding| scopes_of(binding, query)).collect();
    let reads = scopes.iter().map(|scope| scope.measures_or_unreadable(bus));
    let results: Vec<Result<Vec<Measure>, Unreadable>> =
        stream::iter(reads).buffered(CONCURRENT_READS).try_collect().await?;
    let (measures, unread): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let mut unread: Vec<Unreadable> = unread.into_iter().filter_map(Result::err).collect();
    unread.dedup();
    Ok((measures.into_iter().filter_map(Result::ok).flatten().collect(), unread))
}

/// The entries that one pass reads: those of a binding, or of one consumer of it.
struct Scope<'a> {
    binding: &'a PendingBinding,
    filter: &'a PendingFilter,
    consumer: Option<Name>,
    cap: u64,
    /// Whether the one pass measures each consumer by itself.
    is_split: bool,
}

fn scopes_of<'a>(binding: &'a PendingBinding, query: &'a PendingQuery) -> Vec<Scope<'a>> {
    let (filter, cap) = (&query.filter, query.scan_cap);
    if query.grouping != Grouping::Consumer {
        return vec![Scope { binding, filter, consumer: None, cap, is_split: false }];
    }
    // The cap is per group. If a filter needs the entries of a larger group, one pass over the group
    // serves all its consumers.
    let is_over = binding.state.pending > cap && filter.only_consumer().is_none();
    if is_over && filter.needs_entries() {
        return vec![Scope { binding, filter, consumer: None, cap, is_split: true }];
    }
    let cap = if is_over { 0 } else { cap };
    let consumers = binding.state.consumers.iter().filter(|consumer| consumer.pending > 0);
    consumers
        .filter(|consumer| filter.selects_consumer(&consumer.name))
        .map(|consumer| Some(consumer.name.clone()))
        .map(|consumer| Scope { binding, filter, consumer, cap, is_split: false })
        .collect()
}

impl Scope<'_> {
    /// Measures the scope; a group that was removed in the meantime has no measure.
    ///
    /// # Errors
    /// The outer error is a lost connection, which ends the survey; the inner one is a group that
    /// cannot be read.
    async fn measures_or_unreadable(
        &self,
        bus: &Bus,
    ) -> Result<Result<Vec<Measure>, Unreadable>, BusError> {
        match self.measures(bus).await {
            Ok(measures) => Ok(Ok(measures)),
            Err(error) => Ok(self.binding.unreadable(error)?.map_or_else(|| Ok(Vec::new()), Err)),
        }
    }

    async fn measures(&self, bus: &Bus) -> Result<Vec<Measure>, BusError> {
        if self.is_split {
            self.measure_consumers(bus).await
        } else {
            Ok(vec![self.measure(bus).await?])
        }
    }

    async fn measure(&self, bus: &Bus) -> Result<Measure, BusError> {
        let shares = self.shares();
        let total: u64 = shares.iter().filter_map(|share| share.pending).sum();
        let to_read = if self.only().is_some() { total } else { self.binding.state.pending };
        if total == 0 {
            return Ok(self.new_measure(Some(0), None, Some(Details::default()), Vec::new()));
        }
        if to_read > self.cap && !self.filter.needs_entries() {
            let oldest = self.oldest(bus, &shares).await?;
            return Ok(self.new_measure(Some(total), oldest, None, shares));
        }
        let tally = self.read(bus).await?;
        Ok(self.sum_up(&tally, to_read <= self.cap, total, shares))
    }

    /// Measures each consumer of a group with more entries than the cap, by reading up to the cap once.
    async fn measure_consumers(&self, bus: &Bus) -> Result<Vec<Measure>, BusError> {
        let tally = self.read(bus).await?;
        let measure = |share: ConsumerShare| {
            let counted = tally.of_consumer(&share.name).unwrap_or_default();
            let consumer = share.name.clone();
            let share = ConsumerShare { pending: None, ..share };
            let measure = self.new_measure(None, counted.oldest, None, vec![share]);
            Measure { consumer: Some(consumer), at_least: counted.count, ..measure }
        };
        Ok(self.shares().into_iter().map(measure).collect())
    }

    /// The one consumer whose entries are read, so that the server can read them alone.
    fn only(&self) -> Option<Name> {
        self.consumer.clone().or_else(|| self.filter.only_consumer())
    }

    fn selects_consumer(&self, name: &Name) -> bool {
        self.consumer.as_ref().map_or_else(|| self.filter.selects_consumer(name), |own| own == name)
    }

    /// The selected consumers, with the server's own counts.
    fn shares(&self) -> Vec<ConsumerShare> {
        let consumers = self.binding.state.consumers.iter();
        consumers
            .filter(|consumer| consumer.pending > 0 && self.selects_consumer(&consumer.name))
            .map(|consumer| ConsumerShare {
                name: consumer.name.clone(),
                pending: Some(consumer.pending),
                idle_ms: consumer.idle_ms,
            })
            .collect()
    }

    async fn oldest(
        &self,
        bus: &Bus,
        shares: &[ConsumerShare],
    ) -> Result<Option<EntryId>, BusError> {
        if self.consumer.is_none() && self.filter.consumers.is_empty() {
            return Ok(self.binding.state.oldest);
        }
        let names: Vec<Name> = shares.iter().map(|share| share.name.clone()).collect();
        bus.oldest_pending(&self.binding.stream, &self.binding.group, &names).await
    }

    /// Reads and counts the entries, up to the cap.
    async fn read(&self, bus: &Bus) -> Result<Tally, BusError> {
        let PendingBinding { stream, group, state } = self.binding;
        let only = self.only();
        let mut pages = PendingPages::new(bus, (stream, group), state, only.as_ref());
        let mut tally = Tally::default();
        let mut left = self.cap;
        while left > 0 {
            let Some(mut page) = pages.next().await? else { break };
            page.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= page.len() as u64;
            page.retain(|entry| self.filter.selects(entry));
            let bodies = bus.entry_bodies(stream, group, page).await?;
            pages.resize(bytes_per_entry(&bodies));
            for body in &bodies {
                tally.add(body);
            }
        }
        Ok(tally)
    }

    fn sum_up(
        &self,
        tally: &Tally,
        is_whole: bool,
        total: u64,
        shares: Vec<ConsumerShare>,
    ) -> Measure {
        let details = is_whole.then_some(tally.details);
        if !self.filter.needs_entries() {
            return self.new_measure(Some(total), tally.oldest, details, shares);
        }
        let shares = shares.into_iter().filter_map(|share| {
            let count = tally.of_consumer(&share.name)?.count;
            Some(ConsumerShare { pending: is_whole.then_some(count), ..share })
        });
        let pending = is_whole.then_some(tally.count);
        let measure = self.new_measure(pending, tally.oldest, details, shares.collect());
        Measure { at_least: tally.count, ..measure }
    }

    fn new_measure(
        &self,
        pending: Option<u64>,
        oldest: Option<EntryId>,
        details: Option<Details>,
        consumers: Vec<ConsumerShare>,
    ) -> Measure {
        Measure {
            stream: self.binding.stream.clone(),
            group: self.binding.group.clone(),
            consumer: self.consumer.clone(),
            pending,
            at_least: pending.unwrap_or(0),
            oldest,
            details,
            consumers,
        }
    }
}
