//! What the tasks of a run share: its clock, its names, and the channel to its ledger.

use std::time::Instant;

use astra_bus::{Appended, BusError};
use astra_model::event::{Event, Field};
use astra_model::{EntryId, Name};
use tokio::sync::mpsc;

use crate::flow::bindings::{Bindings, StreamIndex};
use crate::flow::ledger::{FlowObservation, ObservedEvent};
use crate::flow::run::plan::{InjectedFault, RunPlan};
use crate::flow::trade_plan::TradePlanError;

/// Observations with their times, in microseconds since the start of the run.
pub(super) type Observations = Vec<(FlowObservation, u64)>;

/// What the tasks of a run share.
#[derive(Debug)]
pub(super) struct Shared {
    started: Instant,
    prefix: String,
    correlation_id: String,
    pub(super) bindings: Bindings,
    pub(super) fault: Option<InjectedFault>,
    observations: mpsc::Sender<Observations>,
}

impl Shared {
    pub(super) fn new(plan: &RunPlan, observations: mpsc::Sender<Observations>) -> Self {
        Self {
            started: Instant::now(),
            prefix: plan.prefix.clone(),
            correlation_id: plan.scenario.correlation_id().to_owned(),
            bindings: plan.ledger.bindings().clone(),
            fault: plan.settings.fault,
            observations,
        }
    }

    /// Microseconds since the start of the run.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Sends observations to the ledger, and waits while its queue is full.
    pub(super) async fn record(&self, observations: Observations) {
        if !observations.is_empty() {
            // The channel closes only when the run and all its tasks end.
            let _closed = self.observations.send(observations).await;
        }
    }

    pub(super) fn observe(
        &self,
        event: &Event<'_>,
        stream: StreamIndex,
        entry: EntryId,
    ) -> Option<ObservedEvent> {
        ObservedEvent::of(event, &self.correlation_id, stream, entry)
    }

    /// Pairs each event with the name of its stream.
    pub(super) fn with_streams<'a, 'e>(
        &self,
        events: &'a [Event<'e>],
    ) -> Result<Vec<(Name, &'a Event<'e>)>, TradePlanError> {
        let with_stream =
            |event: &'a Event<'e>| Ok((Name::from(&*event.stream(&self.prefix)?), event));
        events.iter().map(with_stream).collect()
    }

    /// Records each event that the server confirmed; `at` is when they were sent.
    ///
    /// An event whose stream is gone is not recorded, because it never arrived.
    ///
    /// # Errors
    /// The first error reply.
    pub(super) async fn record_published(
        &self,
        events: &[(Name, &Event<'_>)],
        answers: Vec<Appended>,
        at: u64,
    ) -> Result<(), BusError> {
        let mut observations = Vec::with_capacity(events.len());
        for ((stream, event), answer) in events.iter().zip(answers) {
            let refused =
                |refusal| BusError::Refused { subject: format!("stream `{stream}`"), refusal };
            let number = stream.as_str().and_then(|name| self.bindings.stream(name));
            if let (Some(entry), Some(number)) = (answer.map_err(refused)?, number) {
                let observed = self.observe(event, number, entry);
                observations
                    .extend(observed.map(|observed| (FlowObservation::Published(observed), at)));
            }
        }
        self.record(observations).await;
        Ok(())
    }
}

/// Returns the event with an empty correlation id, as a faulty producer would write it.
pub(super) fn without_correlation<'a>(event: &'a Event<'_>) -> Event<'a> {
    let is_correlation = |name: &[u8]| name == Field::CorrelationId.name().as_bytes();
    let emptied = event
        .fields()
        .map(move |(name, value)| (name, if is_correlation(name) { &b""[..] } else { value }));
    Event::read(emptied)
}
