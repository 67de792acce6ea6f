//! Turns a line of the input into the entry that is published for it.

use std::borrow::Cow;

use astra_model::event::{Draft, Event, Field, LineError, derived_id};
use uuid::Uuid;

use crate::commands::publish::input::entry_line::EntryLine;
use crate::commands::publish::input::stream_catalog::UnknownStream;

/// An entry that is ready to be published, borrowed from its line.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "only one exists at a time, usually the large one")]
pub(crate) enum Prepared<'a> {
    /// A complete event, and the stream of its type.
    Event { stream: String, event: Event<'a> },
    /// An entry copied from a stream.
    Entry(EntryLine<'a>),
}

/// Why a line is not published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadLine {
    #[error("invalid UTF-8 from byte {0} on")]
    NotUtf8(usize),
    #[error("longer than 16 MiB")]
    TooLong,
    #[error(transparent)]
    Envelope(#[from] LineError),
    #[error("not an entry: {0}")]
    Entry(String),
    #[error("`fields` is empty")]
    NoFields,
    #[error(transparent)]
    Unknown(#[from] UnknownStream),
}

/// How lines become entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preparation<'a> {
    pub(crate) prefix: &'a str,
    /// The run, if it has a journal: then an event without an id gets one derived from the run and
    /// the line, by which a later session recognizes it. Otherwise it gets a random one.
    pub(crate) run: Option<Uuid>,
}

impl Preparation<'_> {
    /// Prepares a line; `None` for a blank one.
    pub(crate) fn prepare(
        self,
        number: u64,
        bytes: &[u8],
    ) -> Result<Option<Prepared<'_>>, BadLine> {
        let bytes = without_byte_order_mark(number, bytes);
        let line =
            str::from_utf8(bytes).map_err(|error| BadLine::NotUtf8(error.valid_up_to() + 1))?;
        if line.trim_ascii().is_empty() {
            return Ok(None);
        }
        if EntryLine::looks_like(line) {
            return entry(line).map(Some);
        }
        self.event(number, line).map(Some)
    }

    fn event(self, number: u64, line: &str) -> Result<Prepared<'_>, BadLine> {
        let mut draft = Draft::from_line(line)?;
        if let Some(run) = self.run.filter(|_| draft.given(Field::EventId).is_none()) {
            let id = derived_id(&run.to_string(), &format!("line {number}"));
            draft = draft.with(Field::EventId, id.to_string());
        }
        let event = draft.complete().map_err(LineError::from)?;
        let stream = event.stream(self.prefix).map_err(|error| LineError::Draft(error.into()))?;
        Ok(Prepared::Event { stream, event })
    }
}

/// Strips the byte order mark that Windows editors put at the start of a file.
fn without_byte_order_mark(number: u64, bytes: &[u8]) -> &[u8] {
    let mark = b"\xef\xbb\xbf";
    bytes.strip_prefix(mark).filter(|_| number == 1).unwrap_or(bytes)
}

fn entry(line: &str) -> Result<Prepared<'_>, BadLine> {
    let entry = EntryLine::parse(line).map_err(|error| {
        let text = error.to_string();
        let reason = text.replace(" at line 1 column ", " at column ");
        BadLine::Entry(reason)
    })?;
    if entry.fields().next().is_none() {
        return Err(BadLine::NoFields);
    }
    Ok(Prepared::Entry(entry))
}

impl Prepared<'_> {
    pub(crate) fn stream(&self) -> &[u8] {
        match self {
            Self::Event { stream, .. } => stream.as_bytes(),
            Self::Entry(entry) => entry.stream(),
        }
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let (event, entry) = match self {
            Self::Event { event, .. } => (Some(event.fields()), None),
            Self::Entry(entry) => (None, Some(entry.fields())),
        };
        event.into_iter().flatten().chain(entry.into_iter().flatten())
    }

    /// The `event_id` as given, if there is one.
    pub(crate) fn event_id(&self) -> Option<Cow<'_, str>> {
        let is_id = |(name, _): &(&[u8], &[u8])| *name == Field::EventId.name().as_bytes();
        self.fields().find(is_id).map(|(_, value)| String::from_utf8_lossy(value))
    }
}
