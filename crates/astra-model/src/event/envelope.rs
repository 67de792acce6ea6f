//! The event envelope as it stands in an entry: tolerant reading and the order in which it is written.

use std::borrow::Cow;

use uuid::Uuid;

use crate::event::field::Field;
use crate::event::flaw::Flaw;
use crate::event::payload::Payload;
use crate::event::stream_name::{NotAnEventType, stream_name};
use crate::event::{flaw, syntax};

/// Who publishes when nobody says otherwise, as `name@version`.
pub const PRODUCER: &str = concat!("astra@", env!("CARGO_PKG_VERSION"));

/// An event as it stands on the wire: the ten fields of the envelope and whatever else was with them.
///
/// It borrows from the entry it was read from. Reading never fails: what is wrong with the
/// fields is told by [`Event::flaws`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    values: [Option<Cow<'a, str>>; Field::ALL.len()],
    pub(crate) extra: Vec<Pair<'a>>,
}

/// The name and value of a field outside the envelope.
pub(crate) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

impl<'a> Event<'a> {
    /// Reads the fields of an entry.
    ///
    /// The first readable value of a field counts. A repeated one, and one that is not UTF-8,
    /// is kept among the extra fields under its name, so that no byte is lost.
    pub fn read(fields: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Self {
        let mut event = Self::default();
        for (name, value) in fields {
            match (event.vacant(name), std::str::from_utf8(value)) {
                (Some(slot), Ok(text)) => *slot = Some(Cow::Borrowed(text)),
                _ => event.extra.push((Cow::Borrowed(name), Cow::Borrowed(value))),
            }
        }
        event
    }

    fn vacant(&mut self, name: &[u8]) -> Option<&mut Option<Cow<'a, str>>> {
        let slot = &mut self.values[Field::named(name)? as usize];
        slot.is_none().then_some(slot)
    }

    /// Returns the fields to write: the ten of the envelope in the contract's order, then the extra ones.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let envelope = Field::ALL.iter().filter_map(|field| {
            let value = self.raw(*field)?;
            Some((field.name().as_bytes(), value.as_bytes()))
        });
        envelope.chain(self.extra())
    }

    /// Returns the fields outside the envelope, in the order in which they came.
    pub fn extra(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.extra.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns a field as it stands, or `None` where it is missing or not UTF-8.
    pub fn raw(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }

    /// Returns a field's text, empty where there is none.
    pub fn text(&self, field: Field) -> &str {
        self.raw(field).unwrap_or_default()
    }

    /// Returns the event's id, or `None` where it is not a UUID.
    pub fn id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.text(Field::EventId)).ok()
    }

    /// Returns the id of the direct cause, or `None` for a root or where it is not a UUID.
    pub fn cause(&self) -> Option<Uuid> {
        Uuid::try_parse(self.text(Field::CausationId)).ok()
    }

    /// Returns the id of the whole flow, or `None` where it is empty.
    pub fn correlation_id(&self) -> Option<&str> {
        Some(self.text(Field::CorrelationId)).filter(|id| !id.is_empty())
    }

    /// Returns the event's version, or `None` where it is no positive integer.
    pub fn version(&self) -> Option<u32> {
        syntax::version(self.text(Field::EventVersion))
    }

    /// Says what `data` holds.
    pub fn payload(&self) -> Payload<'_> {
        Payload::of(self.text(Field::Data))
    }

    /// Returns the stream that this event belongs to.
    pub fn stream(&self, prefix: &str) -> Result<String, NotAnEventType> {
        stream_name(prefix, self.text(Field::EventType), self.version().unwrap_or(1))
    }

    /// Lists what is wrong with the event, given the stream it was found in.
    pub fn flaws(&self, stream: &str) -> Vec<Flaw> {
        flaw::of(self, stream)
    }

    pub(crate) fn put(&mut self, field: Field, value: impl Into<Cow<'a, str>>) {
        self.values[field as usize] = Some(value.into());
    }
}
