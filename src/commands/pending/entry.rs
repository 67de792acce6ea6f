//! One pending entry, as data and as a row.

use astra_bus::PendingEntryBody;
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::pending::fields::StoredFields;
use crate::commands::pending::find::Binding;
use crate::commands::pending::millis;
use crate::commands::pending::report::{duration, name};
use crate::output::{Cell, Tone};

/// One pending entry of the document.
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

/// What an entry holds, where that was asked for.
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
        binding: &'a Binding,
        held: &'a PendingEntryBody,
        now: Timestamp,
        with_payload: bool,
    ) -> Self {
        let age_ms = held.entry.id.age(now).map(millis);
        Self {
            stream: &binding.stream,
            group: &binding.group,
            consumer: &held.entry.consumer,
            id: held.entry.id,
            age_ms,
            age_reason: age_ms.is_none().then_some(UNKNOWN_AGE_REASON),
            idle_ms: held.entry.idle_ms,
            deliveries: held.entry.deliveries,
            ghost: held.is_ghost(),
            fields: match &held.fields {
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
