//! What `astra setup` did or would do, as data.

use astra_bus::{PruneTarget, UnreachableNode};
use astra_model::topology::Topology;
use serde::Serialize;

use crate::commands::env::coverage;
use crate::commands::setup::action::Action;
use crate::commands::setup::prune::Pruning;
use crate::commands::setup::start::GroupStart;
use crate::output::notes;
use crate::provision::{Finding, Obstacle, Outcome, Plan};

/// The document `astra.setup/v1`.
#[derive(Debug, Serialize)]
pub(super) struct SetupReport {
    pub(super) groups: usize,
    pub(super) streams: usize,
    pub(super) bindings: usize,
    pub(super) created: usize,
    pub(super) unchanged: usize,
    pub(super) removed: usize,
    /// What `--prune` was to remove and did not; absent where nothing was to be removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kept: Option<usize>,
    pub(super) failed: usize,
    /// Whether the numbers say what would be done.
    pub(super) dry_run: bool,
    pub(super) actions: Vec<Action>,
    pub(super) findings: Vec<Finding>,
    /// Servers that are away: the streams there that the catalogue does not name are not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) unreachable: Vec<UnreachableNode>,
    #[serde(skip)]
    pub(super) starts: Vec<GroupStart>,
}

impl SetupReport {
    /// Says that something was kept, and the next step of what was refused.
    pub(super) fn tell_failures(&self) {
        if let Some(kept) = self.kept.filter(|kept| *kept > 0) {
            let would = if self.dry_run { "would be" } else { "was" };
            notes::error(format_args!("not everything {would} removed: {kept} kept"), None);
        }
        let refused = self
            .actions
            .iter()
            .filter_map(|action| Some((action.reason.as_deref()?, action.hint.as_deref())));
        coverage::print_hints(refused);
    }

    /// What would be done.
    pub(super) fn planned(topology: &Topology, plan: &Plan) -> Self {
        let blocked: Vec<Action> =
            plan.blocked().map(|(binding, obstacle)| Action::blocked(binding, obstacle)).collect();
        let actions: Vec<Action> =
            plan.missing().map(|(binding, creation)| Action::creation(binding, creation)).collect();
        Self {
            groups: topology.groups.len(),
            streams: plan.bound_streams(),
            bindings: plan.bindings.len(),
            created: actions.len(),
            unchanged: plan.present(),
            removed: 0,
            kept: None,
            failed: blocked.len(),
            dry_run: true,
            actions: actions.into_iter().chain(blocked).collect(),
            findings: plan.findings.clone(),
            unreachable: plan.unreachable.clone(),
            starts: GroupStart::planned(topology, plan),
        }
    }

    /// Takes in what became of the missing bindings.
    pub(super) fn applied(&mut self, topology: &Topology, plan: &Plan, outcomes: &[Outcome]) {
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
        self.starts = GroupStart::applied(topology, plan, outcomes);
    }

    /// Takes in what `--prune` would remove.
    pub(super) fn would_prune(&mut self, pruning: &Pruning) {
        self.pruned(pruning, &vec![None; pruning.removable.len()]);
    }

    /// Takes in what `--prune` removed; `kept` says for each of the removable ones why it stayed after all.
    pub(super) fn pruned(&mut self, pruning: &Pruning, kept: &[Option<Obstacle>]) {
        let tried = pruning.removable.iter().zip(kept.iter().map(Option::as_ref));
        let kept = pruning.kept.iter().map(|(surplus, reason)| (surplus, Some(reason)));
        let (mut removed, mut stayed) = (Vec::new(), 0);
        for (surplus, reason) in tried.chain(kept) {
            match reason {
                None => removed.push(&surplus.leftover),
                Some(_) => stayed += 1,
            }
            self.actions.push(Action::removal(surplus, reason));
        }
        (self.removed, self.kept) = (removed.len(), Some(stayed));
        if !self.dry_run {
            self.findings.retain(|finding| !removed.iter().any(|gone| is_about(finding, gone)));
        }
    }

    /// Whether everything asked for is done, or would be.
    pub(super) fn is_success(&self) -> bool {
        self.actions.iter().all(|action| action.reason.is_none()) && self.unreachable.is_empty()
    }

    /// The servers that are away. Why may be another each time that they are asked.
    fn away(&self) -> impl Iterator<Item = &str> {
        self.unreachable.iter().map(|server| server.node.as_str())
    }

    /// Says which servers are away, and which are no longer, since the last look.
    pub(super) fn tell_away(&self, last: Option<&Self>) {
        let was_away = |node: &str| last.is_some_and(|last| last.away().any(|away| away == node));
        let news = self.unreachable.iter().filter(|server| !was_away(&server.node));
        news.for_each(notes::warning);
        let before = last.into_iter().flat_map(Self::away);
        for node in before.filter(|node| !self.away().any(|away| away == *node)) {
            notes::note(format_args!("{node} is back, or another took its place"));
        }
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
            || !self.away().eq(last.away())
    }
}

fn is_about(finding: &Finding, leftover: &PruneTarget) -> bool {
    finding.stream.as_ref() == Some(leftover.stream())
        && match leftover.group() {
            None => true,
            Some(group) => finding.group.as_ref() == Some(group),
        }
}
