//! What `astra setup` did or would do, as data.

use serde::Serialize;

use crate::bus::{Absent, Leftover, Name};
use crate::commands::setup::prune::Pruning;
use crate::commands::unseen;
use crate::provision::{Finding, Obstacle, Outcome, Plan};
use crate::topology::Topology;

/// The document `astra.setup/v1`.
#[derive(Debug, Serialize)]
pub(super) struct SetupReport {
    pub(super) groups: usize,
    pub(super) streams: usize,
    pub(super) bindings: usize,
    pub(super) created: usize,
    pub(super) unchanged: usize,
    pub(super) removed: usize,
    pub(super) failed: usize,
    /// Whether the numbers say what would be done.
    pub(super) dry_run: bool,
    pub(super) actions: Vec<Action>,
    pub(super) findings: Vec<Finding>,
    /// Servers that are away: the streams there that the catalogue does not name are not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) unreachable: Vec<Absent>,
    #[serde(skip)]
    pub(super) starts: Vec<GroupStart>,
}

/// One thing that was done, would be done, or could not be.
#[derive(Debug, Serialize, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the key that programs rely on")]
pub(super) struct Action {
    pub(super) action: &'static str,
    pub(super) stream: Name,
    pub(super) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<String>,
    #[serde(skip_serializing_if = "is_not_creation")]
    pub(super) will_see: Known,
    #[serde(skip_serializing_if = "is_not_creation")]
    pub(super) will_skip: Known,
    /// Why it failed or was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// The next step where it was refused.
    #[serde(skip)]
    hint: Option<String>,
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

/// A group of the topology and what its creation means, summed over its streams.
#[derive(Debug)]
pub(super) struct GroupStart {
    pub(super) name: String,
    pub(super) streams: usize,
    pub(super) missing: usize,
    pub(super) start: String,
    pub(super) will_see: Option<u64>,
    pub(super) will_skip: Option<u64>,
}

impl SetupReport {
    /// Says the next step of what was refused.
    pub(super) fn tell_hints(&self) {
        let refused = self
            .actions
            .iter()
            .filter_map(|action| Some((action.reason.as_deref()?, action.hint.as_deref())));
        unseen::tell_hints(refused);
    }

    /// What would be done.
    pub(super) fn planned(topology: &Topology, plan: &Plan) -> Self {
        let blocked: Vec<Action> = plan
            .blocked()
            .map(|(binding, obstacle)| Action::failed(&binding.stream, &binding.group, obstacle))
            .collect();
        let creations = plan.missing().map(|(binding, creation)| Action {
            action: "create",
            stream: binding.stream.clone(),
            group: Some(binding.group.clone()),
            start: Some(binding.start.clone()),
            will_see: Known::Entries(creation.will_see),
            will_skip: Known::Entries(creation.will_skip),
            reason: None,
            hint: None,
        });
        let actions: Vec<Action> = creations.collect();
        Self {
            groups: topology.groups.len(),
            streams: plan.bound_streams(),
            bindings: plan.bindings.len(),
            created: actions.len(),
            unchanged: plan.present(),
            removed: 0,
            failed: blocked.len(),
            dry_run: true,
            actions: actions.into_iter().chain(blocked).collect(),
            findings: plan.findings.clone(),
            unreachable: plan.unreachable.clone(),
            starts: topology.groups.iter().map(|group| GroupStart::of(&group.name, plan)).collect(),
        }
    }

    /// Takes in what became of the missing bindings.
    pub(super) fn applied(&mut self, plan: &Plan, outcomes: &[Outcome]) {
        self.dry_run = false;
        self.created = 0;
        let blocked = self.actions.split_off(outcomes.len());
        for (action, outcome) in self.actions.iter_mut().zip(outcomes) {
            match outcome {
                Outcome::Created => self.created += 1,
                Outcome::Present => action.action = "present",
                Outcome::Failed(obstacle) => action.fail(obstacle),
            }
        }
        self.actions.retain(|action| action.action != "present");
        self.actions.extend(blocked);
        self.unchanged = plan.present()
            + outcomes.iter().filter(|outcome| **outcome == Outcome::Present).count();
        self.failed = self.actions.iter().filter(|action| action.reason.is_some()).count();
    }

