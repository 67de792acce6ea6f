//! Choosing the entries of an action: what the filters select, up to the limit.

use astra_bus::{
    Bus, BusError, PendingEntry, PendingEntryBody, PendingPages, Unreadable, bytes_per_entry,
};
use astra_model::Name;

use crate::commands::pending::filter::Filters;
use crate::commands::pending::find::{Binding, Groups, is_gone};

/// Which of the selected entries an action is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    /// A ghost cannot be claimed, and what a consumer has need not be given to it.
    StoredAndNotWith(Name),
    Ghosts,
}

/// An entry that is to be settled.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) stream: Name,
    pub(super) group: Name,
    pub(super) entry: PendingEntry,
    pub(super) is_ghost: bool,
}

/// What an action is going to settle.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) items: Vec<Item>,
    /// Selected entries beyond the limit; `None` where they were not looked at.
    pub(super) more: Option<u64>,
    /// Ghosts that were selected and cannot be claimed.
    pub(super) ghosts_left: u64,
    /// What the server did not let us read.
    pub(super) unread: Vec<Unreadable>,
}

/// Chooses from all groups, in the order of streams, groups and IDs.
pub(super) async fn choose(
    filters: &Filters,
    wanted: &Wanted,
    limit: u64,
    bus: &Bus,
    found: &Groups,
) -> Result<Chosen, BusError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut choice = Choice {
        filters,
        wanted,
        limit,
        bus,
        chosen: Chosen { items: Vec::new(), more: Some(0), ghosts_left: 0, unread: Vec::new() },
    };
    for binding in found.bindings.iter().filter(|binding| binding.state.pending > 0) {
        match choice.group(binding).await {
            Ok(()) => {}
            Err(BusError::Refused { refusal, .. }) if is_gone(&refusal) => {}
            Err(error) if error.is_connection() && !error.is_partial() => return Err(error),
            Err(error) => {
                let Binding { stream, group, .. } = binding;
                choice.chosen.unread.push(Unreadable::failed(stream, group, &error));
            }
        }
    }
    Ok(choice.chosen)
}

struct Choice<'a> {
    filters: &'a Filters,
    wanted: &'a Wanted,
    limit: usize,
    bus: &'a Bus,
    chosen: Chosen,
}

impl Choice<'_> {
    async fn group(&mut self, binding: &Binding) -> Result<(), BusError> {
        let Binding { stream, group, state } = binding;
        let only = self.filters.only_consumer();
        let mut pages = PendingPages::new(self.bus, (stream, group), state, only.as_ref());
        while let Some(mut page) = pages.next().await? {
            page.retain(|entry| self.filters.wants(entry) && self.wanted.may_be(entry));
            let room = self.room();
            if room == 0 && !self.count(page.len()) {
                return Ok(());
            } else if room > 0 {
                let beyond = page.split_off(room.min(page.len()));
                let held = self.bus.entry_bodies(stream, group, page).await?;
                pages.resize(bytes_per_entry(&held));
                for held in held {
                    self.take(binding, held);
                }
                self.rest(binding, beyond).await?;
            } else {
                pages.resize(0);
            }
        }
        Ok(())
    }

    fn room(&self) -> usize {
        self.limit - self.chosen.items.len()
    }

    /// Counts entries beyond the limit; whether it was worth it: what has to be looked at to be
    /// counted is not.
    fn count(&mut self, entries: usize) -> bool {
        if *self.wanted != Wanted::All {
            self.chosen.more = self.chosen.more.filter(|_| entries == 0);
        }
        self.chosen.more = self.chosen.more.map(|more| more + entries as u64);
        self.chosen.more.is_some()
    }

    /// Takes what is left of a page after some of it was not wanted, as far as there is room.
    async fn rest(
        &mut self,
        binding: &Binding,
        mut beyond: Vec<PendingEntry>,
    ) -> Result<(), BusError> {
        while self.room() > 0 && !beyond.is_empty() {
            let later = beyond.split_off(self.room().min(beyond.len()));
            let held = self.bus.entry_bodies(&binding.stream, &binding.group, beyond).await?;
            for held in held {
                self.take(binding, held);
            }
            beyond = later;
        }
        self.count(beyond.len());
        Ok(())
    }

    fn take(&mut self, binding: &Binding, held: PendingEntryBody) {
        let is_ghost = held.is_ghost();
        match self.wanted {
            Wanted::StoredAndNotWith(_) if is_ghost => self.chosen.ghosts_left += 1,
            Wanted::Ghosts if !is_ghost => {}
            _ => self.chosen.items.push(Item {
                stream: binding.stream.clone(),
                group: binding.group.clone(),
                entry: held.entry,
                is_ghost,
            }),
        }
    }
}

impl Wanted {
    /// Whether an entry may be wanted, before anybody knows whether it is a ghost.
    fn may_be(&self, entry: &PendingEntry) -> bool {
        match self {
            Self::StoredAndNotWith(consumer) => entry.consumer != *consumer,
            Self::All | Self::Ghosts => true,
        }
    }
}
