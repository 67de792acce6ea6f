//! One entry of an action, and what becomes of it.

use serde::{Serialize, Serializer};

use crate::bus::{BusError, Name, Settled, dead_letter_stream};
use crate::commands::pending::action::choose::Item;
use crate::commands::pending::action::kind::Kind;
use crate::entry_id::EntryId;
use crate::output::{Cell, Tone};

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

    pub(super) fn settled(&mut self, settled: Settled) {
        self.hint = settled.hint();
        (self.outcome, self.letter, self.reason) = match settled {
            Settled::Done(letter) => (Outcome::Done, letter, None),
            Settled::Skipped(reason) => (Outcome::Skipped, None, Some(reason)),
            Settled::Failed(refusal) => (Outcome::Failed, None, Some(refusal.to_string())),
        };
    }

    pub(super) fn in_doubt(&mut self, error: &BusError) {
        (self.outcome, self.reason) = (Outcome::InDoubt, Some(error.to_string()));
    }

    pub(super) fn not_tried(&mut self) {
        (self.outcome, self.reason) =
            (Outcome::NotTried, Some("the server was lost before".into()));
    }
}

impl Outcome {
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
