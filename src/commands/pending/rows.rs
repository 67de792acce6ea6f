//! From measures to rows: one a stream and group, or summed up by group, stream or consumer.

use std::collections::BTreeMap;

use astra_bus::Clock;
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use serde::Serialize;

use crate::commands::pending::measure::{Measure, Share};
use crate::commands::pending::millis;

/// Why a number is not known.
const PAST_THE_CAP: &str = "more pending entries than --scan-cap";

/// What a row stands for in place of a stream and group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum By {
    /// A group, on all of its streams
    Group,
    /// A stream, with all of its groups
    Stream,
    /// A consumer of a group, on all streams
    Consumer,
}

/// The pending entries of one stream and group, or of several together.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stream: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) consumer: Option<Name>,
    pub(super) pending: Option<u64>,
    /// What was counted, where that is not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pending_at_least: Option<u64>,
    pub(super) ghosts: Option<u64>,
    pub(super) oldest_id: Option<EntryId>,
    pub(super) oldest_age_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_age_reason: Option<&'static str>,
    pub(super) max_idle_ms: Option<u64>,
    pub(super) max_deliveries: Option<u64>,
    /// Whether there is more than was read, so that numbers are `null`.
    pub(super) partial: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_reason: Option<&'static str>,
    pub(super) consumers: Vec<Consumer>,
}

/// A consumer that holds pending entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Consumer {
    name: Name,
    pending: Option<u64>,
    /// Since the consumer's last call; the least where it is of several streams.
    idle_ms: u64,
}

type Key = (Option<Name>, Option<Name>, Option<Name>);

/// The rows, sorted by what they stand for.
pub(super) fn rows(measures: Vec<Measure>, by: Option<By>, clock: &Clock) -> Vec<Row> {
    let mut rows: BTreeMap<Key, Measure> = BTreeMap::new();
    for measure in measures {
        match rows.entry(key(&measure, by)) {
            std::collections::btree_map::Entry::Vacant(slot) => drop(slot.insert(measure)),
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                slot.get_mut().absorb(measure);
            }
        }
    }
    rows.into_iter().map(|(key, measure)| Row::new(key, measure, clock)).collect()
}

fn key(measure: &Measure, by: Option<By>) -> Key {
    let (stream, group) = (Some(measure.stream.clone()), Some(measure.group.clone()));
    match by {
        None => (stream, group, None),
        Some(By::Group) => (None, group, None),
        Some(By::Stream) => (stream, None, None),
        Some(By::Consumer) => (None, group, measure.consumer.clone()),
    }
}

impl Measure {
    /// Takes in another part: what is unknown of one is unknown of the whole.
    fn absorb(&mut self, other: Self) {
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
            self.absorb_share(share, is_same_group);
        }
    }

    /// Consumers of different groups are different, also where their names are the same.
    fn absorb_share(&mut self, share: Share, is_same_group: bool) {
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

impl Row {
    fn new((stream, group, consumer): Key, measure: Measure, clock: &Clock) -> Self {
        let now = stream.as_ref().map_or(clock.now, |stream| clock.at(stream));
        let age = measure.oldest.map(|id| id.age(now).map(millis));
        let is_partial = measure.details.is_none();
        let details = measure.details.unwrap_or_default();
        let consumers = measure.consumers.into_iter().map(|share| Consumer {
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

    /// Whether nothing is selected here, as far as anybody knows.
    pub(super) fn is_empty(&self) -> bool {
        self.pending == Some(0)
    }
}
