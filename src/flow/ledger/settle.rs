//! Ending trades: the complete ones at once, the others when nothing more is heard of them; and judging what they owe.

use astra_model::EntryId;

use crate::flow::bindings::{GroupIx, StreamIx};
use crate::flow::failure::{Check, Failure};
use crate::flow::ledger::note::Sighting;
use crate::flow::ledger::state::{Ledger, REMEMBERED, plan};

impl Ledger {
    /// Waits no more for the trades of which nothing was heard for longer than the deadline. What they owe is judged at the end:
    /// until then it may still come, and then it is late and not absent.
    ///
    /// Only the oldest are looked at, so that this may be called often.
    pub(crate) fn expire(&mut self, now: u64) {
        while let Some(number) = self.oldest() {
            let deadline_us = self.deadline_us;
            let (flight, _) = self.flight(number);
            if now.saturating_sub(flight.touched_at) <= deadline_us {
                return;
            }
            flight.is_overdue = true;
            self.overdue += 1;
            self.end(number);
        }
    }

    /// Ends all trades and the account.
    pub(crate) fn close(&mut self) {
        while let Some(number) = self.oldest() {
            self.end(number);
        }
        let begun = self.ended + self.flights.len() as u64;
        (self.ended..begun).for_each(|number| self.judge(number));
        let trades = self.scenario.trades();
        if let Some(begun) = self.next_trade() {
            self.failures.add(|| Failure::of_run(Check::Begun { begun, trades }));
        }
    }

    /// Notes that something happened in a trade, and ends it if that was all.
    pub(super) fn touch(&mut self, number: u64, at: u64) {
        let (flight, _) = self.flight(number);
        flight.touched_at = flight.touched_at.max(at);
        if !flight.owes_nothing() {
            return;
        }
        if std::mem::take(&mut flight.is_overdue) {
            self.overdue -= 1;
        } else if flight.is_open {
            self.end(number);
        }
    }

    fn oldest(&self) -> Option<u64> {
        let place = self.flights.iter().position(|flight| flight.is_open)?;
        Some(self.ended + place as u64)
    }

    fn end(&mut self, number: u64) {
        let (flight, _) = self.flight(number);
        flight.is_open = false;
        self.open -= 1;
        self.forget();
    }

    fn forget(&mut self) {
        while self.flights.len() > REMEMBERED
            && self.flights.front().is_some_and(|flight| !flight.is_open)
        {
            self.judge(self.ended);
            for id in self.flights.pop_front().into_iter().flat_map(|flight| flight.ids) {
                self.index.remove(&id);
            }
            self.ended += 1;
        }
    }

    /// Tells what a trade still owes, and how deep it came.
    fn judge(&mut self, number: u64) {
        let (flight, plan) = self.flight(number);
        let (depth, steps) = (flight.depth(plan), plan.steps.len());
        if std::mem::take(&mut flight.is_overdue) {
            self.overdue -= 1;
        }
        self.totals.depth = self.totals.depth.deepest(depth);
        for step in 0..steps {
            for (check, group) in self.debts(number, step) {
                let failure = self.failure(number, step, check, group);
                self.failures.add(|| failure);
            }
        }
    }

    /// Lists what an event owes; one that never came owes only itself, and nothing if its cause never reached who makes it.
    fn debts(&mut self, number: u64, step: usize) -> Vec<(Check, Option<GroupIx>)> {
        let deadline_us = self.deadline_us;
        let (flight, plan) = self.flight(number);
        let (event, promised) = (flight.events[step], &plan.steps[step]);
        if event.entry.is_none() {
            return self.absence(number, step).into_iter().collect();
        }
        let mut debts = Vec::new();
        if event.published_at.is_none() {
            debts.push((Check::Confirmed, None));
        }
        let deliveries = &flight.deliveries[promised.first_delivery..];
        for (group, delivery) in promised.groups.iter().zip(deliveries) {
            if delivery.delivered_at.is_none() {
                debts.push((Check::Delivered { deadline_us }, Some(*group)));
            } else if !delivery.is_acknowledged {
                debts.push((Check::Acknowledged, Some(*group)));
            }
        }
        debts
    }

    fn absence(&mut self, number: u64, step: usize) -> Option<(Check, Option<GroupIx>)> {
        let Some((cause, _)) = plan(&self.plans, number).steps[step].cause else {
            return Some((Check::Produced { cause: None, is_bound: true }, None));
        };
        let (flight, plan) = self.flight(number);
        let group = plan.steps[step].producer;
        let delivery = group.and_then(|group| plan.steps[cause].delivery(group));
        let is_bound = group.is_none() || delivery.is_some();
        let is_explained =
            delivery.is_some_and(|delivery| flight.deliveries[delivery].delivered_at.is_none());
        let has_cause = flight.events[cause].entry.is_some();
        let cause = Some(flight.ids[cause]);
        (has_cause && !is_explained).then_some((Check::Produced { cause, is_bound }, group))
    }

    pub(super) fn fail(&mut self, number: u64, step: usize, check: Check, sighting: &Sighting) {
        let mut failure = self.failure(number, step, check, None);
        failure.stream = Some(self.bindings.stream_name(sighting.stream).to_owned());
        failure.last_seen = Some(sighting.entry);
        self.failures.add(|| failure);
    }

    pub(super) fn failure(
        &self,
        number: u64,
        step: usize,
        check: Check,
        group: Option<GroupIx>,
    ) -> Failure {
        let promised = &plan(&self.plans, number).steps[step];
        let place = usize::try_from(number - self.ended).unwrap_or(usize::MAX);
        let flight = &self.flights[place];
        let cause = promised.cause.as_ref().map(|(cause, _)| *cause);
        let last_seen = match group {
            _ if matches!(check, Check::Produced { .. }) => {
                cause.and_then(|cause| flight.events[cause].entry)
            }
            Some(group) => self.last_delivered[self.bindings.cell(promised.stream, group)],
            None => flight.events[step].entry,
        };
        Failure {
            event: Some(flight.ids[step]),
            event_type: Some(promised.event_type.clone()),
            ..self.whereabouts(check, promised.stream, group, last_seen)
        }
    }

    pub(super) fn stray(&self, sighting: &Sighting, group: Option<GroupIx>) -> Failure {
        Failure {
            event: Some(sighting.event),
            ..self.whereabouts(Check::Known, sighting.stream, group, Some(sighting.entry))
        }
    }

    pub(super) fn whereabouts(
        &self,
        check: Check,
        stream: StreamIx,
        group: Option<GroupIx>,
        last_seen: Option<EntryId>,
    ) -> Failure {
        Failure {
            check,
            event: None,
            event_type: None,
            group: group.map(|group| self.bindings.group_name(group).to_owned()),
            stream: Some(self.bindings.stream_name(stream).to_owned()),
            last_seen,
        }
    }
}
