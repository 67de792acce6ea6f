//! Chooses the entries of an action: the selected ones that it can handle, up to the limit.

use astra_bus::{
    Bus, BusError, PendingEntry, PendingEntryBody, PendingPages, Unreadable, bytes_per_entry,
};
use astra_model::Name;

use crate::survey::{PendingBinding, PendingFilter};

/// Which of the selected entries an action can handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Eligibility {
    All,
    /// Ghosts cannot be claimed, and a consumer need not claim its own entries.
    StoredAndNotHeldBy(Name),
    Ghosts,
}

/// An entry that an action is going to handle.
#[derive(Clone, Debug)]
pub(super) struct ChosenEntry {
    pub(super) stream: Name,
    pub(super) group: Name,
    pub(super) entry: PendingEntry,
    pub(super) is_ghost: bool,
}

/// The entries that an action is going to handle, and how many it leaves.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) entries: Vec<ChosenEntry>,
    /// Selected entries beyond the limit; `None` if they were not read.
    pub(super) more: Option<u64>,
    /// Selected ghosts, which cannot be claimed.
    pub(super) ghosts_left: u64,
    /// Bindings that could not be read.
    pub(super) unread: Vec<Unreadable>,
}

/// Chooses from all bindings, in the order of streams, groups and IDs.
pub(super) async fn choose(
    filter: &PendingFilter,
    eligibility: &Eligibility,
    limit: u64,
    bus: &Bus,
    bindings: &[PendingBinding],
) -> Result<Choice, BusError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let choice = Choice { entries: Vec::new(), more: Some(0), ghosts_left: 0, unread: Vec::new() };
    let mut chooser = Chooser { filter, eligibility, limit, bus, choice };
    for binding in bindings.iter().filter(|binding| binding.state.pending > 0) {
        if let Err(error) = chooser.choose_from(binding).await {
            chooser.choice.unread.extend(binding.unreadable(error)?);
        }
    }
    Ok(chooser.choice)
}

struct Chooser<'a> {
    filter: &'a PendingFilter,
    eligibility: &'a Eligibility,
    limit: usize,
    bus: &'a Bus,
    choice: Choice,
}

impl Chooser<'_> {
    async fn choose_from(&mut self, binding: &PendingBinding) -> Result<(), BusError> {
        let PendingBinding { stream, group, state } = binding;
        let only = self.filter.only_consumer();
        let mut pages = PendingPages::new(self.bus, (stream, group), state, only.as_ref());
        while let Some(mut page) = pages.next().await? {
            page.retain(|entry| self.filter.selects(entry) && self.eligibility.may_include(entry));
            let room = self.room();
            if room == 0 && !self.count(page.len()) {
                return Ok(());
            } else if room > 0 {
                let beyond = page.split_off(room.min(page.len()));
                let bodies = self.bus.entry_bodies(stream, group, page).await?;
                pages.resize(bytes_per_entry(&bodies));
                for body in bodies {
                    self.add(binding, body);
                }
                self.fill_up(binding, beyond).await?;
            } else {
                pages.resize(0);
            }
        }
        Ok(())
    }

    /// How many more entries can be chosen.
    fn room(&self) -> usize {
        self.limit - self.choice.entries.len()
    }

    /// Counts entries beyond the limit; returns whether counting can continue.
    ///
    /// It cannot if only reading an entry shows whether the action can handle it.
    fn count(&mut self, entries: usize) -> bool {
        if *self.eligibility != Eligibility::All {
            self.choice.more = self.choice.more.filter(|_| entries == 0);
        }
        self.choice.more = self.choice.more.map(|more| more + entries as u64);
        self.choice.more.is_some()
    }

    /// Chooses from the rest of a page, because some of its first entries were not eligible.
    async fn fill_up(
        &mut self,
        binding: &PendingBinding,
        mut rest: Vec<PendingEntry>,
    ) -> Result<(), BusError> {
        while self.room() > 0 && !rest.is_empty() {
            let later = rest.split_off(self.room().min(rest.len()));
            let bodies = self.bus.entry_bodies(&binding.stream, &binding.group, rest).await?;
            for body in bodies {
                self.add(binding, body);
            }
            rest = later;
        }
        self.count(rest.len());
        Ok(())
    }

    /// Chooses an entry if the action can handle it.
    fn add(&mut self, binding: &PendingBinding, body: PendingEntryBody) {
        let is_ghost = body.is_ghost();
        match self.eligibility {
            Eligibility::StoredAndNotHeldBy(_) if is_ghost => self.choice.ghosts_left += 1,
            Eligibility::Ghosts if !is_ghost => {}
            _ => self.choice.entries.push(ChosenEntry {
                stream: binding.stream.clone(),
                group: binding.group.clone(),
                entry: body.entry,
                is_ghost,
            }),
        }
    }
}

impl Eligibility {
    /// Whether an entry may be eligible, before anybody knows whether it is a ghost.
    fn may_include(&self, entry: &PendingEntry) -> bool {
        match self {
            Self::StoredAndNotHeldBy(consumer) => entry.consumer != *consumer,
            Self::All | Self::Ghosts => true,
        }
    }
}
