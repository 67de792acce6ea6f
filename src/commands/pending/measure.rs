//! Measuring pending entries: what the server's own summary says, and what only reading the entries tells.
//!
//! Counts and oldest IDs without a filter on entries come from the summary and are exact at any
//! size. Idle times, delivery counts and ghosts need the entries: those of a group are read where
//! they are no more than the cap, and where a filter needs them, up to the cap.

mod tally;

use anyhow::Result;
use astra_bus::{Bus, BusError, PendingPages, Unreadable, bytes_per_entry};
use astra_model::{EntryId, Name};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::commands::pending::filter::Filters;
use crate::commands::pending::find::{Binding, Groups, is_gone};
use crate::commands::pending::rows::By;
use tally::Tally;

/// Groups that are read at a time.
const READING_AT_A_TIME: usize = 16;

/// What was measured of all groups.
#[derive(Debug)]
pub(super) struct Measures {
    pub(super) scopes: Vec<Measure>,
    /// What the server did not let us read.
    pub(super) unread: Vec<Unreadable>,
}

/// The selected pending entries of a group on a stream, or of one of its consumers.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) stream: Name,
    pub(super) group: Name,
    /// Named only where it is measured for itself.
    pub(super) consumer: Option<Name>,
    /// `None` where a filter had to look at more entries than the cap.
    pub(super) pending: Option<u64>,
    pub(super) at_least: u64,
    pub(super) oldest: Option<EntryId>,
    /// What only the entries tell; `None` past the cap.
    pub(super) details: Option<Details>,
    pub(super) consumers: Vec<Share>,
}

/// What only the entries tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) ghosts: u64,
    pub(super) max_idle_ms: Option<u64>,
    pub(super) max_deliveries: Option<u64>,
}

/// What a consumer has of the selected entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) name: Name,
    pub(super) pending: Option<u64>,
    /// Since the consumer's last call.
    pub(super) idle_ms: u64,
}

/// A part of a group that is measured for itself.
struct Scope<'a> {
    binding: &'a Binding,
    filters: &'a Filters,
    consumer: Option<Name>,
    cap: u64,
    /// Whether each consumer of the group is measured for itself.
    is_split: bool,
}

/// Measures every group, or every consumer of every group.
pub(super) async fn measure(
    filters: &Filters,
    by: Option<By>,
    cap: u64,
    bus: &Bus,
    found: &Groups,
) -> Result<Measures, BusError> {
    let scopes: Vec<Scope<'_>> = found
        .bindings
        .iter()
        .flat_map(|binding| scopes_of(binding, filters, by == Some(By::Consumer), cap))
        .collect();
    let measured = scopes.iter().map(|scope| attempt(scope, bus));
    let results: Vec<Result<Vec<Measure>, Unreadable>> =
        stream::iter(measured).buffered(READING_AT_A_TIME).try_collect().await?;
    let (measured, unread): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let mut unread: Vec<Unreadable> = unread.into_iter().filter_map(Result::err).collect();
    unread.dedup();
    Ok(Measures { scopes: measured.into_iter().filter_map(Result::ok).flatten().collect(), unread })
}

fn scopes_of<'a>(
    binding: &'a Binding,
    filters: &'a Filters,
    by_consumer: bool,
    cap: u64,
) -> Vec<Scope<'a>> {
    if !by_consumer {
        return vec![Scope { binding, filters, consumer: None, cap, is_split: false }];
    }
    // The cap is for a group: one with more is read once for all its consumers, where a filter needs that.
    let is_over = binding.state.pending > cap && filters.only_consumer().is_none();
    if is_over && filters.looks_at_entries() {
        return vec![Scope { binding, filters, consumer: None, cap, is_split: true }];
    }
    let cap = if is_over { 0 } else { cap };
    let consumers = binding.state.consumers.iter().filter(|consumer| consumer.pending > 0);
    consumers
        .filter(|consumer| filters.wants_consumer(&consumer.name))
        .map(|consumer| Some(consumer.name.clone()))
        .map(|consumer| Scope { binding, filters, consumer, cap, is_split: false })
        .collect()
}

/// A group that is gone meanwhile has no measure; one that may not be read is a failure; a lost server ends it all.
async fn attempt(
    scope: &Scope<'_>,
    bus: &Bus,
) -> Result<Result<Vec<Measure>, Unreadable>, BusError> {
    match scope.measures(bus).await {
        Ok(measures) => Ok(Ok(measures)),
        Err(BusError::Refused { refusal, .. }) if is_gone(&refusal) => Ok(Ok(Vec::new())),
        Err(error) if error.is_connection() && !error.is_partial() => Err(error),
        Err(error) => {
            let Binding { stream, group, .. } = scope.binding;
            Ok(Err(Unreadable::failed(stream, group, &error)))
        }
    }
}

