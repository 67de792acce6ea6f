//! `astra setup --prune`: what the server has beyond the topology, and removing it where it is empty.

use astra_bus::{
    Bus, BusError, BusWriter, GroupState, PruneTarget, Removal, ReplyError, StreamLookup,
    StreamState,
};
use astra_model::topology::Topology;
use astra_model::{Name, has_wildcard};

use crate::output::notes;
use crate::output::units::Counted;
use crate::provision::{Obstacle, Plan};

/// The next step where something is kept for what it holds.
const HOW_TO_REMOVE: &str = "empty it first, or agree to the loss with --force --yes";

/// What `--prune` found beyond the topology.
#[derive(Debug, Default)]
pub(super) struct Pruning {
    pub(super) removable: Vec<Surplus>,
    /// What is not removed, and why.
    pub(super) kept: Vec<(Surplus, Obstacle)>,
}

/// Something beyond the topology, and what goes with it.
#[derive(Clone, Debug)]
pub(super) struct Surplus {
    pub(super) leftover: PruneTarget,
    /// Entries of a whole stream; those of a stream that stays are not lost with its group.
    pub(super) entries: Option<u64>,
    pub(super) pending: u64,
}

impl Surplus {
    fn group(stream: &Name, state: &GroupState) -> Self {
        let leftover = PruneTarget::Group { stream: stream.clone(), group: state.name.clone() };
        Self { leftover, entries: None, pending: state.pending }
    }

    fn stream(name: &Name, state: &StreamState) -> Self {
        let pending = state.groups.iter().map(|group| group.pending).sum();
        let leftover = PruneTarget::Stream { stream: name.clone() };
        Self { leftover, entries: Some(state.length), pending }
    }
}

/// What is lost with all of `items`, as the end of a sentence; nothing where they are empty.
pub(super) fn losses<'a>(items: impl Iterator<Item = &'a Surplus>) -> String {
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

impl Pruning {
    /// What is asked before anything is removed.
    pub(super) fn question(&self) -> String {
        let (groups, streams): (Vec<_>, Vec<_>) =
            self.removable.iter().partition(|item| item.leftover.group().is_some());
        let counted = |items: Vec<_>, noun| {
            (!items.is_empty()).then(|| Counted(items.len() as u64, noun).to_string())
        };
        let parts = [counted(groups, "group"), counted(streams, "stream")];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        match losses(self.removable.iter()) {
            lost if lost.is_empty() => format!("removing {parts}"),
            lost => format!("removing {parts}, {lost}"),
        }
    }

    /// Says one by one what is about to be removed and what is not, and how many groups are created.
    pub(super) fn tell(&self, missing: usize) {
        if missing > 0 {
            notes::note(format_args!("create {}", Counted(missing as u64, "group")));
        }
        for item in &self.removable {
            let lost = losses(std::iter::once(item));
            let gap = if lost.is_empty() { "" } else { ", " };
            notes::note(format_args!("remove {}{gap}{lost}", place(&item.leftover)));
        }
        for (item, obstacle) in &self.kept {
            notes::note(format_args!("keep {}: {}", place(&item.leftover), obstacle.reason));
        }
    }
}

fn place(leftover: &PruneTarget) -> String {
    match leftover.group() {
        Some(group) => format!("group `{group}` on `{}`", leftover.stream()),
        None => format!("stream `{}`", leftover.stream()),
    }
}

/// Finds the leftovers, and asks the server which of them it would let go.
pub(super) async fn plan(
    bus: &Bus,
    topology: &Topology,
    plan: &Plan,
    force: bool,
) -> Result<Pruning, BusError> {
    let surplus: Vec<Surplus> =
        plan.streams.iter().flat_map(|(name, found)| of_stream(topology, name, found)).collect();
    if force {
        return Ok(Pruning { removable: surplus, kept: Vec::new() });
    }
    let removals = bus.check_removal(&leftovers(&surplus)).await?;
    let mut pruning = Pruning::default();
    for (item, removal) in surplus.into_iter().zip(removals) {
        match kept_because(&removal) {
            Some(obstacle) => pruning.kept.push((item, obstacle)),
            None => pruning.removable.push(item),
        }
    }
    Ok(pruning)
}

/// Removes what the plan said; what has filled up since is kept.
pub(super) async fn apply(
    bus: &BusWriter,
    pruning: &Pruning,
    force: bool,
) -> Result<Vec<Option<Obstacle>>, BusError> {
    let removals = bus.remove(&leftovers(&pruning.removable), force).await?;
    Ok(removals.iter().map(kept_because).collect())
}

fn leftovers(surplus: &[Surplus]) -> Vec<PruneTarget> {
    surplus.iter().map(|item| item.leftover.clone()).collect()
}

fn kept_because(removal: &Result<Removal, ReplyError>) -> Option<Obstacle> {
    match removal {
        Ok(Removal::Removed) => None,
        Ok(Removal::InUse(reason)) => {
            Some(Obstacle { reason: reason.clone(), hint: Some(HOW_TO_REMOVE.into()) })
        }
        Err(refusal) => Some(refusal.into()),
    }
}

fn of_stream(topology: &Topology, name: &Name, found: &StreamLookup) -> Vec<Surplus> {
    let StreamLookup::Stream(stream) = found else { return Vec::new() };
    if has_wildcard(name.as_bytes()) {
        return vec![Surplus::stream(name, stream)];
    }
    let is_promised = |group: &Name| {
        topology
            .groups
            .iter()
            .any(|spec| *group == *spec.name && name.as_str().is_some_and(|text| spec.covers(text)))
    };
    let unknown = stream.groups.iter().filter(|group| !is_promised(&group.name));
    unknown.map(|group| Surplus::group(name, group)).collect()
}