    /// Takes in what `--prune` would remove.
    pub(super) fn would_prune(&mut self, pruning: &Pruning) {
        self.pruned(pruning, &vec![None; pruning.removable.len()]);
    }

    /// Takes in what `--prune` removed; `kept` says for each of the removable ones why it stayed after all.
    pub(super) fn pruned(&mut self, pruning: &Pruning, kept: &[Option<Obstacle>]) {
        for (leftover, reason) in pruning.removable.iter().zip(kept) {
            self.removed += usize::from(reason.is_none());
            self.actions.push(Action::removal(leftover, reason.as_ref()));
        }
        self.actions.extend(
            pruning.kept.iter().map(|(leftover, reason)| Action::removal(leftover, Some(reason))),
        );
        if !self.dry_run {
            let gone: Vec<&Leftover> = pruning
                .removable
                .iter()
                .zip(kept)
                .filter(|(_, kept)| kept.is_none())
                .map(|(item, _)| item)
                .collect();
            self.findings
                .retain(|finding| !gone.iter().any(|leftover| is_about(finding, leftover)));
        }
    }

    /// Whether everything asked for is done, or would be.
    pub(super) fn is_success(&self) -> bool {
        self.actions.iter().all(|action| action.reason.is_none()) && self.unreachable.is_empty()
    }

    /// Whether a watcher should hear of this report after the last one.
    pub(super) fn is_news_after(&self, last: &Self) -> bool {
        let ids = |report: &Self| {
            report
                .findings
                .iter()
                .map(|finding| (finding.id, finding.stream.clone(), finding.group.clone()))
                .collect::<Vec<_>>()
        };
        self.created > 0
            || self.bindings != last.bindings
            || self.unchanged < last.unchanged
            || (self.failed > 0 && self.actions != last.actions)
            || ids(self) != ids(last)
    }
}

fn is_about(finding: &Finding, leftover: &Leftover) -> bool {
    finding.stream.as_ref() == Some(leftover.stream())
        && match leftover.group() {
            None => true,
            Some(group) => finding.group.as_ref().is_some_and(|name| *name == group.to_string()),
        }
}

impl Action {
    fn failed(stream: &Name, group: &str, obstacle: &Obstacle) -> Self {
        let mut action = Self {
            action: "create",
            stream: stream.clone(),
            group: Some(group.into()),
            start: None,
            will_see: Known::NotAsked,
            will_skip: Known::NotAsked,
            reason: None,
            hint: None,
        };
        action.fail(obstacle);
        action
    }

    fn fail(&mut self, obstacle: &Obstacle) {
        self.reason = Some(obstacle.reason.clone());
        self.hint.clone_from(&obstacle.hint);
    }

    fn removal(leftover: &Leftover, kept: Option<&Obstacle>) -> Self {
        Self {
            action: if kept.is_some() { "keep" } else { "remove" },
            stream: leftover.stream().clone(),
            group: leftover.group().map(ToString::to_string),
            start: None,
            will_see: Known::NotAsked,
            will_skip: Known::NotAsked,
            reason: kept.map(|obstacle| obstacle.reason.clone()),
            hint: kept.and_then(|obstacle| obstacle.hint.clone()),
        }
    }
}

impl GroupStart {
    fn of(name: &str, plan: &Plan) -> Self {
        let promised: Vec<_> =
            plan.bindings.iter().filter(|binding| binding.group == name).collect();
        let creations: Vec<_> = plan
            .missing()
            .filter(|(binding, _)| binding.group == name)
            .map(|(_, creation)| creation)
            .collect();
        Self {
            name: name.into(),
            streams: promised.len(),
            missing: creations.len(),
            start: promised.first().map_or_else(String::new, |binding| binding.start.clone()),
            will_see: creations.iter().map(|creation| creation.will_see).sum(),
            will_skip: creations.iter().map(|creation| creation.will_skip).sum(),
        }
    }
}