impl Scope<'_> {
    /// The one consumer that is measured, so that the server can read its entries alone.
    fn only(&self) -> Option<Name> {
        self.consumer.clone().or_else(|| self.filters.only_consumer())
    }

    fn wants_consumer(&self, name: &Name) -> bool {
        self.consumer.as_ref().map_or_else(|| self.filters.wants_consumer(name), |own| own == name)
    }

    async fn measures(&self, bus: &Bus) -> Result<Vec<Measure>, BusError> {
        if self.is_split { self.split(bus).await } else { Ok(vec![self.measure(bus).await?]) }
    }

    async fn measure(&self, bus: &Bus) -> Result<Measure, BusError> {
        let shares = self.shares();
        let total: u64 = shares.iter().filter_map(|share| share.pending).sum();
        let to_read = if self.only().is_some() { total } else { self.binding.state.pending };
        if total == 0 {
            return Ok(self.measured(Some(0), None, Some(Details::default()), Vec::new()));
        }
        if to_read > self.cap && !self.filters.looks_at_entries() {
            let oldest = self.oldest(bus, &shares).await?;
            return Ok(self.measured(Some(total), oldest, None, shares));
        }
        let tally = self.read(bus).await?;
        Ok(self.summed_up(&tally, to_read <= self.cap, total, shares))
    }

    /// Measures each consumer of a group with more than the cap, by reading that much of the group once.
    async fn split(&self, bus: &Bus) -> Result<Vec<Measure>, BusError> {
        let tally = self.read(bus).await?;
        let of = |share: Share| {
            let part = tally.part(&share.name).unwrap_or_default();
            let (consumer, share) = (share.name.clone(), Share { pending: None, ..share });
            let mut measure = self.measured(None, part.oldest, None, vec![share]);
            (measure.consumer, measure.at_least) = (Some(consumer), part.counted);
            measure
        };
        Ok(self.shares().into_iter().map(of).collect())
    }

    /// The consumers in question, by the server's own count.
    fn shares(&self) -> Vec<Share> {
        let consumers = self.binding.state.consumers.iter();
        consumers
            .filter(|consumer| consumer.pending > 0 && self.wants_consumer(&consumer.name))
            .map(|consumer| Share {
                name: consumer.name.clone(),
                pending: Some(consumer.pending),
                idle_ms: consumer.idle_ms,
            })
            .collect()
    }

    async fn oldest(&self, bus: &Bus, shares: &[Share]) -> Result<Option<EntryId>, BusError> {
        if self.consumer.is_none() && self.filters.consumer.is_empty() {
            return Ok(self.binding.state.oldest);
        }
        let names: Vec<Name> = shares.iter().map(|share| share.name.clone()).collect();
        bus.oldest_pending(&self.binding.stream, &self.binding.group, &names).await
    }

    /// Reads the entries up to the cap.
    async fn read(&self, bus: &Bus) -> Result<Tally, BusError> {
        let Binding { stream, group, state } = self.binding;
        let only = self.only();
        let mut pages = PendingPages::new(bus, (stream, group), state, only.as_ref());
        let mut tally = Tally::default();
        let mut left = self.cap;
        while left > 0 {
            let Some(mut page) = pages.next().await? else { break };
            page.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= page.len() as u64;
            page.retain(|entry| self.filters.wants(entry));
            let held = bus.entry_bodies(stream, group, page).await?;
            pages.resize(bytes_per_entry(&held));
            for held in &held {
                tally.add(held);
            }
        }
        Ok(tally)
    }

    fn summed_up(&self, tally: &Tally, is_whole: bool, total: u64, shares: Vec<Share>) -> Measure {
        let details = is_whole.then_some(tally.details);
        if !self.filters.looks_at_entries() {
            let oldest = tally.oldest;
            return self.measured(Some(total), oldest, details, shares);
        }
        let shares = shares.into_iter().filter_map(|share| {
            let counted = tally.part(&share.name)?.counted;
            Some(Share { pending: is_whole.then_some(counted), ..share })
        });
        let pending = is_whole.then_some(tally.counted);
        let mut measure = self.measured(pending, tally.oldest, details, shares.collect());
        measure.at_least = tally.counted;
        measure
    }

    fn measured(
        &self,
        pending: Option<u64>,
        oldest: Option<EntryId>,
        details: Option<Details>,
        consumers: Vec<Share>,
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
