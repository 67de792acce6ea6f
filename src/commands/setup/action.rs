//! One thing that `astra setup` did, would do, or could not do.

use astra_model::Name;
use serde::Serialize;

use crate::commands::setup::prune::{Surplus, losses};
use crate::provision::{Creation, Obstacle, PlannedBinding};

/// One thing that was done, would be done, or could not be.
#[derive(Debug, Serialize, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the key that programs rely on")]
pub(super) struct Action {
    pub(super) action: &'static str,
    pub(super) stream: Name,
    pub(super) group: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<String>,
    #[serde(skip_serializing_if = "is_not_creation")]
    pub(super) will_see: Known,
    #[serde(skip_serializing_if = "is_not_creation")]
    pub(super) will_skip: Known,
    /// Why they are not known, where they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) will_see_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    will_skip_reason: Option<&'static str>,
    /// Entries that go with a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    /// Pending entries that go with a group, or with the groups of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<u64>,
    /// Why it failed or was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// What is lost with it, in words.
    #[serde(skip)]
    pub(super) lost: String,
    /// The next step where it was refused.
    #[serde(skip)]
    pub(super) hint: Option<String>,
}

/// A number of existing entries: not asked for, or known, or too many to count (`null`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    NotAsked,
    Entries(Option<u64>),
}

impl Serialize for Known {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::NotAsked => serializer.serialize_none(),
            Self::Entries(count) => count.serialize(serializer),
        }
    }
}

fn is_not_creation(known: &Known) -> bool {
    *known == Known::NotAsked
}

impl Action {
    fn new(action: &'static str, stream: Name, group: Option<Name>) -> Self {
        Self {
            action,
            stream,
            group,
            start: None,
            will_see: Known::NotAsked,
            will_skip: Known::NotAsked,
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
            will_see: Known::Entries(creation.will_see),
            will_skip: Known::Entries(creation.will_skip),
            will_see_reason: creation.unforeseen,
            will_skip_reason: creation.unforeseen,
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

    pub(super) fn removal(surplus: &Surplus, kept: Option<&Obstacle>) -> Self {
        let (stream, group) = (surplus.leftover.stream(), surplus.leftover.group());
        let action = if kept.is_some() { "keep" } else { "remove" };
        let mut action = Self::new(action, stream.clone(), group.cloned());
        (action.entries, action.pending) = (surplus.entries, Some(surplus.pending));
        match kept {
            Some(obstacle) => action.fail(obstacle),
            None => action.lost = losses(std::iter::once(surplus)),
        }
        action
    }

    pub(super) fn fail(&mut self, obstacle: &Obstacle) {
        self.reason = Some(obstacle.reason.clone());
        self.hint.clone_from(&obstacle.hint);
    }

    /// Why it is as it is, or what is lost with it.
    pub(super) fn detail(&self) -> &str {
        self.reason.as_deref().unwrap_or(&self.lost)
    }
}
