//! One consumer of a group: it reads, applies the rules, publishes the resulting events, and only then acknowledges.
//!
//! If a consumer dies in between, the entries are delivered again and result in events with the same ids.

use std::sync::Arc;
use std::time::Duration;

use astra_bus::{BusError, BusWriter, Delivered, is_missing_group};
use astra_model::event::Event;
use astra_model::{EntryId, Name};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use tokio::time::sleep;
use uuid::Uuid;

use crate::flow::bindings::GroupIndex;
use crate::flow::ledger::FlowObservation;
use crate::flow::reactions::react;
use crate::flow::run::outcome::RunError;
use crate::flow::run::plan::{InjectedFault, RunPlan};
use crate::flow::run::shared::{Observations, Shared, without_correlation};

/// Entries of a stream that one read returns at most.
const READ_COUNT: usize = 200;

/// A consumer with its own connection.
#[derive(Debug)]
pub(super) struct FlowConsumer {
    bus: astra_bus::Consumer,
    member: Member,
}

/// What a consumer knows about its group and the run.
#[derive(Debug)]
struct Member {
    group: String,
    index: GroupIndex,
    shared: Arc<Shared>,
    /// The fault injected into this consumer.
    fault: Option<InjectedFault>,
}

/// The result of one read: what to record and publish, and what to acknowledge afterwards.
#[derive(Debug, Default)]
struct Batch {
    observations: Observations,
    children: Vec<Event<'static>>,
    /// The entries of each stream to acknowledge.
    receipts: Vec<(Name, Vec<EntryId>)>,
    /// The events in the entries of each stream of `receipts`.
    events: Vec<Vec<Uuid>>,
}

/// Connects all consumers of every group at once.
pub(super) async fn connect_all(
    bus: &BusWriter,
    plan: &RunPlan,
    shared: &Arc<Shared>,
) -> Result<Vec<FlowConsumer>, BusError> {
    let fault_target = plan.fault_target().map(|(group, _)| group);
    let mut consumers = Vec::new();
    for group in &plan.groups {
        let Some(index) = shared.bindings.group(&group.name) else { continue };
        let fault = plan.settings.fault.filter(|_| fault_target == Some(&group.name));
        for number in 1..=group.consumers {
            let (name, shared) = (group.name.clone(), shared.clone());
            let member = Member { group: name, index, shared, fault };
            let streams = group.streams.iter().map(|name| name.as_str().into()).collect();
            consumers.push(connect(bus, member, number, streams));
        }
    }
    try_join_all(consumers).await
}

async fn connect(
    bus: &BusWriter,
    member: Member,
    number: u32,
    streams: Vec<Name>,
) -> Result<FlowConsumer, BusError> {
    let group = member.group.as_str();
    let name = format!("{group}-{number}");
    let bus =
        astra_bus::Consumer::connect(bus, group.into(), name.as_str().into(), streams, READ_COUNT);
    Ok(FlowConsumer { bus: bus.await?, member })
}

impl FlowConsumer {
    /// Consumes until the run drops the task, or its group exists on no stream.
    pub(super) async fn consume(mut self, delay: Duration) -> Result<(), RunError> {
        if self.member.fault == Some(InjectedFault::Delay) {
            sleep(delay).await;
        }
        let mut done = Batch::default();
        while !self.bus.streams().is_empty() {
            if self.member.fault == Some(InjectedFault::NoAck) {
                done = Batch::default();
            }
            self.bus.send(&done.receipts).await?;
            self.read_acknowledgments(&done).await?;
            done = self.read().await?;
            self.member.shared.record(std::mem::take(&mut done.observations)).await;
            self.publish(&std::mem::take(&mut done.children)).await?;
        }
        Ok(())
    }

    /// Reads the replies to the acknowledgments, and records those for which the server reports that all entries were pending.
    async fn read_acknowledgments(&mut self, done: &Batch) -> Result<(), RunError> {
        let mut observations = Vec::new();
        for ((_, ids), events) in done.receipts.iter().zip(&done.events) {
            let count = self.bus.receive_ack_count().await?;
            let at = self.member.shared.now();
            if count == ids.len() as u64 {
                let acknowledged =
                    |event: &Uuid| (FlowObservation::Acknowledged(*event, self.member.index), at);
                observations.extend(events.iter().map(acknowledged));
            }
        }
        self.member.shared.record(observations).await;
        Ok(())
    }

    /// Reads once. If the group is missing on a stream, the consumer continues without that stream, and the verdict reports it.
    async fn read(&mut self) -> Result<Batch, RunError> {
        let mut batch = Batch::default();
        let mut times = None;
        let process = |entry: Delivered<'_>| {
            let now = || (self.member.shared.now(), format!("{:.6}", Timestamp::now()));
            let (at, occurred_at) = times.get_or_insert_with(now);
            self.member.process(&entry, *at, occurred_at, &mut batch)
        };
        match self.bus.receive_entries(process).await {
            Err(RunError::Bus(error)) if is_missing_group(&error) => {
                if self.bus.drop_missing_streams().await? { Ok(batch) } else { Err(error.into()) }
            }
            result => result.map(|()| batch),
        }
    }

    async fn publish(&mut self, children: &[Event<'static>]) -> Result<(), RunError> {
        if children.is_empty() {
            return Ok(());
        }
        let uncorrelated: Vec<Event<'_>>;
        let children = if self.member.fault == Some(InjectedFault::DropCorrelation) {
            uncorrelated = children.iter().map(without_correlation).collect();
            &uncorrelated
        } else {
            children
        };
        let events = self.member.shared.with_streams(children)?;
        let at = self.member.shared.now();
        let answers = self.bus.append(&events).await?;
        Ok(self.member.shared.record_published(&events, answers, at).await?)
    }
}

impl Member {
    /// Applies the rules to an entry and adds the results to the batch.
    fn process(
        &self,
        entry: &Delivered<'_>,
        at: u64,
        occurred_at: &str,
        batch: &mut Batch,
    ) -> Result<(), RunError> {
        let name = std::str::from_utf8(entry.stream).unwrap_or_default();
        let Some(stream) = self.shared.bindings.stream(name) else { return Ok(()) };
        let event = Event::read(entry.fields.iter().copied());
        let observed = self.shared.observe(&event, stream, entry.id);
        let observation = observed
            .map_or(FlowObservation::Unreadable(stream, self.index, entry.id), |observed| {
                FlowObservation::Delivered(observed, self.index)
            });
        batch.observations.push((observation, at));
        batch.add_receipt(entry, observed.map(|observed| observed.event));
        let error = |reason| RunError::Reaction {
            group: self.group.clone(),
            stream: name.to_owned(),
            entry: entry.id,
            reason,
        };
        batch.children.extend(react(&self.group, &event, occurred_at).map_err(error)?);
        Ok(())
    }
}

impl Batch {
    /// Adds an entry to those to acknowledge; consecutive entries of one stream share a receipt.
    fn add_receipt(&mut self, entry: &Delivered<'_>, event: Option<Uuid>) {
        if self.receipts.last().is_none_or(|(name, _)| name.as_bytes() != entry.stream) {
            self.receipts.push((Name::from(entry.stream.to_vec()), Vec::new()));
            self.events.push(Vec::new());
        }
        if let (Some((_, ids)), Some(events)) = (self.receipts.last_mut(), self.events.last_mut()) {
            ids.push(entry.id);
            events.extend(event);
        }
    }
}
