//! Owns the event envelope: reads it from the fields of an entry, and orders the fields for writing.

use std::borrow::Cow;

use uuid::Uuid;

use crate::event::field::Field;
use crate::event::payload::Payload;
use crate::event::stream_name::{NotAnEventType, stream_name};
use crate::event::syntax;

/// The default `producer` of published events: `astra@` and the version of this build.
pub const PRODUCER: &str = concat!("astra@", env!("CARGO_PKG_VERSION"));

/// An event as stored in an entry: the ten fields of the envelope and any extra fields.
///
/// It borrows from the entry. Reading never fails; [`Event::flaws`] lists the faults of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    values: [Option<Cow<'a, str>>; Field::ALL.len()],
    pub(super) extra: Vec<ExtraField<'a>>,
}

/// The name and value of a field outside the envelope.
pub(super) type ExtraField<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

impl<'a> Event<'a> {
    /// Reads the fields of an entry.
    ///
    /// The first UTF-8 value of an envelope field counts. Its other values become extra fields
    /// of the same name, so that no byte is lost.
    pub fn read(fields: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Self {
        let mut event = Self::default();
        for (name, value) in fields {
            match (event.unset_slot(name), std::str::from_utf8(value)) {
                (Some(slot), Ok(text)) => *slot = Some(Cow::Borrowed(text)),
                _ => event.extra.push((Cow::Borrowed(name), Cow::Borrowed(value))),
            }
        }
        event
    }

    fn unset_slot(&mut self, name: &[u8]) -> Option<&mut Option<Cow<'a, str>>> {
        let slot = &mut self.values[Field::named(name)? as usize];
        slot.is_none().then_some(slot)
    }

    /// Returns the names and values to write: the envelope in the order of [`Field::ALL`], then the extra fields.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let envelope = Field::ALL.iter().filter_map(|field| {
            let value = self.raw(*field)?;
            Some((field.name().as_bytes(), value.as_bytes()))
        });
        envelope.chain(self.extra())
    }

    /// Returns the names and values of the extra fields, in the order of the entry.
    pub fn extra(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.extra.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns a field unchanged, or `None` if it is missing or not UTF-8.
    pub fn raw(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }

    /// Returns a field unchanged, or the empty string if it is missing or not UTF-8.
    pub fn text(&self, field: Field) -> &str {
        self.raw(field).unwrap_or_default()
    }

    /// Returns the event id, or `None` if it is not a UUID.
    pub fn id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.text(Field::EventId)).ok()
    }

    /// Returns the causation id, or `None` if it is empty or not a UUID.
    pub fn cause(&self) -> Option<Uuid> {
        Uuid::try_parse(self.text(Field::CausationId)).ok()
    }

    /// Returns the correlation id, or `None` if it is empty.
    pub fn correlation_id(&self) -> Option<&str> {
        Some(self.text(Field::CorrelationId)).filter(|id| !id.is_empty())
    }

    /// Returns the event version, or `None` if it is not a positive integer.
    pub fn version(&self) -> Option<u32> {
        syntax::version(self.text(Field::EventVersion))
    }

    /// Classifies the content of `data`.
    pub fn payload(&self) -> Payload<'_> {
        Payload::of(self.text(Field::Data))
    }

    /// Returns the stream that the event belongs to; an invalid version counts as 1.
    ///
    /// Returns an error if the event type is invalid.
    pub fn stream(&self, prefix: &str) -> Result<String, NotAnEventType> {
        stream_name(prefix, self.text(Field::EventType), self.version().unwrap_or(1))
    }

    pub(super) fn set(&mut self, field: Field, value: impl Into<Cow<'a, str>>) {
        self.values[field as usize] = Some(value.into());
    }
}
