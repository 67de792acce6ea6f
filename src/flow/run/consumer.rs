//! One consumer of a group: it reads, reacts by the rules, publishes what follows, and only then acknowledges.
//!
//! A consumer that dies in between is delivered the same again, and publishes events with the same ids.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use crate::bus::{BusError, Name, is_missing_group};
use crate::entry_id::EntryId;
use crate::event::Event;
use crate::flow::reactions::react;
use crate::flow::run::shared::{Notes, Shared, without_correlation};
use crate::flow::run::{Fault, RunError};
use crate::flow::{GroupIx, Note, StreamIx};

/// A member of a group, with its part in the run.
#[derive(Debug)]
pub(super) struct Consumer {
    pub(super) reader: crate::bus::Consumer,
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
    receipts: Receipts,
}

/// Entries to acknowledge by stream, with the events in them.
#[derive(Debug, Default)]
struct Receipts {
    entries: Vec<(Name, Vec<EntryId>)>,
    events: Vec<Vec<uuid::Uuid>>,
}

impl Consumer {
    /// Consumes until the run drops it, or no stream is left that its group is on.
    pub(super) async fn consume(mut self, oversleep: Duration) -> Result<(), RunError> {
        if self.fault == Some(Fault::Delay) {
            sleep(oversleep).await;
        }
        let mut receipts = Receipts::default();
        while !self.reader.streams().is_empty() {
            // Both are on the way together; the server answers the acknowledgement before it waits for entries.
            let (acknowledged, batch) =
                tokio::join!(self.acknowledge(&receipts), self.reader.read());
            acknowledged?;
            receipts = Receipts::default();
            match batch {
                Ok(batch) => receipts = self.handle(&batch).await?,
                Err(error) if is_missing_group(&error) => self.give_up_missing(error).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Reads on without the streams on which the group is gone: that is for the verdict to tell.
    async fn give_up_missing(&mut self, error: BusError) -> Result<(), RunError> {
        if self.reader.forget_missing().await? { Ok(()) } else { Err(error.into()) }
    }

    async fn handle(&self, batch: &crate::bus::Batch) -> Result<Receipts, RunError> {
        let work = self.work(batch)?;
        self.shared.note(work.notes).await;
        let node = self.reader.node();
        if self.fault == Some(Fault::DropCorrelation) {
            let children: Vec<_> = work.children.iter().map(without_correlation).collect();
            self.shared.publish(node, &children).await?;
        } else {
            self.shared.publish(node, &work.children).await?;
        }
        Ok(work.receipts)
    }

    fn work(&self, batch: &crate::bus::Batch) -> Result<Work, RunError> {
        let (at, occurred_at) = (self.shared.now(), format!("{:.6}", Timestamp::now()));
        let mut work = Work::default();
        for (name, entries) in batch.streams()? {
            let name = Name::from(name.to_vec());
            let Some(stream) = name.as_str().and_then(|name| self.shared.bindings.stream(name))
            else {
                continue;
            };
            let mut ids = Vec::with_capacity(entries.len());
            let mut events = Vec::with_capacity(entries.len());
            for entry in entries {
                let event = Event::read(entry.fields());
                let note = self.note(&event, stream, entry.id);
                work.notes.push((note, at));
                events.extend(event.id());
                ids.push(entry.id);
                self.react(&event, &occurred_at, (&name, entry.id), &mut work.children)?;
            }
            work.receipts.entries.push((name, ids));
            work.receipts.events.push(events);
        }
        Ok(work)
    }

    fn note(&self, event: &Event<'_>, stream: StreamIx, entry: EntryId) -> Note {
        match self.shared.sighting(event, stream, entry) {
            Some(sighting) => Note::Delivered(sighting, self.number),
            None => Note::Unreadable(stream, self.number, entry),
        }
    }

    fn react(
        &self,
        event: &Event<'_>,
        occurred_at: &str,
        (stream, entry): (&Name, EntryId),
        children: &mut Vec<Event<'static>>,
    ) -> Result<(), RunError> {
        let unfit = |reason| RunError::Unfit {
            group: self.group.clone(),
            stream: stream.to_string(),
            entry,
            reason,
        };
        children.extend(react(&self.group, event, occurred_at).map_err(unfit)?);
        Ok(())
    }

    /// Acknowledges, and notes what the server says was pending.
    async fn acknowledge(&self, receipts: &Receipts) -> Result<(), RunError> {
        if receipts.entries.is_empty() || self.fault == Some(Fault::NoAck) {
            return Ok(());
        }
        let counts = self.reader.acknowledge(&receipts.entries).await?;
        let at = self.shared.now();
        let mut notes = Vec::new();
        for ((count, (_, ids)), events) in
            counts.iter().zip(&receipts.entries).zip(&receipts.events)
        {
            if *count == ids.len() as u64 {
                let note = |event: &uuid::Uuid| (Note::Acknowledged(*event, self.number), at);
                notes.extend(events.iter().map(note));
            }
        }
        self.shared.note(notes).await;
        Ok(())
    }
}
