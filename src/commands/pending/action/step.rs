//! One step of an action: an entry, and the outcome for it.

use astra_bus::{ActionOutcome, BusError, dead_letter_stream};
use astra_model::{EntryId, Name};
use serde::{Serialize, Serializer};

use crate::commands::pending::action::choose::ChosenEntry;
use crate::commands::pending::action::kind::ActionWords;
use crate::output::{Cell, Column, Table, Tone};

/// One entry and its outcome.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) entry: ChosenEntry,
    action: &'static str,
    pub(super) outcome: StepOutcome,
    /// The ID of the dead letter.
    dead_letter: Option<EntryId>,
    /// Why it was not done.
    pub(super) reason: Option<String>,
    hint: Option<String>,
}

/// The outcome for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StepOutcome {
    Planned,
    Done,
    Skipped,
    Failed,
    /// The connection was lost before the reply.
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
    outcome: StepOutcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    dead_letter: Option<DeadLetterJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct DeadLetterJson {
    stream: Name,
    id: EntryId,
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ChosenEntry { stream, group, entry, is_ghost } = &self.entry;
        let dead_letter = |id| DeadLetterJson { stream: dead_letter_stream(stream), id };
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
            dead_letter: self.dead_letter.map(dead_letter),
            reason: self.reason.as_deref(),
        }
        .serialize(serializer)
    }
}

impl Step {
    pub(super) fn planned(entry: ChosenEntry, action: &'static str) -> Self {
        let outcome = StepOutcome::Planned;
        Self { entry, action, outcome, dead_letter: None, reason: None, hint: None }
    }

    /// Why it failed, and the next step for the user.
    pub(super) fn reason_and_hint(&self) -> Option<(&str, Option<&str>)> {
        Some((self.reason.as_deref()?, self.hint.as_deref()))
    }

    /// Records the server's reply.
    pub(super) fn record(&mut self, outcome: ActionOutcome) {
        self.hint = outcome.hint();
        (self.outcome, self.dead_letter, self.reason) = match outcome {
            ActionOutcome::Done(dead_letter) => (StepOutcome::Done, dead_letter, None),
            ActionOutcome::Skipped(reason) => (StepOutcome::Skipped, None, Some(reason)),
            ActionOutcome::Failed(error) => (StepOutcome::Failed, None, Some(error.to_string())),
        };
    }

    /// Records that the server did not reply, or refuses all work.
    pub(super) fn record_error(&mut self, error: &BusError) {
        self.outcome =
            if error.is_uncertain() { StepOutcome::InDoubt } else { StepOutcome::Failed };
        self.reason = Some(error.to_string());
    }

    /// Records that it was not tried, because an earlier step ended with `error`.
    pub(super) fn skip_after(&mut self, error: &BusError) {
        let reason = match error {
            BusError::Refused { .. } => "the server refused all work before",
            _ => "the server was lost before",
        };
        (self.outcome, self.reason) = (StepOutcome::NotTried, Some(reason.into()));
    }

    /// Whether it failed like another step on the same binding, so that one row can report both.
    pub(super) fn fails_like(&self, other: &Self) -> bool {
        self.outcome != StepOutcome::Skipped
            && (self.outcome, &self.reason) == (other.outcome, &other.reason)
            && (&self.entry.stream, &self.entry.group) == (&other.entry.stream, &other.entry.group)
    }

    /// The steps in full, for programs.
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
        let ChosenEntry { stream, group, entry, is_ghost } = &self.entry;
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
            self.dead_letter.map_or_else(|| Cell::absent(""), Cell::new),
            Cell::new(self.reason.as_deref().unwrap_or_default()),
        ]
    }
}

impl StepOutcome {
    /// The word of the documents.
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

    /// The word in tables.
    pub(super) fn cell(self, words: &ActionWords) -> Cell {
        match self {
            Self::Planned => Cell::new(words.name),
            Self::Done => Cell::new(words.done).tone(Tone::Good),
            Self::Skipped => Cell::new("skipped").tone(Tone::Warning),
            Self::Failed => Cell::new("failed").tone(Tone::Bad),
            Self::InDoubt => Cell::new("in doubt").tone(Tone::Bad),
            Self::NotTried => Cell::new("not tried").tone(Tone::Bad),
        }
    }
}
