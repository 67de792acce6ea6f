//! Owns the ten fields of the envelope and their order.

use std::fmt;

/// A field of the event envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    EventId,
    EventType,
    Domain,
    EntityId,
    OccurredAt,
    EventVersion,
    CorrelationId,
    CausationId,
    Producer,
    Data,
}

impl Field {
    /// All fields, in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::EventId,
        Self::EventType,
        Self::Domain,
        Self::EntityId,
        Self::OccurredAt,
        Self::EventVersion,
        Self::CorrelationId,
        Self::CausationId,
        Self::Producer,
        Self::Data,
    ];

    /// Returns the field's name in an entry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EventId => "event_id",
            Self::EventType => "event_type",
            Self::Domain => "domain",
            Self::EntityId => "entity_id",
            Self::OccurredAt => "occurred_at",
            Self::EventVersion => "event_version",
            Self::CorrelationId => "correlation_id",
            Self::CausationId => "causation_id",
            Self::Producer => "producer",
            Self::Data => "data",
        }
    }

    /// Returns the field with this name, or `None` if the envelope has no such field.
    pub fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"event_id" => Self::EventId,
            b"event_type" => Self::EventType,
            b"domain" => Self::Domain,
            b"entity_id" => Self::EntityId,
            b"occurred_at" => Self::OccurredAt,
            b"event_version" => Self::EventVersion,
            b"correlation_id" => Self::CorrelationId,
            b"causation_id" => Self::CausationId,
            b"producer" => Self::Producer,
            b"data" => Self::Data,
            _ => return None,
        })
    }

    /// Reports whether an empty value is valid, meaning that there is no such id or no payload.
    pub const fn may_be_empty(self) -> bool {
        matches!(self, Self::CorrelationId | Self::CausationId | Self::Data)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
