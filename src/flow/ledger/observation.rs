//! What a run reports to the ledger: small values without text.

use astra_model::EntryId;
use astra_model::event::Event;
use uuid::Uuid;

use crate::flow::bindings::{GroupIndex, StreamIndex};

/// The ids that an event carries, and the entry that contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObservedEvent {
    pub(crate) event: Uuid,
    pub(crate) cause: Option<Uuid>,
    pub(crate) correlation: Correlation,
    pub(crate) stream: StreamIndex,
    pub(crate) entry: EntryId,
}

/// Whether an event carries the correlation id of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Correlation {
    Carried,
    Missing,
    Other,
}

impl ObservedEvent {
    /// Describes an event as it was written or read; `None` if its id is not readable.
    pub(crate) fn of(
        event: &Event<'_>,
        correlation_id: &str,
        stream: StreamIndex,
        entry: EntryId,
    ) -> Option<Self> {
        Some(Self {
            event: event.id()?,
            cause: event.cause(),
            correlation: match event.correlation_id() {
                None => Correlation::Missing,
                Some(id) if id == correlation_id => Correlation::Carried,
                Some(_) => Correlation::Other,
            },
            stream,
            entry,
        })
    }
}

/// Something that the producer or a consumer observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlowObservation {
    /// The server confirmed an event, at the time when it was sent. The event's deliveries may be observed first.
    Published(ObservedEvent),
    /// A consumer of a group received an event.
    Delivered(ObservedEvent, GroupIndex),
    /// The server confirmed a group's acknowledgment of an event.
    Acknowledged(Uuid, GroupIndex),
    /// A consumer of a group received an entry without a readable event id.
    Unreadable(StreamIndex, GroupIndex, EntryId),
}
