//! What a run of the flow has seen so far, and what it still expects.

use std::collections::{HashMap, VecDeque};

use astra_model::EntryId;
use uuid::Uuid;

use crate::flow::bindings::{Bindings, GroupIx};
use crate::flow::failure::{Check, Failures};
use crate::flow::ledger::flight;
use crate::flow::ledger::flight::Flight;
use crate::flow::ledger::note::{Correlation, Note, Sighting};
use crate::flow::ledger::totals::Totals;
use crate::flow::plan::{Plan, PlanError};
use crate::flow::scenario::{KINDS, Scenario};

/// How many ended trades are remembered, so that a duplicate that comes soon after is known as one.
pub(crate) const REMEMBERED: usize = 1024;

/// The account of a run. All times are microseconds since its start.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) scenario: Scenario,
    pub(crate) bindings: Bindings,
    pub(crate) plans: Vec<Plan>,
    pub(crate) deadline_us: u64,
    /// The trades in flight, and ended ones among and before them; the first is trade number `ended`.
    pub(super) flights: VecDeque<Flight>,
    pub(crate) ended: u64,
    pub(crate) open: usize,
    pub(crate) overdue: u64,
    pub(crate) index: HashMap<Uuid, (u64, usize)>,
    pub(crate) last_delivered: Vec<Option<EntryId>>,
    pub(crate) totals: Totals,
    pub(crate) failures: Failures,
}

