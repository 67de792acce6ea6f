//! What happens in a run, as the account is told it: small, and without text.

use astra_model::EntryId;
use astra_model::event::Event;
use uuid::Uuid;

use crate::flow::bindings::{GroupIx, StreamIx};

/// What an event on the wire says about itself, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub(crate) event: Uuid,
    pub(crate) cause: Option<Uuid>,
    pub(crate) correlation: Correlation,
    pub(crate) stream: StreamIx,
    pub(crate) entry: EntryId,
}

/// Whether an event carries the correlation id of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Correlation {
    Carried,
    Missing,
    Other,
}

impl Sighting {
    /// Notes an event as it was written or read, or returns `None` where its id cannot be read.
    pub(crate) fn of(
        event: &Event<'_>,
        correlation_id: &str,
        stream: StreamIx,
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

/// Something that happened in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// The server confirmed an event; the time of the note is when it was sent. It may come after the event's deliveries.
    Published(Sighting),
    /// A consumer of a group received an event.
    Delivered(Sighting, GroupIx),
    /// The server confirmed a group's acknowledgement of an event.
    Acknowledged(Uuid, GroupIx),
    /// A consumer of a group received an entry without a readable event id.
    Unreadable(StreamIx, GroupIx, EntryId),
}
