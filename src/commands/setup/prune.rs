//! `astra setup --prune`: what the server has beyond the topology, and removing it where it is empty.

use crate::bus::{Bus, BusError, Found, Leftover, Name, Refusal, Removal};
use crate::output::notes;
use crate::output::units::Counted;
use crate::pattern::has_wildcard;
use crate::provision::{Obstacle, Plan};
use crate::topology::Topology;

/// What `--prune` found beyond the topology.
#[derive(Debug, Default)]
pub(super) struct Pruning {
    pub(super) removable: Vec<Leftover>,
    /// What is not removed, and why.
    pub(super) kept: Vec<(Leftover, Obstacle)>,
}

impl Pruning {
    /// What is asked before anything is removed.
    pub(super) fn question(&self) -> String {
        let (groups, streams): (Vec<_>, Vec<_>) =
            self.removable.iter().partition(|item| item.group().is_some());
        let counted = |items: Vec<_>, noun| {
            (!items.is_empty()).then(|| Counted(items.len() as u64, noun).to_string())
        };
        let parts = [counted(groups, "group"), counted(streams, "stream")];
        format!("removing {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" and "))
    }

    /// Says one by one what is about to be removed.
    pub(super) fn tell(&self) {
        for leftover in &self.removable {
            match leftover.group() {
                Some(group) => {
                    notes::note(format_args!("remove group `{group}` on `{}`", leftover.stream()));
                }
                None => notes::note(format_args!("remove stream `{}`", leftover.stream())),
            }
        }
    }
}

/// Finds the leftovers, and asks the server which of them it would let go.
pub(super) async fn plan(
    bus: &Bus,
    topology: &Topology,
    plan: &Plan,
    force: bool,
) -> Result<Pruning, BusError> {
    let leftovers: Vec<Leftover> =
        plan.streams.iter().flat_map(|(name, found)| of_stream(topology, name, found)).collect();
    if force {
        return Ok(Pruning { removable: leftovers, kept: Vec::new() });
    }
    let removals = bus.check_removal(&leftovers).await?;
    let mut pruning = Pruning::default();
    for (leftover, removal) in leftovers.into_iter().zip(removals) {
        match kept_because(&removal) {
            Some(obstacle) => pruning.kept.push((leftover, obstacle)),
            None => pruning.removable.push(leftover),
        }
    }
    Ok(pruning)
}

/// Removes what the plan said; what has filled up since is kept.
pub(super) async fn apply(
    bus: &Bus,
    pruning: &Pruning,
    force: bool,
) -> Result<Vec<Option<Obstacle>>, BusError> {
    let removals = bus.remove(&pruning.removable, force).await?;
    Ok(removals.iter().map(kept_because).collect())
}

fn kept_because(removal: &Result<Removal, Refusal>) -> Option<Obstacle> {
    match removal {
        Ok(Removal::Removed) => None,
        Ok(Removal::Kept(reason)) => Some(reason.as_str().into()),
        Err(refusal) => Some(refusal.into()),
    }
}

fn of_stream(topology: &Topology, name: &Name, found: &Found) -> Vec<Leftover> {
    let Found::Stream(stream) = found else { return Vec::new() };
    if has_wildcard(name.as_bytes()) {
        return vec![Leftover::Stream { stream: name.clone() }];
    }
    let is_promised = |group: &Name| {
        topology
            .groups
            .iter()
            .any(|spec| *group == *spec.name && name.as_str().is_some_and(|text| spec.covers(text)))
    };
    let unknown = stream.groups.iter().filter(|group| !is_promised(&group.name));
    unknown
        .map(|group| Leftover::Group { stream: name.clone(), group: group.name.clone() })
        .collect()
}
