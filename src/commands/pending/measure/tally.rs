//! What was counted while reading pending entries.

use std::collections::HashMap;

use astra_bus::PendingEntryBody;
use astra_model::{EntryId, Name};

use crate::commands::pending::measure::Details;

/// The entries that were read and selected.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) counted: u64,
    pub(super) oldest: Option<EntryId>,
    pub(super) details: Details,
    by_consumer: HashMap<Name, Part>,
}

/// Those of one consumer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) counted: u64,
    pub(super) oldest: Option<EntryId>,
}

impl Tally {
    /// Takes in the next entry, in the order of their IDs.
    pub(super) fn add(&mut self, held: &PendingEntryBody) {
        let entry = &held.entry;
        self.counted += 1;
        self.oldest = self.oldest.or(Some(entry.id));
        self.details.ghosts += u64::from(held.is_ghost());
        self.details.max_idle_ms = self.details.max_idle_ms.max(Some(entry.idle_ms));
        self.details.max_deliveries = self.details.max_deliveries.max(Some(entry.deliveries));
        let part = self.by_consumer.entry(entry.consumer.clone()).or_default();
        part.counted += 1;
        part.oldest = part.oldest.or(Some(entry.id));
    }

    /// What a consumer has of it, if anything.
    pub(super) fn part(&self, consumer: &Name) -> Option<Part> {
        self.by_consumer.get(consumer).copied()
    }
}
