//! The state of the ledger, and what each observation changes in it.

use std::collections::{HashMap, VecDeque};

use astra_model::EntryId;
use uuid::Uuid;

use crate::flow::bindings::{Bindings, GroupIndex};
use crate::flow::failure::{Check, Failures};
use crate::flow::ledger::observation::{Correlation, FlowObservation, ObservedEvent};
use crate::flow::ledger::totals::FlowTotals;
use crate::flow::ledger::trade_state::{DeliveryOutcome, TradeState};
use crate::flow::scenario::{Scenario, TRADE_KINDS};
use crate::flow::trade_plan::{TradePlan, TradePlanError};

/// How many finished trades are remembered, so that a duplicate that follows soon is recognized.
pub(crate) const REMEMBERED: usize = 1024;

/// The ledger of a run. All times are microseconds since its start.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(super) scenario: Scenario,
    pub(super) bindings: Bindings,
    pub(super) plans: Vec<TradePlan>,
    pub(super) deadline_us: u64,
    /// The remembered trades, open or finished; the first is trade number `first_remembered`.
    pub(super) trades: VecDeque<TradeState>,
    pub(super) first_remembered: u64,
    /// Trades that are not finished.
    pub(super) open: usize,
    /// Finished trades with outstanding events or deliveries.
    pub(super) overdue: u64,
    /// Trade number and step of each event of the remembered trades.
    pub(super) index: HashMap<Uuid, (u64, usize)>,
    /// The highest entry delivered to each group on each stream, by [`Bindings::cell`].
    pub(super) last_delivered: Vec<Option<EntryId>>,
    pub(crate) totals: FlowTotals,
    pub(crate) failures: Failures,
}

