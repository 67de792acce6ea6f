//! Finishes trades, complete ones at once and the others after a silence, and records what is outstanding.

use astra_model::EntryId;

use crate::flow::bindings::{GroupIndex, StreamIndex};
use crate::flow::failure::{Check, Failure};
use crate::flow::ledger::observation::ObservedEvent;
use crate::flow::ledger::state::{Ledger, REMEMBERED, plan};

impl Ledger {
    /// Finishes the trades without an observation for longer than the deadline.
    ///
    /// What they lack is judged when the run ends: until then it may still arrive, and then it is late
    /// instead of missing. Only the oldest trades are checked, so frequent calls are cheap.
    pub(crate) fn expire(&mut self, now: u64) {
        while let Some(number) = self.oldest_open() {
            let deadline_us = self.deadline_us;
            let (trade, _) = self.trade(number);
            if now.saturating_sub(trade.last_active_at) <= deadline_us {
                return;
            }
            trade.is_overdue = true;
            self.overdue += 1;
            self.finish(number);
        }
    }

    /// Finishes all trades and records everything that is outstanding.
    pub(crate) fn close(&mut self) {
        while let Some(number) = self.oldest_open() {
            self.finish(number);
        }
        let begun = self.first_remembered + self.trades.len() as u64;
        (self.first_remembered..begun).for_each(|number| self.record_outstanding(number));
        let trades = self.scenario.trades();
        if let Some(begun) = self.next_trade() {
            self.failures.add(|| Failure::of_run(Check::Begun { begun, trades }));
        }
    }

    /// Notes an observation of a trade, and finishes the trade if nothing is outstanding.
    pub(super) fn mark_active(&mut self, number: u64, at: u64) {
        let (trade, _) = self.trade(number);
        trade.last_active_at = trade.last_active_at.max(at);
        if !trade.is_done() {
            return;
        }
        if std::mem::take(&mut trade.is_overdue) {
            self.overdue -= 1;
        } else if trade.is_open {
            self.finish(number);
        }
    }

    fn oldest_open(&self) -> Option<u64> {
        let place = self.trades.iter().position(|trade| trade.is_open)?;
        Some(self.first_remembered + place as u64)
    }

    fn finish(&mut self, number: u64) {
        let (trade, _) = self.trade(number);
        trade.is_open = false;
        self.open -= 1;
        self.forget_old_trades();
    }

    fn forget_old_trades(&mut self) {
        while self.trades.len() > REMEMBERED
            && self.trades.front().is_some_and(|trade| !trade.is_open)
        {
            self.record_outstanding(self.first_remembered);
            for id in self.trades.pop_front().into_iter().flat_map(|trade| trade.ids) {
                self.index.remove(&id);
            }
            self.first_remembered += 1;
        }
    }

    /// Records a failure for everything that a trade lacks, and how deep its chain of causes is.
    fn record_outstanding(&mut self, number: u64) {
        let (trade, plan) = self.trade(number);
        let (depth, steps) = (trade.depth(plan), plan.steps.len());
        if std::mem::take(&mut trade.is_overdue) {
            self.overdue -= 1;
        }
        self.totals.depth = self.totals.depth.deepest(depth);
        for step in 0..steps {
            for (check, group) in self.outstanding_checks(number, step) {
                let failure = self.failure(number, step, check, group);
                self.failures.add(|| failure);
            }
        }
    }

    /// Lists the checks that an event fails. An event that never arrived fails only that one check, and none if its cause was not delivered to its producer.
    fn outstanding_checks(&mut self, number: u64, step: usize) -> Vec<(Check, Option<GroupIndex>)> {
        let deadline_us = self.deadline_us;
        let (trade, plan) = self.trade(number);
        let (event, planned) = (trade.events[step], &plan.steps[step]);
        if event.entry.is_none() {
            return self.missing_event(number, step).into_iter().collect();
        }
        let mut failed = Vec::new();
        if event.published_at.is_none() {
            failed.push((Check::Confirmed, None));
        }
        let deliveries = &trade.deliveries[planned.first_delivery..];
        for (group, delivery) in planned.groups.iter().zip(deliveries) {
            if delivery.delivered_at.is_none() {
                failed.push((Check::Delivered { deadline_us }, Some(*group)));
            } else if !delivery.is_acknowledged {
                failed.push((Check::Acknowledged, Some(*group)));
            }
        }
        failed
    }

    fn missing_event(&mut self, number: u64, step: usize) -> Option<(Check, Option<GroupIndex>)> {
        let Some((cause, _)) = plan(&self.plans, number).steps[step].cause else {
            return Some((Check::Produced { cause: None, is_bound: true }, None));
        };
        let (trade, plan) = self.trade(number);
        let group = plan.steps[step].producer;
        let delivery = group.and_then(|group| plan.steps[cause].delivery(group));
        let is_bound = group.is_none() || delivery.is_some();
        let is_explained =
            delivery.is_some_and(|delivery| trade.deliveries[delivery].delivered_at.is_none());
        let has_cause = trade.events[cause].entry.is_some();
        let cause = Some(trade.ids[cause]);
        (has_cause && !is_explained).then_some((Check::Produced { cause, is_bound }, group))
    }

    /// Records a failed check at the entry of an observed event.
    pub(super) fn fail(
        &mut self,
        number: u64,
        step: usize,
        check: Check,
        observed: &ObservedEvent,
    ) {
        let mut failure = self.failure(number, step, check, None);
        failure.stream = Some(self.bindings.stream_name(observed.stream).to_owned());
        failure.last_seen = Some(observed.entry);
        self.failures.add(|| failure);
    }

    /// Describes a failed check of a planned event.
    pub(super) fn failure(
        &self,
        number: u64,
        step: usize,
        check: Check,
        group: Option<GroupIndex>,
    ) -> Failure {
        let planned = &plan(&self.plans, number).steps[step];
        let place = usize::try_from(number - self.first_remembered).unwrap_or(usize::MAX);
        let trade = &self.trades[place];
        let cause = planned.cause.as_ref().map(|(cause, _)| *cause);
        let last_seen = match group {
            _ if matches!(check, Check::Produced { .. }) => {
                cause.and_then(|cause| trade.events[cause].entry)
            }
            Some(group) => self.last_delivered[self.bindings.cell(planned.stream, group)],
            None => trade.events[step].entry,
        };
        Failure {
            event: Some(trade.ids[step]),
            event_type: Some(planned.event_type.clone()),
            ..self.failure_at(check, planned.stream, group, last_seen)
        }
    }

    /// Describes an event that is not part of the run.
    pub(super) fn unknown_event(
        &self,
        observed: &ObservedEvent,
        group: Option<GroupIndex>,
    ) -> Failure {
        Failure {
            event: Some(observed.event),
            ..self.failure_at(Check::Known, observed.stream, group, Some(observed.entry))
        }
    }

    /// Describes a failed check on a stream, or of a group on it.
    pub(super) fn failure_at(
        &self,
        check: Check,
        stream: StreamIndex,
        group: Option<GroupIndex>,
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
