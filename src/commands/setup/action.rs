//! One change that `astra setup` made, would make, or could not make.

use astra_model::Name;
use serde::Serialize;

use crate::commands::setup::prune::{PruneCandidate, describe_loss};
use crate::provision::{Creation, Obstacle, PlannedBinding};

/// One change that was made, would be made, or failed.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct SetupAction {
    pub(super) action: &'static str,
    pub(super) stream: Name,
    pub(super) group: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<String>,
    #[serde(skip_serializing_if = "is_not_applicable")]
    pub(super) will_see: EntryCount,
    #[serde(skip_serializing_if = "is_not_applicable")]
    pub(super) will_skip: EntryCount,
    /// Why `will_see` is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) will_see_reason: Option<&'static str>,
    /// Why `will_skip` is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    will_skip_reason: Option<&'static str>,
    /// Entries that a removed stream contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    /// Pending entries of a removed group, or of all groups of a removed stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<u64>,
    /// Why the change failed, or the object was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// What the removal loses, in words.
    #[serde(skip)]
    pub(super) lost: String,
    /// The next step if the change failed.
    #[serde(skip)]
    pub(super) hint: Option<String>,
}

/// A number of existing entries; serialized as `null` if it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryCount {
    /// The change is not a creation; the key is omitted.
    NotApplicable,
    Entries(Option<u64>),
}

impl Serialize for EntryCount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::NotApplicable => serializer.serialize_none(),
            Self::Entries(count) => count.serialize(serializer),
        }
    }
}

fn is_not_applicable(count: &EntryCount) -> bool {
    *count == EntryCount::NotApplicable
}

impl SetupAction {
    fn new(action: &'static str, stream: Name, group: Option<Name>) -> Self {
        Self {
            action,
            stream,
            group,
            start: None,
            will_see: EntryCount::NotApplicable,
            will_skip: EntryCount::NotApplicable,
            will_see_reason: None,
            will_skip_reason: None,
            entries: None,
            pending: None,
            reason: None,
            lost: String::new(),
            hint: None,
        }
    }

    pub(super) fn creation(binding: &PlannedBinding, creation: &Creation) -> Self {
        Self {
            start: Some(binding.start.clone()),
            will_see: EntryCount::Entries(creation.will_see),
            will_skip: EntryCount::Entries(creation.will_skip),
            will_see_reason: creation.unknown_reason,
            will_skip_reason: creation.unknown_reason,
            ..Self::of_binding(binding)
        }
    }

    pub(super) fn blocked(binding: &PlannedBinding, obstacle: &Obstacle) -> Self {
        let mut action = Self::of_binding(binding);
        action.fail(obstacle);
        action
    }

    fn of_binding(binding: &PlannedBinding) -> Self {
        Self::new("create", binding.stream.clone(), Some(binding.group.as_str().into()))
    }

    pub(super) fn removal(candidate: &PruneCandidate, kept: Option<&Obstacle>) -> Self {
        let (stream, group) = (candidate.target.stream(), candidate.target.group());
        let action = if kept.is_some() { "keep" } else { "remove" };
        let mut action = Self::new(action, stream.clone(), group.cloned());
        (action.entries, action.pending) = (candidate.entries, Some(candidate.pending));
        match kept {
            Some(obstacle) => action.fail(obstacle),
            None => action.lost = describe_loss(std::iter::once(candidate)),
        }
        action
    }

    pub(super) fn fail(&mut self, obstacle: &Obstacle) {
        self.reason = Some(obstacle.reason.clone());
        self.hint.clone_from(&obstacle.hint);
    }

    /// Why the change failed, or what the removal loses.
    pub(super) fn detail(&self) -> &str {
        self.reason.as_deref().unwrap_or(&self.lost)
    }
}
