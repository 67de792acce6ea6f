//! Finding the groups that `astra pending` looks at, and what the user should know of the rest.

use std::collections::BTreeSet;

use astra_bus::{
    Bus, BusError, Clock, Coverage, PendingState, ReplyError, Selection, UnreachableNode,
    Unreadable,
};
use astra_model::topology::Topology;
use astra_model::{Name, did_you_mean};

use crate::commands::env::coverage;
use crate::commands::pending::filter::Filters;
use crate::output::notes;
use crate::output::units::Counted;

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
    /// Where more may be pending.
    pub(super) unseen: Coverage,
    /// What is no fault.
    notes: Vec<String>,
    /// Groups and consumers that were named and found nowhere.
    pub(super) unknown: Vec<String>,
}

impl Groups {
    pub(super) fn tell(&self) {
        coverage::warn(&self.unseen);
        self.notes.iter().chain(&self.unknown).for_each(notes::warning);
    }

    /// Takes in, and tells, what could not be read since.
    pub(super) fn miss(&mut self, unread: Vec<Unreadable>, absent: Vec<UnreachableNode>) {
        let late = Coverage { unread, ..Coverage::default() };
        coverage::warn(&late);
        self.unseen.unread.extend(late.unread);
        self.unseen.miss(absent);
    }

    /// Whether everything was seen that was asked for.
    pub(super) fn is_complete(&self) -> bool {
        self.unknown.is_empty() && self.unseen.is_empty()
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
    selection.expect(topology.declared_streams(&patterns));
    let mut unseen = Coverage::default();
    let mut all = groups(bus, &selection.streams, &mut unseen).await?;
    let clock = bus.clock().await?;
    unseen.replicas.clone_from(&clock.replicas);
    let here: BTreeSet<Name> = all.iter().map(|(_, group)| group.clone()).collect();
    all.retain(|(_, group)| filters.wants_group(group));
    let bindings = bindings(bus, all, &mut unseen).await?;
    let notes = notes_of(&selection).chain(unseen.remarks()).collect();
    unseen.miss(selection.unreachable.into_iter().chain(bus.unreachable_nodes()));
    let mut unknown = unknown_groups(filters, topology, &here, &unseen);
    unknown.extend(unknown_consumers(filters, &bindings, &unseen));
    Ok(Groups { bindings, clock, unseen, notes, unknown })
}

/// The groups of the streams, each with its stream.
async fn groups(
    bus: &Bus,
    streams: &[Name],
    unseen: &mut Coverage,
) -> Result<Vec<(Name, Name)>, BusError> {
    let mut all = Vec::new();
    for (stream, groups) in streams.iter().zip(bus.group_names(streams).await?) {
        match groups {
            Ok(groups) => all.extend(groups.into_iter().map(|group| (stream.clone(), group))),
            Err(refusal) if is_gone(&refusal) => {}
            Err(refusal) => unseen.unread.push(Unreadable::stream(stream.clone(), &refusal)),
        }
    }
    Ok(all)
}

/// The groups with their pending entries as a whole, sorted.
async fn bindings(
    bus: &Bus,
    groups: Vec<(Name, Name)>,
    unseen: &mut Coverage,
) -> Result<Vec<Binding>, BusError> {
    let states = bus.pending_states(&groups).await?;
    let mut bindings = Vec::with_capacity(groups.len());
    for ((stream, group), state) in groups.into_iter().zip(states) {
        match state {
            Ok(state) => bindings.push(Binding { stream, group, state }),
            Err(refusal) if is_gone(&refusal) => {}
            Err(refusal) => unseen.unread.push(Unreadable::group(stream, group, &refusal)),
        }
    }
    bindings.sort_by(|a, b| (&a.stream, &a.group).cmp(&(&b.stream, &b.group)));
    Ok(bindings)
}

/// Whether the group or its stream was removed since it was found.
pub(super) fn is_gone(refusal: &ReplyError) -> bool {
    refusal.code == "NOGROUP" || refusal.is_no_key()
}

fn notes_of(selection: &Selection) -> impl Iterator<Item = String> {
    let unmatched = selection.unmatched.iter().map(|pattern| {
        let guess = astra_model::closest(pattern.as_str(), ACTIONS)
            .map_or_else(String::new, |action| format!("; did you mean the action `{action}`?"));
        format!("pattern `{pattern}` matches no stream{guess}")
    });
    let left_out = (!selection.left_out.is_empty()).then(|| {
        let streams = Counted(selection.left_out.len() as u64, "stream");
        format!("{streams} named like a pattern left out; see astra setup --dry-run")
    });
    unmatched.chain(left_out).collect::<Vec<_>>().into_iter()
}

/// A group that was asked for by name and found nowhere is most often a typing error, where all was seen.
fn unknown_groups(
    filters: &Filters,
    topology: &Topology,
    here: &BTreeSet<Name>,
    unseen: &Coverage,
) -> Vec<String> {
    let missing =
        filters.group.iter().filter(|wanted| !here.contains(&Name::from(wanted.as_str())));
    missing
        .map(|wanted| {
            let here = here.iter().filter_map(Name::as_str);
            let promised = topology.groups.iter().map(|group| group.name.as_str());
            let guess = did_you_mean(wanted, here.chain(promised))
                .filter(|guess| !guess.contains(&format!("`{wanted}`")));
            no_such("group", wanted, guess, unseen)
        })
        .collect()
}

fn unknown_consumers(filters: &Filters, bindings: &[Binding], unseen: &Coverage) -> Vec<String> {
    let names: Vec<&Name> = bindings
        .iter()
        .flat_map(|binding| binding.state.consumers.iter().map(|consumer| &consumer.name))
        .collect();
    let missing =
        filters.consumer.iter().filter(|wanted| !names.iter().any(|name| **name == ***wanted));
    missing
        .map(|wanted| {
            let here = names.iter().filter_map(|name| name.as_str());
            no_such("consumer", wanted, did_you_mean(wanted, here), unseen)
        })
        .collect()
}

fn no_such(what: &str, wanted: &str, guess: Option<String>, unseen: &Coverage) -> String {
    let place = unseen.place();
    let guess = guess.map_or_else(String::new, |guess| format!("; {guess}"));
    format!("no such {what}{place}: `{wanted}`{guess}")
}
