//! Owns the draft of an event, and the checks and defaults that complete it.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::event::envelope::{Event, PRODUCER};
use crate::event::field::Field;
use crate::event::stream_name::NotAnEventType;
use crate::event::{payload, stream_name, syntax};

/// An incomplete event; [`Draft::complete`] checks it and fills in the missing fields.
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
    #[error("`producer` must be name@version, not `{}`", .0.escape_debug())]
    NotAProducer(String),
    #[error("`domain` is `{}`, but `event_type` names `{expected}`", .domain.escape_debug())]
    OtherDomain { domain: String, expected: String },
    #[error("`data` must be a JSON object")]
    NotAnObject,
    #[error("`data` is not JSON: {0}")]
    NotJson(String),
}

impl DraftError {
    /// Returns the next step, or `None` if the message already contains it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::EventType(_) => Some(NotAnEventType::HINT),
            Self::NotATime(_) => Some("a time looks like 2026-11-22T10:00:00Z"),
            _ => None,
        }
    }
}

impl<'a> Draft<'a> {
    /// Starts a draft with the two fields that have no default.
    pub fn new(event_type: impl Into<Cow<'a, str>>, entity_id: impl Into<Cow<'a, str>>) -> Self {
        Self::default().with(Field::EventType, event_type).with(Field::EntityId, entity_id)
    }

    /// Sets a field of the envelope, which [`Draft::complete`] checks.
    ///
    /// Nothing checks [`Field::Data`] set this way; use [`Draft::with_data`].
    #[must_use]
    pub fn with(mut self, field: Field, value: impl Into<Cow<'a, str>>) -> Self {
        self.event.set(field, value);
        self
    }

    /// Sets the payload to the text of a JSON object without its line breaks; blank text means none.
    ///
    /// Returns an error if the text is not JSON, or is JSON but not an object.
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

    /// Copies the correlation id of `cause`, and sets the causation id to the event id of `cause`.
    #[must_use]
    pub fn caused_by(self, cause: &Event<'_>) -> Self {
        let copy = |field| cause.text(field).to_owned();
        self.with(Field::CausationId, copy(Field::EventId))
            .with(Field::CorrelationId, copy(Field::CorrelationId))
    }

    /// Returns a field, or `None` if it was not set.
    pub fn given(&self, field: Field) -> Option<&str> {
        self.event.raw(field)
    }

    pub(super) fn set(&mut self, field: Field, value: impl Into<Cow<'a, str>>) {
        self.event.set(field, value);
    }

    /// Adds a field outside the envelope.
    pub(super) fn add_extra(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let bytes = |text| match text {
            Cow::Borrowed(text) => Cow::Borrowed(str::as_bytes(text)),
            Cow::Owned(text) => Cow::Owned(String::into_bytes(text)),
        };
        self.event.extra.push((bytes(name), bytes(value)));
    }

    /// Reports whether the draft has an extra field of this name.
    pub(super) fn has_extra(&self, name: &str) -> bool {
        self.event.extra().any(|(own, _)| own == name.as_bytes())
    }

    /// Checks the fields that are set and fills in the others, so that all ten are valid.
    ///
    /// Returns the first fault if there is one. A new `event_id` is a version 7 UUID, which is unique
    /// without coordination and ordered by time, so that the ids of one run sort together.
    pub fn complete(mut self) -> Result<Event<'a>, DraftError> {
        self.check_required()?;
        self.complete_domain()?;
        self.complete_ids()?;
        self.complete_time()?;
        self.complete_version()?;
        self.complete_producer()?;
        self.set_default(Field::Data, || "".into());
        Ok(self.event)
    }

    fn check_required(&self) -> Result<(), DraftError> {
        for field in [Field::EventType, Field::EntityId] {
            match self.given(field) {
                None => return Err(DraftError::Missing(field)),
                Some("") => return Err(DraftError::Empty(field)),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn complete_domain(&mut self) -> Result<(), DraftError> {
        let event_type = self.event.text(Field::EventType);
        let Some(domain) = self.given(Field::Domain) else {
            let domain = stream_name::domain_of(event_type)?;
            self.set(Field::Domain, domain);
            return Ok(());
        };
        if stream_name::is_domain_of(domain, event_type)? {
            return Ok(());
        }
        let (domain, expected) = (domain.to_owned(), stream_name::domain_of(event_type)?);
        Err(DraftError::OtherDomain { domain, expected })
    }

    fn complete_ids(&mut self) -> Result<(), DraftError> {
        self.set_default(Field::EventId, || Uuid::now_v7().to_string().into());
        self.set_default(Field::CausationId, || "".into());
        self.set_default(Field::CorrelationId, || "".into());
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

    fn complete_time(&mut self) -> Result<(), DraftError> {
        match self.given(Field::OccurredAt) {
            None => self.set(Field::OccurredAt, format!("{:.6}", Timestamp::now())),
            Some(text) => match syntax::to_utc(text) {
                None => return Err(DraftError::NotATime(text.to_owned())),
                Some(Cow::Borrowed(_)) => {}
                Some(Cow::Owned(converted)) => self.set(Field::OccurredAt, converted),
            },
        }
        Ok(())
    }

    fn complete_version(&mut self) -> Result<(), DraftError> {
        self.set_default(Field::EventVersion, || "1".into());
        match self.event.version() {
            Some(_) => Ok(()),
            None => Err(DraftError::NotAVersion(self.event.text(Field::EventVersion).to_owned())),
        }
    }

    fn complete_producer(&mut self) -> Result<(), DraftError> {
        self.set_default(Field::Producer, || PRODUCER.into());
        let producer = self.event.text(Field::Producer);
        if syntax::is_producer(producer) {
            Ok(())
        } else {
            Err(DraftError::NotAProducer(producer.to_owned()))
        }
    }

    fn set_default(&mut self, field: Field, default: impl FnOnce() -> Cow<'a, str>) {
        if self.given(field).is_none() {
            self.set(field, default());
        }
    }
}