impl Ledger {
    /// Opens the account of a scenario whose streams begin with `prefix`.
    pub(crate) fn new(
        scenario: Scenario,
        mut bindings: Bindings,
        prefix: &str,
        deadline_us: u64,
    ) -> Result<Self, PlanError> {
        let plans = (0..KINDS).map(|kind| Plan::of(&scenario, kind, prefix, &mut bindings));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            last_delivered: vec![None; bindings.pairs()],
            totals: Totals::new(&plans),
            scenario,
            bindings,
            plans,
            deadline_us,
            flights: VecDeque::new(),
            ended: 0,
            open: 0,
            overdue: 0,
            index: HashMap::new(),
            failures: Failures::default(),
        })
    }

    /// Returns the bindings with every stream of the flow numbered.
    pub(crate) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// Returns how late a delivery may be.
    pub(crate) fn deadline_us(&self) -> u64 {
        self.deadline_us
    }

    /// Returns how many trades are in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.open
    }

    /// Returns how many trades have ended, and still owe something.
    pub(crate) fn overdue(&self) -> u64 {
        self.overdue
    }

    /// Returns the number of the next trade to begin, or `None` after the last.
    pub(crate) fn next_trade(&self) -> Option<u64> {
        let next = self.ended + self.flights.len() as u64;
        (next < self.scenario.trades()).then_some(next)
    }

    /// Says whether every trade was begun and has ended, well or not.
    pub(crate) fn is_complete(&self) -> bool {
        self.open == 0 && self.next_trade().is_none()
    }

    /// Begins the next trade and returns its number, or `None` after the last.
    pub(crate) fn begin(&mut self, now: u64) -> Option<u64> {
        let number = self.next_trade()?;
        let plan = plan(&self.plans, number);
        let flight = Flight::new(plan, plan.ids(self.scenario.root_id(number)), now);
        let ids = flight.ids.iter().enumerate();
        self.index.extend(ids.map(|(step, id)| (*id, (number, step))));
        self.flights.push_back(flight);
        self.open += 1;
        Some(number)
    }

    /// Enters what happened at a time.
    pub(crate) fn record(&mut self, note: Note, at: u64) {
        match note {
            Note::Published(sighting) => self.published(sighting, at),
            Note::Delivered(sighting, group) => self.delivered(sighting, group, at),
            Note::Acknowledged(event, group) => self.acknowledged(event, group, at),
            Note::Unreadable(stream, group, entry) => {
                let failure = self.whereabouts(Check::Readable, stream, Some(group), Some(entry));
                self.failures.add(|| failure);
            }
        }
    }

    fn published(&mut self, sighting: Sighting, at: u64) {
        let Some((number, step)) = self.sight(&sighting, None) else {
            return;
        };
        let promises_none = plan(&self.plans, number).steps[step].groups.is_empty();
        if promises_none {
            self.witness(number, step, &sighting);
        }
        let (flight, plan) = self.flight(number);
        let late = flight.publish(plan, step, at);
        for (group, published_to_delivered) in late {
            self.measure(number, step, group, published_to_delivered);
        }
        self.touch(number, at);
    }

    fn delivered(&mut self, sighting: Sighting, group: GroupIx, at: u64) {
        let cell = self.bindings.cell(sighting.stream, group);
        self.last_delivered[cell] = self.last_delivered[cell].max(Some(sighting.entry));
        let Some((number, step)) = self.sight(&sighting, Some(group)) else {
            return;
        };
        self.witness(number, step, &sighting);
        let (flight, plan) = self.flight(number);
        match flight.deliver(plan, step, group, at) {
            flight::Delivery::First { latency } => {
                self.totals.made += 1;
                if let Some(latency) = latency {
                    self.measure(number, step, group, latency);
                }
            }
            flight::Delivery::Again => self.totals.duplicates += 1,
            flight::Delivery::Unpromised => {}
        }
        self.touch(number, at);
    }

    fn acknowledged(&mut self, event: Uuid, group: GroupIx, at: u64) {
        let Some(&(number, step)) = self.index.get(&event) else {
            return;
        };
        let (flight, plan) = self.flight(number);
        if flight.acknowledge(plan, step, group) {
            self.totals.acknowledged += 1;
        }
        self.touch(number, at);
    }

    /// Finds the event that was sighted, and tells what is wrong with where it is.
    fn sight(&mut self, sighting: &Sighting, group: Option<GroupIx>) -> Option<(u64, usize)> {
        let Some(&(number, step)) = self.index.get(&sighting.event) else {
            let failure = self.stray(sighting, group);
            self.failures.add(|| failure);
            return None;
        };
        let expected = plan(&self.plans, number).steps[step].stream;
        if expected != sighting.stream {
            let expected = self.bindings.stream_name(expected).to_owned();
            self.fail(number, step, Check::InItsStream { expected }, sighting);
            return None;
        }
        let (flight, _) = self.flight(number);
        if let Some(first) = flight.is_second_entry(step, sighting.entry) {
            self.fail(number, step, Check::Unique { first }, sighting);
        }
        Some((number, step))
    }

    /// Enters what an event says of itself, when it is seen for the first time.
    fn witness(&mut self, number: u64, step: usize, sighting: &Sighting) {
        let (flight, plan) = self.flight(number);
        if !flight.witness(step, sighting.cause) {
            return;
        }
        let expected = plan.steps[step].cause.as_ref();
        let expected = expected.map(|(cause, _)| flight.ids[*cause]);
        let domain = &self::plan(&self.plans, number).steps[step].domain;
        if let Some(seen) = self.totals.seen.get_mut(domain) {
            *seen += 1;
        }
        match sighting.correlation {
            Correlation::Carried => self.totals.correlated += 1,
            other => {
                let is_missing = other == Correlation::Missing;
                self.fail(number, step, Check::Correlated { is_missing }, sighting);
            }
        }
        let found = sighting.cause;
        if found != expected {
            self.fail(number, step, Check::Caused { expected, found }, sighting);
        }
    }

    fn measure(&mut self, number: u64, step: usize, group: GroupIx, took_us: u64) {
        self.totals.latencies.record(took_us);
        let deadline_us = self.deadline_us;
        if took_us > deadline_us {
            self.totals.late += 1;
            let check = Check::InTime { took_us, deadline_us };
            let failure = self.failure(number, step, check, Some(group));
            self.failures.add(|| failure);
        }
    }

    pub(super) fn flight(&mut self, number: u64) -> (&mut Flight, &Plan) {
        let place = usize::try_from(number - self.ended).unwrap_or(usize::MAX);
        (&mut self.flights[place], plan(&self.plans, number))
    }
}

pub(crate) fn plan(plans: &[Plan], number: u64) -> &Plan {
    let kind = usize::try_from(number % KINDS).unwrap_or_default();
    &plans[kind]
}
