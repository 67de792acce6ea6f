//! `astra setup --prune`: removes what the server has beyond the topology, if it is empty.

use astra_bus::{
    Bus, BusError, BusWriter, GroupState, PruneTarget, Removal, ReplyError, StreamLookup,
    StreamState,
};
use astra_model::topology::Topology;
use astra_model::{Name, has_wildcard};

use crate::output::notes;
use crate::output::units::Counted;
use crate::provision::{Obstacle, Plan};

/// The next step if something is kept because of its content.
const HOW_TO_REMOVE: &str = "empty it first, or remove it with its content: --force --yes";

/// What `--prune` removes and keeps.
#[derive(Debug, Default)]
pub(super) struct PrunePlan {
    pub(super) removable: Vec<PruneCandidate>,
    /// What stays, and why.
    pub(super) kept: Vec<(PruneCandidate, Obstacle)>,
}

/// A group or stream beyond the topology, and the data that is lost with it.
#[derive(Clone, Debug)]
pub(super) struct PruneCandidate {
    pub(super) target: PruneTarget,
    /// Entries of a stream; `None` for a group, because its stream keeps its entries.
    pub(super) entries: Option<u64>,
    pub(super) pending: u64,
}

impl PruneCandidate {
    fn group(stream: &Name, state: &GroupState) -> Self {
        let target = PruneTarget::Group { stream: stream.clone(), group: state.name.clone() };
        Self { target, entries: None, pending: state.pending }
    }

    fn stream(name: &Name, state: &StreamState) -> Self {
        let pending = state.groups.iter().map(|group| group.pending).sum();
        let target = PruneTarget::Stream { stream: name.clone() };
        Self { target, entries: Some(state.length), pending }
    }
}

/// Describes the data that is lost with `items`, as the end of a sentence; empty if there is none.
pub(super) fn describe_loss<'a>(items: impl Iterator<Item = &'a PruneCandidate>) -> String {
    let (entries, pending) = items.fold((0, 0), |(entries, pending), item| {
        (entries + item.entries.unwrap_or(0), pending + item.pending)
    });
    let parts: Vec<String> = [(entries, "entry"), (pending, "pending entry")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| Counted(count, noun).to_string())
        .collect();
    if parts.is_empty() { String::new() } else { format!("with {}", parts.join(" and ")) }
}

impl PrunePlan {
    /// Counts what is removed, and the data that is lost with it.
    pub(super) fn summary(&self) -> String {
        let (groups, streams): (Vec<_>, Vec<_>) =
            self.removable.iter().partition(|item| item.target.group().is_some());
        let counted = |items: Vec<_>, noun| {
            (!items.is_empty()).then(|| Counted(items.len() as u64, noun).to_string())
        };
        let parts = [counted(groups, "group"), counted(streams, "stream")];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        match describe_loss(self.removable.iter()) {
            lost if lost.is_empty() => parts,
            lost => format!("{parts}, {lost}"),
        }
    }

    /// Prints each object that is about to be removed or kept, and how many groups are created.
    pub(super) fn print_details(&self, missing: usize) {
        if missing > 0 {
            notes::note(format_args!("create {}", Counted(missing as u64, "group")));
        }
        for item in &self.removable {
            let lost = describe_loss(std::iter::once(item));
            let gap = if lost.is_empty() { "" } else { ", " };
            notes::note(format_args!("remove {}{gap}{lost}", describe_target(&item.target)));
        }
        for (item, obstacle) in &self.kept {
            notes::note(format_args!(
                "keep {}: {}",
                describe_target(&item.target),
                obstacle.reason
            ));
        }
    }
}

fn describe_target(target: &PruneTarget) -> String {
    match target.group() {
        Some(group) => format!("group `{group}` on `{}`", target.stream()),
        None => format!("stream `{}`", target.stream()),
    }
}

/// Finds what the server has beyond the topology, and checks which of it may be removed.
pub(super) async fn plan(
    bus: &Bus,
    topology: &Topology,
    plan: &Plan,
    force: bool,
) -> Result<PrunePlan, BusError> {
    let candidates: Vec<PruneCandidate> =
        plan.streams.iter().flat_map(|(name, found)| candidates(topology, name, found)).collect();
    if force {
        return Ok(PrunePlan { removable: candidates, kept: Vec::new() });
    }
    let removals = bus.check_removal(&targets(&candidates)).await?;
    let mut pruning = PrunePlan::default();
    for (item, removal) in candidates.into_iter().zip(removals) {
        match obstacle(&removal) {
            Some(obstacle) => pruning.kept.push((item, obstacle)),
            None => pruning.removable.push(item),
        }
    }
    Ok(pruning)
}

/// Removes what the plan contains. Returns the obstacle for each object that was kept because it is no longer empty.
pub(super) async fn apply(
    bus: &BusWriter,
    pruning: &PrunePlan,
    force: bool,
) -> Result<Vec<Option<Obstacle>>, BusError> {
    let removals = bus.remove(&targets(&pruning.removable), force).await?;
    Ok(removals.iter().map(obstacle).collect())
}

fn targets(candidates: &[PruneCandidate]) -> Vec<PruneTarget> {
    candidates.iter().map(|item| item.target.clone()).collect()
}

fn obstacle(removal: &Result<Removal, ReplyError>) -> Option<Obstacle> {
    match removal {
        Ok(Removal::Removed) => None,
        Ok(Removal::InUse(reason)) => {
            Some(Obstacle { reason: reason.clone(), hint: Some(HOW_TO_REMOVE.into()) })
        }
        Err(error) => Some(error.into()),
    }
}

fn candidates(topology: &Topology, name: &Name, found: &StreamLookup) -> Vec<PruneCandidate> {
    let StreamLookup::Stream(stream) = found else { return Vec::new() };
    if has_wildcard(name.as_bytes()) {
        return vec![PruneCandidate::stream(name, stream)];
    }
    let is_expected = |group: &Name| {
        topology
            .groups
            .iter()
            .any(|spec| *group == *spec.name && name.as_str().is_some_and(|text| spec.covers(text)))
    };
    let unknown = stream.groups.iter().filter(|group| !is_expected(&group.name));
    unknown.map(|group| PruneCandidate::group(name, group)).collect()
}
