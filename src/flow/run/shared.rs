//! What the tasks of a run share: its clock, its names, and the way to its account.

use std::time::Instant;

use astra_bus::{Appended, BusError};
use astra_model::event::{Event, Field};
use astra_model::{EntryId, Name};
use tokio::sync::mpsc;

use crate::flow::bindings::{Bindings, StreamIx};
use crate::flow::ledger::note::{Note, Sighting};
use crate::flow::plan::PlanError;
use crate::flow::run::fault::Fault;
use crate::flow::run::script::Script;

/// Notes with their times, in microseconds since the start of the run.
pub(super) type Notes = Vec<(Note, u64)>;

/// What every task of a run knows.
#[derive(Debug)]
pub(super) struct Shared {
    started: Instant,
    prefix: String,
    correlation_id: String,
    pub(super) bindings: Bindings,
    pub(super) fault: Option<Fault>,
    notes: mpsc::Sender<Notes>,
}

impl Shared {
    pub(super) fn new(script: &Script, notes: mpsc::Sender<Notes>) -> Self {
        Self {
            started: Instant::now(),
            prefix: script.prefix.clone(),
            correlation_id: script.scenario.correlation_id().to_owned(),
            bindings: script.ledger.bindings().clone(),
            fault: script.settings.fault,
            notes,
        }
    }

    /// Microseconds since the start of the run.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Enters notes into the account, waiting while it is behind.
    pub(super) async fn note(&self, notes: Notes) {
        if !notes.is_empty() {
            // The account is closed only when the run ends, and its tasks with it.
            let _closed = self.notes.send(notes).await;
        }
    }

    pub(super) fn sighting(
        &self,
        event: &Event<'_>,
        stream: StreamIx,
        entry: EntryId,
    ) -> Option<Sighting> {
        Sighting::of(event, &self.correlation_id, stream, entry)
    }

    /// Addresses events to their streams.
    pub(super) fn addressed<'a, 'e>(
        &self,
        events: &'a [Event<'e>],
    ) -> Result<Vec<(Name, &'a Event<'e>)>, PlanError> {
        let address = |event: &'a Event<'e>| Ok((Name::from(&*event.stream(&self.prefix)?), event));
        events.iter().map(address).collect()
    }

    /// Notes each event that the server confirmed; `at` is when they were sent.
    ///
    /// An event whose stream is gone is not noted: it never came.
    ///
    /// # Errors
    /// The first refusal.
    pub(super) async fn published(
        &self,
        events: &[(Name, &Event<'_>)],
        answers: Vec<Appended>,
        at: u64,
    ) -> Result<(), BusError> {
        let mut notes = Vec::with_capacity(events.len());
        for ((stream, event), answer) in events.iter().zip(answers) {
            let refused =
                |refusal| BusError::Refused { subject: format!("stream `{stream}`"), refusal };
            let number = stream.as_str().and_then(|name| self.bindings.stream(name));
            if let (Some(entry), Some(number)) = (answer.map_err(refused)?, number) {
                let sighting = self.sighting(event, number, entry);
                notes.extend(sighting.map(|sighting| (Note::Published(sighting), at)));
            }
        }
        self.note(notes).await;
        Ok(())
    }
}

/// The event as a producer would write it that forgot the correlation id.
pub(super) fn without_correlation<'a>(event: &'a Event<'_>) -> Event<'a> {
    let is_correlation = |name: &[u8]| name == Field::CorrelationId.name().as_bytes();
    let emptied = event
        .fields()
        .map(move |(name, value)| (name, if is_correlation(name) { &b""[..] } else { value }));
    Event::read(emptied)
}
