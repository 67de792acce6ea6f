//! Rows of pending entries: one per binding, or summed up by group, stream or consumer.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use astra_bus::Clock;
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use jiff::Timestamp;
use serde::Serialize;

use crate::survey::pending::measure::{ConsumerShare, Measure};
use crate::survey::pending::query::Grouping;

/// Why a number is unknown.
const PAST_THE_CAP: &str = "more pending entries than --scan-cap";

/// The pending entries of one binding, or of several together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PendingRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consumer: Option<Name>,
    pub(crate) pending: Option<u64>,
    /// The number that was counted, if `pending` is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pending_at_least: Option<u64>,
    pub(crate) ghosts: Option<u64>,
    pub(crate) oldest_id: Option<EntryId>,
    pub(crate) oldest_age_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_age_reason: Option<&'static str>,
    /// Since the last delivery.
    pub(crate) max_idle_ms: Option<u64>,
    pub(crate) max_deliveries: Option<u64>,
    /// Whether there are more entries than were read, so that numbers are unknown.
    pub(crate) partial: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_reason: Option<&'static str>,
    pub(crate) consumers: Vec<PendingConsumer>,
}

/// A consumer that holds pending entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PendingConsumer {
    name: Name,
    pending: Option<u64>,
    /// Since the consumer's last call; the least over several streams.
    idle_ms: u64,
}

type Key = (Option<Name>, Option<Name>, Option<Name>);

/// Sums the measures up to rows, sorted by what they stand for.
pub(super) fn rows(measures: Vec<Measure>, grouping: Grouping, clock: &Clock) -> Vec<PendingRow> {
    let mut rows: BTreeMap<Key, Measure> = BTreeMap::new();
    for measure in measures {
        match rows.entry(key(&measure, grouping)) {
            Entry::Vacant(slot) => drop(slot.insert(measure)),
            Entry::Occupied(mut slot) => slot.get_mut().add(measure),
        }
    }
    rows.into_iter().map(|(key, measure)| PendingRow::new(key, measure, clock)).collect()
}

fn key(measure: &Measure, grouping: Grouping) -> Key {
    let (stream, group) = (Some(measure.stream.clone()), Some(measure.group.clone()));
    match grouping {
        Grouping::Binding => (stream, group, None),
        Grouping::Group => (None, group, None),
        Grouping::Stream => (stream, None, None),
        Grouping::Consumer => (None, group, measure.consumer.clone()),
    }
}

impl Measure {
    /// Adds another measure; a number that is unknown in either is unknown in the sum.
    fn add(&mut self, other: Self) {
        let is_same_group = self.group == other.group;
        self.pending = self.pending.zip(other.pending).map(|(a, b)| a + b);
        self.at_least += other.at_least;
        self.oldest = self.oldest.into_iter().chain(other.oldest).min();
        self.details = self.details.zip(other.details).map(|(mut a, b)| {
            a.ghosts += b.ghosts;
            a.max_idle_ms = a.max_idle_ms.max(b.max_idle_ms);
            a.max_deliveries = a.max_deliveries.max(b.max_deliveries);
            a
        });
        for share in other.consumers {
            self.add_share(share, is_same_group);
        }
    }

    /// Adds a consumer's share; consumers of different groups stay apart even if they share a name.
    fn add_share(&mut self, share: ConsumerShare, is_same_group: bool) {
        let own = self.consumers.iter_mut().find(|own| is_same_group && own.name == share.name);
        match own {
            Some(own) => {
                own.pending = own.pending.zip(share.pending).map(|(a, b)| a + b);
                own.idle_ms = own.idle_ms.min(share.idle_ms);
            }
            None => self.consumers.push(share),
        }
    }
}

impl PendingRow {
    fn new((stream, group, consumer): Key, measure: Measure, clock: &Clock) -> Self {
        let now = stream.as_ref().map_or(clock.now, |stream| clock.at(stream));
        let age = measure.oldest.map(|id| age_ms(id, now));
        let is_partial = measure.details.is_none();
        let details = measure.details.unwrap_or_default();
        let consumers = measure.consumers.into_iter().map(|share| PendingConsumer {
            name: share.name,
            pending: share.pending,
            idle_ms: share.idle_ms,
        });
        Self {
            stream,
            group,
            consumer,
            pending: measure.pending,
            pending_at_least: measure.pending.is_none().then_some(measure.at_least),
            ghosts: measure.details.map(|details| details.ghosts),
            oldest_id: measure.oldest,
            oldest_age_ms: age.flatten(),
            oldest_age_reason: (age == Some(None)).then_some(UNKNOWN_AGE_REASON),
            max_idle_ms: details.max_idle_ms,
            max_deliveries: details.max_deliveries,
            partial: is_partial,
            partial_reason: is_partial.then_some(PAST_THE_CAP),
            consumers: consumers.collect(),
        }
    }

    /// Whether certainly nothing is pending here.
    pub(crate) fn is_empty(&self) -> bool {
        self.pending == Some(0)
    }

    /// Whether some of the entries may be ghosts.
    pub(crate) fn may_hold_ghosts(&self) -> bool {
        self.ghosts != Some(0)
    }
}

/// The age of an entry in whole milliseconds; `None` if its ID is not a timestamp.
pub(crate) fn age_ms(id: EntryId, now: Timestamp) -> Option<u64> {
    id.age(now).map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
}