impl Ledger {
    /// Opens the ledger of a scenario whose stream names begin with `prefix`.
    pub(crate) fn new(
        scenario: Scenario,
        mut bindings: Bindings,
        prefix: &str,
        deadline_us: u64,
    ) -> Result<Self, TradePlanError> {
        let plans =
            (0..TRADE_KINDS).map(|kind| TradePlan::of(&scenario, kind, prefix, &mut bindings));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            last_delivered: vec![None; bindings.pairs()],
            totals: FlowTotals::new(&plans),
            scenario,
            bindings,
            plans,
            deadline_us,
            trades: VecDeque::new(),
            first_remembered: 0,
            open: 0,
            overdue: 0,
            index: HashMap::new(),
            failures: Failures::default(),
        })
    }

    /// Returns the bindings; they number every stream of the flow.
    pub(crate) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// Returns the longest allowed time from publishing an event to its delivery.
    pub(crate) fn deadline_us(&self) -> u64 {
        self.deadline_us
    }

    /// Returns how many trades are in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.open
    }

    /// Returns how many finished trades have outstanding events or deliveries.
    pub(crate) fn overdue(&self) -> u64 {
        self.overdue
    }

    /// Returns the number of the next trade to begin, or `None` after the last.
    pub(crate) fn next_trade(&self) -> Option<u64> {
        let next = self.first_remembered + self.trades.len() as u64;
        (next < self.scenario.trades()).then_some(next)
    }

    /// Returns whether every trade was begun and is finished, whether or not it succeeded.
    pub(crate) fn is_complete(&self) -> bool {
        self.open == 0 && self.next_trade().is_none()
    }

    /// Begins the next trade and returns its number, or `None` after the last.
    pub(crate) fn begin(&mut self, now: u64) -> Option<u64> {
        let number = self.next_trade()?;
        let plan = plan(&self.plans, number);
        let trade = TradeState::new(plan, plan.ids(self.scenario.root_id(number)), now);
        let ids = trade.ids.iter().enumerate();
        self.index.extend(ids.map(|(step, id)| (*id, (number, step))));
        self.trades.push_back(trade);
        self.open += 1;
        Some(number)
    }

    /// Records an observation that was made at a time.
    pub(crate) fn record(&mut self, observation: FlowObservation, at: u64) {
        match observation {
            FlowObservation::Published(observed) => self.published(observed, at),
            FlowObservation::Delivered(observed, group) => self.delivered(observed, group, at),
            FlowObservation::Acknowledged(event, group) => self.acknowledged(event, group, at),
            FlowObservation::Unreadable(stream, group, entry) => {
                let failure = self.failure_at(Check::Readable, stream, Some(group), Some(entry));
                self.failures.add(|| failure);
            }
        }
    }

    fn published(&mut self, observed: ObservedEvent, at: u64) {
        let Some((number, step)) = self.locate(&observed, None) else {
            return;
        };
        let has_no_groups = plan(&self.plans, number).steps[step].groups.is_empty();
        if has_no_groups {
            self.observe(number, step, &observed);
        }
        let (trade, plan) = self.trade(number);
        for (group, latency) in trade.publish(plan, step, at) {
            self.record_latency(number, step, group, latency);
        }
        self.mark_active(number, at);
    }

    fn delivered(&mut self, observed: ObservedEvent, group: GroupIndex, at: u64) {
        let cell = self.bindings.cell(observed.stream, group);
        self.last_delivered[cell] = self.last_delivered[cell].max(Some(observed.entry));
        let Some((number, step)) = self.locate(&observed, Some(group)) else {
            return;
        };
        self.observe(number, step, &observed);
        let (trade, plan) = self.trade(number);
        match trade.deliver(plan, step, group, at) {
            DeliveryOutcome::First { latency } => {
                self.totals.made += 1;
                if let Some(latency) = latency {
                    self.record_latency(number, step, group, latency);
                }
            }
            DeliveryOutcome::Repeated => self.totals.duplicates += 1,
            DeliveryOutcome::Unexpected => {}
        }
        self.mark_active(number, at);
    }

    fn acknowledged(&mut self, event: Uuid, group: GroupIndex, at: u64) {
        let Some(&(number, step)) = self.index.get(&event) else {
            return;
        };
        let (trade, plan) = self.trade(number);
        if trade.acknowledge(plan, step, group) {
            self.totals.acknowledged += 1;
        }
        self.mark_active(number, at);
    }

    /// Finds the trade and step of an observed event, and records a failure if it is unknown, misplaced or duplicated.
    fn locate(
        &mut self,
        observed: &ObservedEvent,
        group: Option<GroupIndex>,
    ) -> Option<(u64, usize)> {
        let Some(&(number, step)) = self.index.get(&observed.event) else {
            let failure = self.unknown_event(observed, group);
            self.failures.add(|| failure);
            return None;
        };
        let expected = plan(&self.plans, number).steps[step].stream;
        if expected != observed.stream {
            let expected = self.bindings.stream_name(expected).to_owned();
            self.fail(number, step, Check::InItsStream { expected }, observed);
            return None;
        }
        let (trade, _) = self.trade(number);
        if let Some(first) = trade.check_unique(step, observed.entry) {
            self.fail(number, step, Check::Unique { first }, observed);
        }
        Some((number, step))
    }

    /// Checks the correlation and cause of an event that is observed for the first time.
    fn observe(&mut self, number: u64, step: usize, observed: &ObservedEvent) {
        let (trade, plan) = self.trade(number);
        if !trade.observe(step, observed.cause) {
            return;
        }
        let expected = plan.steps[step].cause.as_ref();
        let expected = expected.map(|(cause, _)| trade.ids[*cause]);
        let domain = &self::plan(&self.plans, number).steps[step].domain;
        if let Some(seen) = self.totals.seen.get_mut(domain) {
            *seen += 1;
        }
        match observed.correlation {
            Correlation::Carried => self.totals.correlated += 1,
            other => {
                let is_missing = other == Correlation::Missing;
                self.fail(number, step, Check::Correlated { is_missing }, observed);
            }
        }
        let found = observed.cause;
        if found != expected {
            self.fail(number, step, Check::Caused { expected, found }, observed);
        }
    }

    fn record_latency(&mut self, number: u64, step: usize, group: GroupIndex, took_us: u64) {
        self.totals.latencies.record(took_us);
        let deadline_us = self.deadline_us;
        if took_us > deadline_us {
            self.totals.late += 1;
            let check = Check::InTime { took_us, deadline_us };
            let failure = self.failure(number, step, check, Some(group));
            self.failures.add(|| failure);
        }
    }

    pub(super) fn trade(&mut self, number: u64) -> (&mut TradeState, &TradePlan) {
        let place = usize::try_from(number - self.first_remembered).unwrap_or(usize::MAX);
        (&mut self.trades[place], plan(&self.plans, number))
    }
}

/// Returns the plan of a trade; the kinds of trades take turns.
pub(super) fn plan(plans: &[TradePlan], number: u64) -> &TradePlan {
    let kind = usize::try_from(number % TRADE_KINDS).unwrap_or_default();
    &plans[kind]
}
