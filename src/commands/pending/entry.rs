//! One pending entry, as data and as a row.

use astra_bus::PendingEntryBody;
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::pending::fields::StoredFields;
use crate::commands::pending::report::{duration, name};
use crate::output::{Cell, Tone};
use crate::survey::{PendingBinding, age_ms};

/// One pending entry of the document `astra.pending/v1`.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    stream: &'a Name,
    group: &'a Name,
    consumer: &'a Name,
    id: EntryId,
    age_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_reason: Option<&'static str>,
    idle_ms: u64,
    deliveries: u64,
    ghost: bool,
    #[serde(skip_serializing_if = "Payload::is_unasked")]
    fields: Payload<'a>,
}

/// The fields of an entry, with `--payload`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Payload<'a> {
    Unasked,
    Gone(()),
    Stored(StoredFields<'a>),
}

impl Payload<'_> {
    fn is_unasked(&self) -> bool {
        matches!(self, Self::Unasked)
    }

    fn cell(&self) -> Option<Cell> {
        match self {
            Self::Unasked => None,
            Self::Gone(()) => Some(Cell::absent("-")),
            Self::Stored(fields) => {
                // A text or a map of texts always becomes JSON.
                let json = serde_json::to_string(fields).unwrap_or_default();
                Some(Cell::new(fields).raw(json))
            }
        }
    }
}

impl<'a> Entry<'a> {
    pub(super) fn new(
        binding: &'a PendingBinding,
        body: &'a PendingEntryBody,
        now: Timestamp,
        with_payload: bool,
    ) -> Self {
        let age_ms = age_ms(body.entry.id, now);
        Self {
            stream: &binding.stream,
            group: &binding.group,
            consumer: &body.entry.consumer,
            id: body.entry.id,
            age_ms,
            age_reason: age_ms.is_none().then_some(UNKNOWN_AGE_REASON),
            idle_ms: body.entry.idle_ms,
            deliveries: body.entry.deliveries,
            ghost: body.is_ghost(),
            fields: match &body.fields {
                _ if !with_payload => Payload::Unasked,
                None => Payload::Gone(()),
                Some(fields) => Payload::Stored(StoredFields(fields)),
            },
        }
    }
}

impl Entry<'_> {
    pub(super) fn cells(&self) -> Vec<Cell> {
        let ghost = if self.ghost { Cell::new("ghost").tone(Tone::Warning) } else { Cell::new("") };
        let mut cells = vec![
            name(self.stream),
            name(self.group),
            name(self.consumer),
            Cell::new(self.id),
            self.age_ms.map_or_else(|| Cell::absent("?"), duration),
            duration(self.idle_ms),
            Cell::new(self.deliveries),
            ghost.raw(self.ghost),
        ];
        cells.extend(self.fields.cell());
        cells
    }
}
