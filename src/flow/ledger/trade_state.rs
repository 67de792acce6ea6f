//! One trade in flight: which of its events and deliveries are outstanding.

use astra_model::EntryId;
use uuid::Uuid;

use crate::flow::bindings::GroupIndex;
use crate::flow::trade_plan::{Depth, TradePlan, depth_of};

/// The state of one trade.
#[derive(Debug)]
pub(super) struct TradeState {
    /// The ids of its events, in the order of the plan's steps.
    pub(super) ids: Vec<Uuid>,
    pub(super) events: Vec<EventState>,
    pub(super) deliveries: Vec<DeliveryState>,
    /// How much is outstanding: confirmations and first observations of events, deliveries and acknowledgements.
    outstanding: usize,
    /// When the last observation was made.
    pub(super) last_active_at: u64,
    pub(super) is_open: bool,
    /// Finished while something is outstanding.
    pub(super) is_overdue: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EventState {
    pub(super) published_at: Option<u64>,
    pub(super) is_seen: bool,
    pub(super) entry: Option<EntryId>,
    /// The last reported second entry with the same event id.
    duplicate: Option<EntryId>,
    cause: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DeliveryState {
    pub(super) delivered_at: Option<u64>,
    pub(super) is_acknowledged: bool,
}

/// What a delivery changes in its trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryOutcome {
    /// An expected delivery, with its latency in microseconds if the time of publishing is known already.
    First { latency: Option<u64> },
    /// Another delivery to a group that has received the event.
    Repeated,
    /// A delivery to a group that is not bound to the stream.
    Unexpected,
}

impl TradeState {
    pub(super) fn new(plan: &TradePlan, ids: Vec<Uuid>, now: u64) -> Self {
        Self {
            events: vec![EventState::default(); ids.len()],
            deliveries: vec![DeliveryState::default(); plan.deliveries],
            outstanding: 2 * ids.len() + 2 * plan.deliveries,
            ids,
            last_active_at: now,
            is_open: true,
            is_overdue: false,
        }
    }

    /// Returns whether nothing is outstanding.
    pub(super) fn is_done(&self) -> bool {
        self.outstanding == 0
    }

    /// Returns the event's first entry if this is another one that is not reported yet.
    pub(super) fn check_unique(&mut self, step: usize, entry: EntryId) -> Option<EntryId> {
        let event = &mut self.events[step];
        let first = *event.entry.get_or_insert(entry);
        let is_unreported = first != entry && event.duplicate != Some(entry);
        is_unreported.then(|| {
            event.duplicate = Some(entry);
            first
        })
    }

    /// Records that an event was seen, and returns whether this is the first time.
    pub(super) fn observe(&mut self, step: usize, cause: Option<Uuid>) -> bool {
        let event = &mut self.events[step];
        if event.is_seen {
            return false;
        }
        event.is_seen = true;
        event.cause = cause;
        self.outstanding -= 1;
        true
    }

    /// Records when an event was sent, and returns the latencies of the deliveries recorded before.
    pub(super) fn publish(
        &mut self,
        plan: &TradePlan,
        step: usize,
        at: u64,
    ) -> Vec<(GroupIndex, u64)> {
        if self.events[step].published_at.is_some() {
            return Vec::new();
        }
        self.events[step].published_at = Some(at);
        self.outstanding -= 1;
        let step = &plan.steps[step];
        let deliveries = step.groups.iter().zip(&self.deliveries[step.first_delivery..]);
        deliveries
            .filter_map(|(group, state)| Some((*group, state.delivered_at?.saturating_sub(at))))
            .collect()
    }

    /// Records a delivery.
    pub(super) fn deliver(
        &mut self,
        plan: &TradePlan,
        step: usize,
        group: GroupIndex,
        at: u64,
    ) -> DeliveryOutcome {
        let Some(delivery) = plan.steps[step].delivery(group) else {
            return DeliveryOutcome::Unexpected;
        };
        if self.deliveries[delivery].delivered_at.is_some() {
            return DeliveryOutcome::Repeated;
        }
        self.deliveries[delivery].delivered_at = Some(at);
        self.outstanding -= 1;
        let published_at = self.events[step].published_at;
        DeliveryOutcome::First {
            latency: published_at.map(|published_at| at.saturating_sub(published_at)),
        }
    }

    /// Records an acknowledgment, and returns whether it is the first one of a recorded delivery.
    pub(super) fn acknowledge(&mut self, plan: &TradePlan, step: usize, group: GroupIndex) -> bool {
        let Some(delivery) = plan.steps[step].delivery(group) else {
            return false;
        };
        let state = &mut self.deliveries[delivery];
        let is_first = state.delivered_at.is_some() && !state.is_acknowledged;
        if is_first {
            state.is_acknowledged = true;
            self.outstanding -= 1;
        }
        is_first
    }

    /// Measures the longest chain of causes among the observed events, as they name their causes.
    pub(super) fn depth(&self, plan: &TradePlan) -> Depth {
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
