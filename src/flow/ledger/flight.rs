//! One trade in flight: which of its events and deliveries are still owed.

use astra_model::EntryId;
use uuid::Uuid;

use crate::flow::bindings::GroupIx;
use crate::flow::plan::{Depth, Plan, depth_of};

/// The state of one trade.
#[derive(Debug)]
pub(super) struct Flight {
    /// The ids of its events, in the order of the plan.
    pub(super) ids: Vec<Uuid>,
    pub(super) events: Vec<EventState>,
    pub(super) deliveries: Vec<DeliveryState>,
    /// What is still to come: an event's confirmation, its first sighting, a delivery, an acknowledgement.
    owed: usize,
    /// When something happened last.
    pub(super) touched_at: u64,
    pub(super) is_open: bool,
    /// Ended before all had come that it owes.
    pub(super) is_overdue: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EventState {
    pub(super) published_at: Option<u64>,
    pub(super) is_seen: bool,
    pub(super) entry: Option<EntryId>,
    /// The second entry with the same id that was told last.
    duplicate: Option<EntryId>,
    cause: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DeliveryState {
    pub(super) delivered_at: Option<u64>,
    pub(super) is_acknowledged: bool,
}

/// What a delivery is to its trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The promised one; its latency in microseconds, where the time of publishing is known already.
    First { latency: Option<u64> },
    /// One more to a group that has had it.
    Again,
    /// To a group to which no delivery was promised.
    Unpromised,
}

impl Flight {
    pub(super) fn new(plan: &Plan, ids: Vec<Uuid>, now: u64) -> Self {
        Self {
            events: vec![EventState::default(); ids.len()],
            deliveries: vec![DeliveryState::default(); plan.deliveries],
            owed: 2 * ids.len() + 2 * plan.deliveries,
            ids,
            touched_at: now,
            is_open: true,
            is_overdue: false,
        }
    }

    /// Says whether all that was promised has come.
    pub(super) fn owes_nothing(&self) -> bool {
        self.owed == 0
    }

    /// Returns the event's first entry, if this is another that was not told yet.
    pub(super) fn is_second_entry(&mut self, step: usize, entry: EntryId) -> Option<EntryId> {
        let event = &mut self.events[step];
        let first = *event.entry.get_or_insert(entry);
        let is_news = first != entry && event.duplicate != Some(entry);
        is_news.then(|| {
            event.duplicate = Some(entry);
            first
        })
    }

    /// Notes that an event was seen, and says whether for the first time.
    pub(super) fn witness(&mut self, step: usize, cause: Option<Uuid>) -> bool {
        let event = &mut self.events[step];
        if event.is_seen {
            return false;
        }
        event.is_seen = true;
        event.cause = cause;
        self.owed -= 1;
        true
    }

    /// Notes when an event was sent, and returns the latencies of deliveries that were noted before.
    pub(super) fn publish(&mut self, plan: &Plan, step: usize, at: u64) -> Vec<(GroupIx, u64)> {
        if self.events[step].published_at.is_some() {
            return Vec::new();
        }
        self.events[step].published_at = Some(at);
        self.owed -= 1;
        let step = &plan.steps[step];
        let deliveries = step.groups.iter().zip(&self.deliveries[step.first_delivery..]);
        deliveries
            .filter_map(|(group, state)| Some((*group, state.delivered_at?.saturating_sub(at))))
            .collect()
    }

    /// Notes a delivery.
    pub(super) fn deliver(
        &mut self,
        plan: &Plan,
        step: usize,
        group: GroupIx,
        at: u64,
    ) -> Delivery {
        let Some(delivery) = plan.steps[step].delivery(group) else {
            return Delivery::Unpromised;
        };
        if self.deliveries[delivery].delivered_at.is_some() {
            return Delivery::Again;
        }
        self.deliveries[delivery].delivered_at = Some(at);
        self.owed -= 1;
        let published_at = self.events[step].published_at;
        Delivery::First {
            latency: published_at.map(|published_at| at.saturating_sub(published_at)),
        }
    }

    /// Notes an acknowledgement, and says whether it is the first of a delivery that was made.
    pub(super) fn acknowledge(&mut self, plan: &Plan, step: usize, group: GroupIx) -> bool {
        let Some(delivery) = plan.steps[step].delivery(group) else {
            return false;
        };
        let state = &mut self.deliveries[delivery];
        let is_first = state.delivered_at.is_some() && !state.is_acknowledged;
        if is_first {
            state.is_acknowledged = true;
            self.owed -= 1;
        }
        is_first
    }

    /// Measures the chains of causes among the events that were seen, as these tell them.
    pub(super) fn depth(&self, plan: &Plan) -> Depth {
        let is_seen = |at: &usize| self.events[*at].is_seen;
        let cause = |at: usize| {
            let cause = self.events[at].cause?;
            self.ids.iter().position(|id| *id == cause).filter(is_seen)
        };
        let seen = (0..self.ids.len()).filter(is_seen);
        let depths = seen.map(|at| depth_of(&plan.steps, at, cause));
        depths.fold(Depth::default(), Depth::deepest)
    }
}
