//! Counts pending entries while they are read.

use std::collections::HashMap;

use astra_bus::PendingEntryBody;
use astra_model::{EntryId, Name};

/// The selected entries that were read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) oldest: Option<EntryId>,
    pub(super) details: Details,
    by_consumer: HashMap<Name, ConsumerTally>,
}

/// What only reading the entries shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) ghosts: u64,
    pub(super) max_idle_ms: Option<u64>,
    pub(super) max_deliveries: Option<u64>,
}

/// The entries of one consumer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ConsumerTally {
    pub(super) count: u64,
    pub(super) oldest: Option<EntryId>,
}

impl Tally {
    /// Counts the next entry; entries come in the order of their IDs.
    pub(super) fn add(&mut self, body: &PendingEntryBody) {
        let entry = &body.entry;
        self.count += 1;
        self.oldest = self.oldest.or(Some(entry.id));
        self.details.ghosts += u64::from(body.is_ghost());
        self.details.max_idle_ms = self.details.max_idle_ms.max(Some(entry.idle_ms));
        self.details.max_deliveries = self.details.max_deliveries.max(Some(entry.deliveries));
        let tally = self.by_consumer.entry(entry.consumer.clone()).or_default();
        tally.count += 1;
        tally.oldest = tally.oldest.or(Some(entry.id));
    }

    /// The entries of a consumer, if any was read.
    pub(super) fn of_consumer(&self, consumer: &Name) -> Option<ConsumerTally> {
        self.by_consumer.get(consumer).copied()
    }
}
