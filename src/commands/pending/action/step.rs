//! One entry of an action, and what becomes of it.

use astra_bus::{ActionOutcome, BusError, dead_letter_stream};
use astra_model::{EntryId, Name};
use serde::{Serialize, Serializer};

use crate::commands::pending::action::choose::Item;
use crate::commands::pending::action::kind::Kind;
use crate::output::{Cell, Column, Table, Tone};

/// One entry and what becomes of it.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) item: Item,
    action: &'static str,
    pub(super) outcome: Outcome,
    letter: Option<EntryId>,
    /// Why it was not done.
    pub(super) reason: Option<String>,
    /// The next step after a failure, where there is one.
    pub(super) hint: Option<String>,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Planned,
    Done,
    Skipped,
    Failed,
    /// The server was lost before it answered.
    InDoubt,
    NotTried,
}

#[derive(Serialize)]
struct StepJson<'a> {
    action: &'static str,
    stream: &'a Name,
    group: &'a Name,
    consumer: &'a Name,
    id: EntryId,
    idle_ms: u64,
    deliveries: u64,
    ghost: bool,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    dead_letter: Option<LetterJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct LetterJson {
    stream: Name,
    id: EntryId,
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Item { stream, group, entry, is_ghost } = &self.item;
        let letter = |id| LetterJson { stream: dead_letter_stream(stream), id };
        StepJson {
            action: self.action,
            stream,
            group,
            consumer: &entry.consumer,
            id: entry.id,
            idle_ms: entry.idle_ms,
            deliveries: entry.deliveries,
            ghost: *is_ghost,
            outcome: self.outcome,
            dead_letter: self.letter.map(letter),
            reason: self.reason.as_deref(),
        }
        .serialize(serializer)
    }
}

impl Step {
    pub(super) fn planned(item: Item, action: &'static str) -> Self {
        Self { item, action, outcome: Outcome::Planned, letter: None, reason: None, hint: None }
    }

    /// Why it failed, and the next step.
    pub(super) fn next(&self) -> Option<(&str, Option<&str>)> {
        Some((self.reason.as_deref()?, self.hint.as_deref()))
    }

    pub(super) fn settled(&mut self, settled: ActionOutcome) {
        self.hint = settled.hint();
        (self.outcome, self.letter, self.reason) = match settled {
            ActionOutcome::Done(letter) => (Outcome::Done, letter, None),
            ActionOutcome::Skipped(reason) => (Outcome::Skipped, None, Some(reason)),
            ActionOutcome::Failed(refusal) => (Outcome::Failed, None, Some(refusal.to_string())),
        };
    }

    /// Notes that the server gave no answer, or refuses all work.
    pub(super) fn unsettled(&mut self, error: &BusError) {
        self.outcome = if error.is_uncertain() { Outcome::InDoubt } else { Outcome::Failed };
        self.reason = Some(error.to_string());
    }

    pub(super) fn not_tried(&mut self, error: &BusError) {
        let before = match error {
            BusError::Refused { .. } => "the server refused all work before",
            _ => "the server was lost before",
        };
        (self.outcome, self.reason) = (Outcome::NotTried, Some(before.into()));
    }

    /// Whether it failed as another entry of its group did: then one sentence says it of both.
    pub(super) fn fails_like(&self, other: &Self) -> bool {
        self.outcome != Outcome::Skipped
            && (self.outcome, &self.reason) == (other.outcome, &other.reason)
            && (&self.item.stream, &self.item.group) == (&other.item.stream, &other.item.group)
    }

    /// The entry with all that became of it, for programs.
    pub(super) fn table(steps: &[Self]) -> Table {
        let mut table = Table::new(&[
            Column::text("ACTION", "action"),
            Column::text("STREAM", "stream"),
            Column::text("GROUP", "group"),
            Column::text("CONSUMER", "consumer"),
            Column::number("ID", "id"),
            Column::number("IDLE", "idle_ms"),
            Column::number("DELIVERIES", "deliveries"),
            Column::text("GHOST", "ghost"),
            Column::text("OUTCOME", "outcome"),
            Column::number("DEAD LETTER", "dead_letter_id"),
            Column::prose("REASON", "reason"),
        ]);
        for step in steps {
            table.push(step.cells());
        }
        table
    }

    fn cells(&self) -> Vec<Cell> {
        let Item { stream, group, entry, is_ghost } = &self.item;
        vec![
            Cell::new(self.action),
            Cell::new(stream),
            Cell::new(group),
            Cell::new(&entry.consumer),
            Cell::new(entry.id),
            Cell::new(entry.idle_ms),
            Cell::new(entry.deliveries),
            Cell::new(is_ghost),
            Cell::new(self.outcome.as_str()),
            self.letter.map_or_else(|| Cell::absent(""), Cell::new),
            Cell::new(self.reason.as_deref().unwrap_or_default()),
        ]
    }
}

impl Outcome {
    /// The word of the document.
    fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::InDoubt => "in-doubt",
            Self::NotTried => "not-tried",
        }
    }

    pub(super) fn cell<K: Kind>(self) -> Cell {
        match self {
            Self::Planned => Cell::new(K::ACTION),
            Self::Done => Cell::new(K::DONE).tone(Tone::Good),
            Self::Skipped => Cell::new("skipped").tone(Tone::Warning),
            Self::Failed => Cell::new("failed").tone(Tone::Bad),
            Self::InDoubt => Cell::new("in doubt").tone(Tone::Bad),
            Self::NotTried => Cell::new("not tried").tone(Tone::Bad),
        }
    }
}
