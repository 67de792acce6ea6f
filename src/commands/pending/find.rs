//! Finding the groups that `astra pending` looks at, and what the user should know of the rest.

use crate::bus::{Absent, Bus, BusError, Clock, Name, PendingState, Refusal, Selection};
use crate::commands::pending::filter::Filters;
use crate::commands::unseen::Unseen;
use crate::output::notes;
use crate::output::units::Counted;
use crate::suggest;
use crate::topology::Topology;

/// The words that follow `astra pending`, and might be mistyped.
const ACTIONS: [&str; 4] = ["claim", "ack", "dead-letter", "purge-ghosts"];

/// A group on a stream, and its pending entries as a whole.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) stream: Name,
    pub(super) group: Name,
    pub(super) state: PendingState,
}

/// What the filters select before any entry is looked at.
#[derive(Debug)]
pub(super) struct Groups {
    pub(super) bindings: Vec<Binding>,
    pub(super) clock: Clock,
    /// Servers that are away: more may be pending there.
    pub(super) unreachable: Vec<Absent>,
    /// What is no fault.
    notes: Vec<String>,
    /// Groups and consumers that were named and are nowhere.
    pub(super) unknown: Vec<String>,
    /// What the server did not let us see.
    refused: Unseen,
}

impl Groups {
    pub(super) fn tell(&self) {
        self.unreachable.iter().for_each(notes::warning);
        self.notes.iter().chain(&self.unknown).for_each(notes::warning);
        self.refused.tell();
    }

    /// Whether everything was seen that was asked for.
    pub(super) fn is_complete(&self) -> bool {
        self.refused.is_empty() && self.unknown.is_empty() && self.unreachable.is_empty()
    }
}

/// Finds streams and groups in three round trips, however many there are.
pub(super) async fn find(
    filters: &Filters,
    bus: &Bus,
    topology: &Topology,
) -> Result<Groups, BusError> {
    let patterns = topology.patterns_or_all(&filters.patterns);
    let mut selection = bus.select_streams(&patterns).await?;
    selection.expect(topology.catalogued(&patterns));
    let groups = bus.group_names(&selection.streams).await?;
    let clock = bus.clock().await?;
    let mut found = Groups {
        bindings: Vec::new(),
        notes: notes_of(&selection).chain(clock.replica_note.clone()).collect(),
        clock,
        unreachable: selection.unreachable,
        unknown: Vec::new(),
        refused: Unseen::default(),
    };
    let mut all = Vec::new();
    for (stream, groups) in selection.streams.into_iter().zip(groups) {
        match groups {
            Ok(groups) => all.extend(groups.into_iter().map(|group| (stream.clone(), group))),
            Err(refusal) if is_gone(&refusal) || refusal.is_unreachable() => {}
            Err(refusal) => found.refused.refuse(format!("`{stream}`"), &refusal),
        }
    }
    found.unknown = unknown_groups(filters, topology, &all);
    all.retain(|(_, group)| filters.wants_group(group));
    let states = bus.pending_states(&all).await?;
    for ((stream, group), state) in all.into_iter().zip(states) {
        match state {
            Ok(state) => found.bindings.push(Binding { stream, group, state }),
            Err(refusal) if is_gone(&refusal) => {}
            Err(refusal) => {
                found.refused.refuse(format!("group `{group}` on `{stream}`"), &refusal);
            }
        }
    }
    found.unknown.extend(unknown_consumers(filters, &found.bindings));
    found.bindings.sort_by(|a, b| (&a.stream, &a.group).cmp(&(&b.stream, &b.group)));
    Ok(found)
}

/// Whether the group or its stream was removed since it was found.
pub(super) fn is_gone(refusal: &Refusal) -> bool {
    refusal.code == "NOGROUP" || refusal.is_no_key()
}

fn notes_of(selection: &Selection) -> impl Iterator<Item = String> {
    let unmatched = selection.unmatched.iter().map(|pattern| {
        let guess = suggest::closest(pattern.as_str(), ACTIONS)
            .map_or_else(String::new, |action| format!("; did you mean the action `{action}`?"));
        format!("pattern `{pattern}` matches no stream{guess}")
    });
    let left_out = (!selection.left_out.is_empty()).then(|| {
        let streams = Counted(selection.left_out.len() as u64, "stream");
        format!("{streams} named like a pattern left out; see astra setup --dry-run")
    });
    unmatched.chain(left_out).collect::<Vec<_>>().into_iter()
}

/// A group that was asked for by name and found nowhere is most often a typing error.
fn unknown_groups(filters: &Filters, topology: &Topology, found: &[(Name, Name)]) -> Vec<String> {
    let missing =
        filters.group.iter().filter(|wanted| !found.iter().any(|(_, group)| *group == ***wanted));
    missing
        .map(|wanted| {
            let here = found.iter().filter_map(|(_, group)| group.as_str());
            let promised = topology.groups.iter().map(|group| group.name.as_str());
            let guess = suggest::did_you_mean(wanted, here.chain(promised))
                .filter(|guess| !guess.contains(&format!("`{wanted}`")))
                .map_or_else(String::new, |guess| format!("; {guess}"));
            format!("no such group here: `{wanted}`{guess}")
        })
        .collect()
}

fn unknown_consumers(filters: &Filters, bindings: &[Binding]) -> Vec<String> {
    let names: Vec<&Name> = bindings
        .iter()
        .flat_map(|binding| binding.state.consumers.iter().map(|consumer| &consumer.name))
        .collect();
    let missing =
        filters.consumer.iter().filter(|wanted| !names.iter().any(|name| **name == ***wanted));
    missing
        .map(|wanted| {
            let here = names.iter().filter_map(|name| name.as_str());
            let guess = suggest::did_you_mean(wanted, here)
                .map_or_else(String::new, |guess| format!("; {guess}"));
            format!("no such consumer here: `{wanted}`{guess}")
        })
        .collect()
}
