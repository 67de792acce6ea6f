//! Owns the flaws of events that other programs wrote, and finds them.

use crate::event::envelope::Event;
use crate::event::field::Field;
use crate::event::payload::Payload;
use crate::event::stream_name::{self, StreamParts};
use crate::event::syntax;

/// A fault of an event in a stream. Readers show it and continue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("`{0}` is missing")]
    Missing(Field),
    #[error("`{0}` is empty")]
    Empty(Field),
    #[error("`{0}` appears more than once; the first value counts")]
    Repeated(Field),
    #[error("`{0}` is not UTF-8")]
    NotUtf8(Field),
    #[error("`{field}` is not a UUID: `{}`", .value.escape_debug())]
    NotAUuid { field: Field, value: String },
    #[error("`event_type` is not Domain.EventName: `{}`", .0.escape_debug())]
    NotAnEventType(String),
    #[error("`occurred_at` is not an RFC 3339 time: `{}`", .0.escape_debug())]
    NotATime(String),
    #[error("`occurred_at` is not in UTC: `{}`", .0.escape_debug())]
    NotUtc(String),
    #[error("`event_version` is not a positive integer: `{}`", .0.escape_debug())]
    NotAVersion(String),
    #[error("`producer` is not name@version: `{}`", .0.escape_debug())]
    NotAProducer(String),
    #[error("`domain` is `{}`, but `event_type` names `{expected}`", .domain.escape_debug())]
    OtherDomain { domain: String, expected: String },
    #[error("belongs on the stream `{0}`")]
    OtherStream(String),
    #[error("`data` is a Python repr, not JSON")]
    PythonRepr,
    #[error("`data` is not JSON")]
    NotJson,
    #[error("`data` is JSON, but not an object")]
    NotAnObject,
}

impl Event<'_> {
    /// Lists the event's flaws: those of each field in order, repeated fields, and a wrong `stream`.
    ///
    /// `stream` is the stream in which the event was found.
    pub fn flaws(&self, stream: &str) -> Vec<Flaw> {
        let mut flaws: Vec<_> =
            Field::ALL.into_iter().filter_map(|field| field_flaw(self, field)).collect();
        flaws.extend(repeated_fields(self));
        flaws.extend(wrong_stream(self, stream));
        flaws
    }
}

fn field_flaw(event: &Event<'_>, field: Field) -> Option<Flaw> {
    match event.raw(field) {
        None if is_extra(event, field) => Some(Flaw::NotUtf8(field)),
        None => Some(Flaw::Missing(field)),
        Some("") if field.may_be_empty() => None,
        Some("") => Some(Flaw::Empty(field)),
        Some(value) => value_flaw(event, field, value),
    }
}

fn value_flaw(event: &Event<'_>, field: Field, value: &str) -> Option<Flaw> {
    let owned = || value.to_owned();
    match field {
        Field::EventId | Field::CausationId => {
            let is_uuid = uuid::Uuid::try_parse(value).is_ok();
            (!is_uuid).then(|| Flaw::NotAUuid { field, value: owned() })
        }
        Field::EventType => {
            stream_name::domain_of(value).is_err().then(|| Flaw::NotAnEventType(owned()))
        }
        Field::Domain => domain_flaw(event, value),
        Field::OccurredAt => time_flaw(value),
        Field::EventVersion => syntax::version(value).is_none().then(|| Flaw::NotAVersion(owned())),
        Field::Producer => (!syntax::is_producer(value)).then(|| Flaw::NotAProducer(owned())),
        Field::Data => data_flaw(value),
        Field::EntityId | Field::CorrelationId => None,
    }
}

fn time_flaw(value: &str) -> Option<Flaw> {
    match syntax::to_utc(value) {
        None => Some(Flaw::NotATime(value.to_owned())),
        Some(_) => (!syntax::is_utc(value)).then(|| Flaw::NotUtc(value.to_owned())),
    }
}

fn domain_flaw(event: &Event<'_>, domain: &str) -> Option<Flaw> {
    let expected = stream_name::domain_of(event.text(Field::EventType)).ok()?;
    let domain = domain.to_owned();
    (domain != expected).then_some(Flaw::OtherDomain { domain, expected })
}

fn data_flaw(value: &str) -> Option<Flaw> {
    match Payload::of(value) {
        Payload::Empty | Payload::Object(_) => None,
        Payload::OtherJson(_) => Some(Flaw::NotAnObject),
        Payload::PythonRepr(_) => Some(Flaw::PythonRepr),
        Payload::NotJson(_) => Some(Flaw::NotJson),
    }
}

fn is_extra(event: &Event<'_>, field: Field) -> bool {
    event.extra().any(|(name, _)| name == field.name().as_bytes())
}

fn repeated_fields(event: &Event<'_>) -> impl Iterator<Item = Flaw> {
    Field::ALL
        .into_iter()
        .filter(|field| event.raw(*field).is_some() && is_extra(event, *field))
        .map(Flaw::Repeated)
}

/// Compares `stream` with the stream that the event belongs to, if its name follows the convention.
fn wrong_stream(event: &Event<'_>, stream: &str) -> Option<Flaw> {
    let parts = StreamParts::of(stream)?;
    event.version()?;
    let expected = event.stream(parts.prefix).ok()?;
    (expected != stream).then_some(Flaw::OtherStream(expected))
}
