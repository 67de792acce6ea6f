//! One consumer of a group: it reads, reacts by the rules, publishes what follows, and only then acknowledges.
//!
//! A consumer that dies in between is delivered the same again, and publishes events with the same ids.

use std::sync::Arc;
use std::time::Duration;

use astra_bus::{Delivered, is_missing_group};
use astra_model::event::Event;
use astra_model::{EntryId, Name};
use jiff::Timestamp;
use tokio::time::sleep;
use uuid::Uuid;

use crate::flow::bindings::GroupIx;
use crate::flow::ledger::note::Note;
use crate::flow::reactions::react;
use crate::flow::run::fault::Fault;
use crate::flow::run::outcome::RunError;
use crate::flow::run::shared::{Notes, Shared, without_correlation};

/// A member of a group, with its part in the run.
#[derive(Debug)]
pub(super) struct Consumer {
    pub(super) bus: astra_bus::Consumer,
    pub(super) part: Part,
}

/// What a consumer does with what it reads.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) group: String,
    pub(super) number: GroupIx,
    pub(super) shared: Arc<Shared>,
    /// The fault planted in this consumer.
    pub(super) fault: Option<Fault>,
}

/// What one read brought: what to note, to publish, and to acknowledge then.
#[derive(Debug, Default)]
struct Work {
    notes: Notes,
    children: Vec<Event<'static>>,
    /// Entries by stream, and the events in them.
    receipts: Vec<(Name, Vec<EntryId>)>,
    events: Vec<Vec<Uuid>>,
}

impl Consumer {
    /// Consumes until the run drops it, or no stream is left that its group is on.
    pub(super) async fn consume(mut self, oversleep: Duration) -> Result<(), RunError> {
        if self.part.fault == Some(Fault::Delay) {
            sleep(oversleep).await;
        }
        let mut done = Work::default();
        while !self.bus.streams().is_empty() {
            if self.part.fault == Some(Fault::NoAck) {
                done = Work::default();
            }
            self.bus.send(&done.receipts).await?;
            self.acknowledged(&done).await?;
            done = self.read().await?;
            self.part.shared.note(std::mem::take(&mut done.notes)).await;
            self.publish(&std::mem::take(&mut done.children)).await?;
        }
        Ok(())
    }

    /// Takes the answers to the acknowledgements, and notes those of which the server says that all were pending.
    async fn acknowledged(&mut self, done: &Work) -> Result<(), RunError> {
        let mut notes = Vec::new();
        for ((_, ids), events) in done.receipts.iter().zip(&done.events) {
            let count = self.bus.receive_ack_count().await?;
            let at = self.part.shared.now();
            if count == ids.len() as u64 {
                let note = |event: &Uuid| (Note::Acknowledged(*event, self.part.number), at);
                notes.extend(events.iter().map(note));
            }
        }
        self.part.shared.note(notes).await;
        Ok(())
    }

    /// Reads once. Where the group is gone from a stream it reads on without it: that is for the verdict to tell.
    async fn read(&mut self) -> Result<Work, RunError> {
        let mut work = Work::default();
        let mut times = None;
        let take = |entry: Delivered<'_>| {
            let now = || (self.part.shared.now(), format!("{:.6}", Timestamp::now()));
            let (at, occurred_at) = times.get_or_insert_with(now);
            self.part.take(&entry, *at, occurred_at, &mut work)
        };
        match self.bus.receive_entries(take).await {
            Err(RunError::Bus(error)) if is_missing_group(&error) => {
                if self.bus.drop_missing_streams().await? { Ok(work) } else { Err(error.into()) }
            }
            result => result.map(|()| work),
        }
    }

    async fn publish(&mut self, children: &[Event<'static>]) -> Result<(), RunError> {
        if children.is_empty() {
            return Ok(());
        }
        let uncorrelated: Vec<Event<'_>>;
        let children = if self.part.fault == Some(Fault::DropCorrelation) {
            uncorrelated = children.iter().map(without_correlation).collect();
            &uncorrelated
        } else {
            children
        };
        let events = self.part.shared.addressed(children)?;
        let at = self.part.shared.now();
        let answers = self.bus.append(&events).await?;
        Ok(self.part.shared.published(&events, answers, at).await?)
    }
}

impl Part {
    fn take(
        &self,
        entry: &Delivered<'_>,
        at: u64,
        occurred_at: &str,
        work: &mut Work,
    ) -> Result<(), RunError> {
        let name = std::str::from_utf8(entry.stream).unwrap_or_default();
        let Some(stream) = self.shared.bindings.stream(name) else { return Ok(()) };
        let event = Event::read(entry.fields.iter().copied());
        let sighting = self.shared.sighting(&event, stream, entry.id);
        let note = sighting.map_or(Note::Unreadable(stream, self.number, entry.id), |sighting| {
            Note::Delivered(sighting, self.number)
        });
        work.notes.push((note, at));
        work.sign(entry, sighting.map(|sighting| sighting.event));
        let unfit = |reason| RunError::Unfit {
            group: self.group.clone(),
            stream: name.to_owned(),
            entry: entry.id,
            reason,
        };
        work.children.extend(react(&self.group, &event, occurred_at).map_err(unfit)?);
        Ok(())
    }
}

impl Work {
    /// Puts an entry among those to acknowledge; those of one stream come together.
    fn sign(&mut self, entry: &Delivered<'_>, event: Option<Uuid>) {
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
