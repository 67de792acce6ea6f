//! The report of `astra setup`: what it did or would do.

use astra_bus::{PruneTarget, UnreachableNode};
use astra_model::topology::Topology;
use serde::Serialize;

use crate::commands::env::coverage;
use crate::commands::setup::action::SetupAction;
use crate::commands::setup::group_summary::GroupSummary;
use crate::commands::setup::prune::PrunePlan;
use crate::output::notes;
use crate::provision::{CreationOutcome, Finding, Obstacle, Plan};

/// The document `astra.setup/v1`.
#[derive(Debug, Serialize)]
pub(super) struct SetupReport {
    pub(super) groups: usize,
    pub(super) streams: usize,
    pub(super) bindings: usize,
    pub(super) created: usize,
    pub(super) unchanged: usize,
    pub(super) removed: usize,
    /// How many objects `--prune` kept; absent without `--prune`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kept: Option<usize>,
    pub(super) failed: usize,
    /// Whether the numbers are a forecast.
    pub(super) dry_run: bool,
    pub(super) actions: Vec<SetupAction>,
    pub(super) findings: Vec<Finding>,
    /// Unreachable servers; their streams beyond the catalog are unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) unreachable: Vec<UnreachableNode>,
    #[serde(skip)]
    pub(super) starts: Vec<GroupSummary>,
}

impl SetupReport {
    /// Reports that something was kept, and hints at the next step of each failure.
    pub(super) fn print_failures(&self) {
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

    /// Reports what would be done.
    pub(super) fn planned(topology: &Topology, plan: &Plan) -> Self {
        let blocked: Vec<SetupAction> = plan
            .blocked()
            .map(|(binding, obstacle)| SetupAction::blocked(binding, obstacle))
            .collect();
        let actions: Vec<SetupAction> = plan
            .missing()
            .map(|(binding, creation)| SetupAction::creation(binding, creation))
            .collect();
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
            starts: GroupSummary::planned(topology, plan),
        }
    }

    /// Adds the outcomes of the missing bindings.
    pub(super) fn applied(
        &mut self,
        topology: &Topology,
        plan: &Plan,
        outcomes: &[CreationOutcome],
    ) {
        self.dry_run = false;
        self.created = 0;
        let blocked = self.actions.split_off(outcomes.len());
        for (action, outcome) in self.actions.iter_mut().zip(outcomes) {
            match outcome {
                CreationOutcome::Created => self.created += 1,
                CreationOutcome::Present => action.action = "present",
                CreationOutcome::Failed(obstacle) => action.fail(obstacle),
            }
        }
        self.actions.retain(|action| action.action != "present");
        self.actions.extend(blocked);
        self.unchanged = plan.present()
            + outcomes.iter().filter(|outcome| **outcome == CreationOutcome::Present).count();
        self.failed = self.actions.iter().filter(|action| action.reason.is_some()).count();
        self.starts = GroupSummary::applied(topology, plan, outcomes);
    }

    /// Adds what `--prune` would remove.
    pub(super) fn add_planned_pruning(&mut self, pruning: &PrunePlan) {
        self.add_pruning(pruning, &vec![None; pruning.removable.len()]);
    }

    /// Adds what `--prune` removed. `kept` contains, for each removable object, the obstacle if it was kept after all.
    pub(super) fn add_pruning(&mut self, pruning: &PrunePlan, kept: &[Option<Obstacle>]) {
        let tried = pruning.removable.iter().zip(kept.iter().map(Option::as_ref));
        let kept = pruning.kept.iter().map(|(candidate, reason)| (candidate, Some(reason)));
        let (mut removed, mut kept_count) = (Vec::new(), 0);
        for (candidate, reason) in tried.chain(kept) {
            match reason {
                None => removed.push(&candidate.target),
                Some(_) => kept_count += 1,
            }
            self.actions.push(SetupAction::removal(candidate, reason));
        }
        (self.removed, self.kept) = (removed.len(), Some(kept_count));
        if !self.dry_run {
            self.findings.retain(|finding| !removed.iter().any(|target| is_about(finding, target)));
        }
    }

    /// Whether everything requested was done, or would be.
    pub(super) fn is_success(&self) -> bool {
        self.actions.iter().all(|action| action.reason.is_none()) && self.unreachable.is_empty()
    }

    /// The names of the unreachable servers. Their reasons are ignored, because these may change with every attempt.
    fn unreachable_nodes(&self) -> impl Iterator<Item = &str> {
        self.unreachable.iter().map(|server| server.node.as_str())
    }

    /// Reports the servers that became unreachable since the previous report, and those that are back.
    pub(super) fn report_unreachable(&self, previous: Option<&Self>) {
        let was_unreachable = |node: &str| {
            previous.is_some_and(|previous| previous.unreachable_nodes().any(|name| name == node))
        };
        let new = self.unreachable.iter().filter(|server| !was_unreachable(&server.node));
        new.for_each(notes::warning);
        let before = previous.into_iter().flat_map(Self::unreachable_nodes);
        for node in before.filter(|node| !self.unreachable_nodes().any(|name| name == *node)) {
            notes::note(format_args!("{node} is back, or another took its place"));
        }
    }

    /// Whether the report differs from the previous one in a way that `--watch` should print.
    pub(super) fn differs_from(&self, previous: &Self) -> bool {
        let ids = |report: &Self| {
            report
                .findings
                .iter()
                .map(|finding| (finding.id, finding.stream.clone(), finding.group.clone()))
                .collect::<Vec<_>>()
        };
        self.created > 0
            || self.bindings != previous.bindings
            || self.unchanged < previous.unchanged
            || (self.failed > 0 && self.actions != previous.actions)
            || ids(self) != ids(previous)
            || !self.unreachable_nodes().eq(previous.unreachable_nodes())
    }
}

fn is_about(finding: &Finding, target: &PruneTarget) -> bool {
    finding.stream.as_ref() == Some(target.stream())
        && match target.group() {
            None => true,
            Some(group) => finding.group.as_ref() == Some(group),
        }
}
