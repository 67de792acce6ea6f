//! What a user asks to publish, and the complete event it becomes.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::event::envelope::{Event, PRODUCER};
use crate::event::field::Field;
use crate::event::stream_name::NotAnEventType;
use crate::event::{payload, stream_name, syntax};

/// An event in the making: what is not given is filled in by [`Draft::complete`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft<'a> {
    event: Event<'a>,
}

/// Why a draft cannot become an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error("`{0}` is missing")]
    Missing(Field),
    #[error("`{0}` must not be empty")]
    Empty(Field),
    #[error(transparent)]
    EventType(#[from] NotAnEventType),
    #[error("`{field}` must be a UUID, not `{}`", .value.escape_debug())]
    NotAUuid { field: Field, value: String },
    #[error("`occurred_at` must be an RFC 3339 time, not `{}`", .0.escape_debug())]
    NotATime(String),
    #[error("`event_version` must be a positive integer, not `{}`", .0.escape_debug())]
    NotAVersion(String),
    #[error("`producer` must be like astra-backend@1.0.0, not `{}`", .0.escape_debug())]
    NotAProducer(String),
    #[error("`domain` is `{}`, but `event_type` says `{expected}`", .domain.escape_debug())]
    OtherDomain { domain: String, expected: String },
    #[error("`data` must be a JSON object")]
    NotAnObject,
    #[error("`data` is not JSON: {0}")]
    NotJson(String),
}

impl DraftError {
    /// Says what would have been right, where the message does not.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::EventType(_) => Some(NotAnEventType::HINT),
            Self::NotATime(_) => Some("a time looks like 2026-11-22T10:00:00Z"),
            _ => None,
        }
    }
}

impl<'a> Draft<'a> {
    /// Starts an event of a type about an entity.
    pub fn new(event_type: impl Into<Cow<'a, str>>, entity_id: impl Into<Cow<'a, str>>) -> Self {
        Self::default().with(Field::EventType, event_type).with(Field::EntityId, entity_id)
    }

    /// Sets a field of the envelope; it is judged by [`Draft::complete`], `data` by [`Draft::with_data`] before.
    #[must_use]
    pub fn with(mut self, field: Field, value: impl Into<Cow<'a, str>>) -> Self {
        self.event.put(field, value);
        self
    }

    /// Sets the payload: the text of a JSON object, kept as it is but for line breaks, or nothing.
    pub fn with_data(self, text: &'a str) -> Result<Self, DraftError> {
        if text.trim().is_empty() {
            return Ok(self.with(Field::Data, ""));
        }
        let json: &RawValue =
            serde_json::from_str(text).map_err(|error| DraftError::NotJson(error.to_string()))?;
        if !json.get().starts_with('{') {
            return Err(DraftError::NotAnObject);
        }
        Ok(self.with(Field::Data, payload::on_one_line(json.get())))
    }

    /// Makes the event a consequence: correlation copied unchanged, causation the direct cause's id.
    #[must_use]
    pub fn caused_by(self, cause: &Event<'_>) -> Self {
        let copy = |field| cause.text(field).to_owned();
        self.with(Field::CausationId, copy(Field::EventId))
            .with(Field::CorrelationId, copy(Field::CorrelationId))
    }

    /// Returns a field where it was given.
    pub fn given(&self, field: Field) -> Option<&str> {
        self.event.raw(field)
    }

    /// Sets a field that was checked before; `data` comes this way from a line.
    pub(crate) fn put(&mut self, field: Field, value: impl Into<Cow<'a, str>>) {
        self.event.put(field, value);
    }

    /// Keeps a field outside the envelope.
    pub(crate) fn keep(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let bytes = |text| match text {
            Cow::Borrowed(text) => Cow::Borrowed(str::as_bytes(text)),
            Cow::Owned(text) => Cow::Owned(String::into_bytes(text)),
        };
        self.event.extra.push((bytes(name), bytes(value)));
    }

    /// Says whether a field outside the envelope is kept already.
    pub(crate) fn keeps(&self, name: &str) -> bool {
        self.event.extra().any(|(kept, _)| kept == name.as_bytes())
    }

    /// Checks what is given and fills in the rest, so that all ten fields are there and right.
    ///
    /// A new `event_id` is a version 7 UUID: unique without coordination like version 4, and
    /// in the order of time, so that ids of one run sort and index together.
    pub fn complete(mut self) -> Result<Event<'a>, DraftError> {
        self.required()?;
        self.identity()?;
        self.time_and_version()?;
        self.origin()?;
        self.settle(Field::Data, || "".into());
        Ok(self.event)
    }

    fn required(&mut self) -> Result<(), DraftError> {
        for field in [Field::EventType, Field::EntityId] {
            match self.given(field) {
                None => return Err(DraftError::Missing(field)),
                Some("") => return Err(DraftError::Empty(field)),
                Some(_) => {}
            }
        }
        self.domain()
    }

    fn domain(&mut self) -> Result<(), DraftError> {
        let event_type = self.event.text(Field::EventType);
        let Some(domain) = self.given(Field::Domain) else {
            let domain = stream_name::domain_of(event_type)?;
            self.put(Field::Domain, domain);
            return Ok(());
        };
        if stream_name::is_domain_of(domain, event_type)? {
            return Ok(());
        }
        let (domain, expected) = (domain.to_owned(), stream_name::domain_of(event_type)?);
        Err(DraftError::OtherDomain { domain, expected })
    }

    fn identity(&mut self) -> Result<(), DraftError> {
        self.settle(Field::EventId, || Uuid::now_v7().to_string().into());
        self.settle(Field::CausationId, || "".into());
        self.settle(Field::CorrelationId, || "".into());
        for field in [Field::EventId, Field::CausationId] {
            let value = self.event.text(field);
            let is_none = value.is_empty() && field.may_be_empty();
            if !is_none && Uuid::try_parse(value).is_err() {
                let value = value.to_owned();
                return Err(DraftError::NotAUuid { field, value });
            }
        }
        Ok(())
    }

    fn time_and_version(&mut self) -> Result<(), DraftError> {
        match self.given(Field::OccurredAt) {
            None => self.put(Field::OccurredAt, format!("{:.6}", Timestamp::now())),
            Some(text) => match syntax::utc(text) {
                None => return Err(DraftError::NotATime(text.to_owned())),
                Some(Cow::Borrowed(_)) => {}
                Some(Cow::Owned(converted)) => self.put(Field::OccurredAt, converted),
            },
        }
        self.settle(Field::EventVersion, || "1".into());
        match self.event.version() {
            Some(_) => Ok(()),
            None => Err(DraftError::NotAVersion(self.event.text(Field::EventVersion).to_owned())),
        }
    }

    fn origin(&mut self) -> Result<(), DraftError> {
        self.settle(Field::Producer, || PRODUCER.into());
        let producer = self.event.text(Field::Producer);
        if syntax::is_producer(producer) {
            Ok(())
        } else {
            Err(DraftError::NotAProducer(producer.to_owned()))
        }
    }

    fn settle(&mut self, field: Field, default: impl FnOnce() -> Cow<'a, str>) {
        if self.given(field).is_none() {
            self.put(field, default());
        }
    }
}
