//! `astra setup export`: writes the server's current topology as YAML.

use std::io::Write as _;

use astra_bus::{Bus, BusError, Coverage, StreamLookup, StreamState, Unreadable};
use astra_model::topology::{
    GroupKind, GroupSpec, StreamSpec, Topology, is_domain_or_event_name, is_group_name,
};
use astra_model::{Name, Pattern, has_wildcard};

use crate::commands::env::{CommandResult, Usage, coverage};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, notes, stdout};

/// Prints a topology with exactly the bindings that exist on the server. If part of the bus cannot be read, a
/// comment in the output reports it, and the command fails.
///
/// # Errors
/// [`Usage`] if another format than YAML is requested.
pub(super) async fn run(bus: &Bus, topology: &Topology, format: Format) -> CommandResult {
    if !matches!(format, Format::Table | Format::Yaml) {
        let refusal = Usage::new("setup export writes only YAML");
        return Err(refusal.with_hint("omit --output, or pass -o yaml").into());
    }
    let (live, coverage) = live_streams(bus, topology).await?;
    let exported = Topology {
        streams: live.named.iter().map(|(spec, _)| spec.clone()).collect(),
        groups: groups(topology, &live),
        ..topology.clone()
    };
    let mut stdout = stdout();
    if !coverage.is_complete() {
        writeln!(stdout, "# {}", incomplete_note(&coverage))?;
    }
    stdout.write_all(exported.to_yaml().as_bytes())?;
    stdout.flush()?;
    warn(&coverage);
    Ok(Verdict::pass_if(coverage.is_complete()))
}

/// Warns about everything that the export lacks.
fn warn(coverage: &Coverage) {
    coverage::warn(coverage);
    if !coverage.is_complete() {
        notes::error(incomplete_note(coverage), Some("do not provision another server from it"));
    }
}

fn incomplete_note(coverage: &Coverage) -> String {
    let count = |items: usize, noun| Counted(items as u64, noun);
    let missing = [
        (coverage.unread.len(), "stream", "could not be read"),
        (coverage.unreachable.len(), "server", "could not be reached"),
    ];
    let missing: Vec<String> = missing
        .into_iter()
        .filter(|(items, ..)| *items > 0)
        .map(|(items, noun, problem)| format!("{} {problem}", count(items, noun)))
        .collect();
    format!("this topology is incomplete: {}", missing.join(", and "))
}

/// The streams on the server.
#[derive(Default)]
struct LiveStreams {
    /// Those with a name that a catalog can contain.
    named: Vec<(StreamSpec, StreamState)>,
    /// The others, which a pattern may still match.
    unnamed: Vec<(Name, StreamLookup)>,
}

impl LiveStreams {
    /// Whether the patterns of a group match exactly the streams that it exists on. `astra setup` would bind it to
    /// every stream that they match, even to those that a catalog cannot contain.
    fn is_described_by(&self, group: &GroupSpec) -> bool {
        let is_on = |state: &StreamState| state.group(&group.name).is_some();
        let is_matched_in_error = |(name, found): &(Name, StreamLookup)| {
            name.as_str().is_some_and(|text| group.covers(text))
                && !matches!(found, StreamLookup::Stream(state) if is_on(state))
        };
        self.named.iter().all(|(spec, state)| group.covers(&spec.name) == is_on(state))
            && !self.unnamed.iter().any(is_matched_in_error)
    }
}

async fn live_streams(bus: &Bus, topology: &Topology) -> Result<(LiveStreams, Coverage), BusError> {
    let patterns = [topology.stream_glob()];
    let mut selection = bus.select_streams(&patterns).await?;
    selection.expect(topology.declared_streams(&patterns));
    let states = bus.stream_states(&selection.streams).await?;
    let mut coverage = Coverage::default();
    coverage.add_unreachable(selection.unreachable.into_iter().chain(bus.unreachable_nodes()));
    selection.left_out.iter().for_each(warn_of_omission);
    let mut live = LiveStreams::default();
    for (name, found) in selection.streams.into_iter().zip(states) {
        match (spec(topology, &name), found) {
            (None, found) => {
                warn_of_omission(&name);
                live.unnamed.push((name, found));
            }
            (Some(spec), StreamLookup::Stream(state)) => live.named.push((spec, state)),
            (_, StreamLookup::Refused(refusal)) => {
                coverage.unread.push(Unreadable::stream(name, &refusal));
            }
            (_, StreamLookup::Missing) => {}
        }
    }
    Ok((live, coverage))
}

fn warn_of_omission(name: &Name) {
    notes::warning(format_args!(
        "stream `{name}` is omitted: its name does not follow the naming scheme of the bus"
    ));
}

fn spec(topology: &Topology, name: &Name) -> Option<StreamSpec> {
    let text = name.as_str().filter(|text| !has_wildcard(text.as_bytes()))?;
    if let Some(spec) = topology.stream(text) {
        return Some(spec.clone());
    }
    let parts = text.strip_prefix(&topology.prefix)?.strip_prefix('.')?;
    let [domain, event, version] = parts.split('.').collect::<Vec<_>>().try_into().ok()?;
    if !is_domain_or_event_name(domain) || !is_domain_or_event_name(event) {
        return None;
    }
    let version = version.strip_prefix('v')?.parse().ok()?;
    let spec =
        StreamSpec::new(&topology.prefix, domain, event, version, topology.defaults.retention);
    (spec.name == text).then_some(spec)
}

fn groups(topology: &Topology, live: &LiveStreams) -> Vec<GroupSpec> {
    let states = live.named.iter().map(|(_, state)| state);
    let mut names: Vec<&Name> =
        states.flat_map(|state| state.groups.iter().map(|group| &group.name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| group(topology, live, name)).collect()
}

/// The spec of a group on the server: that of the topology if there is one, with exactly the streams that the group exists on.
fn group(topology: &Topology, live: &LiveStreams, name: &Name) -> Option<GroupSpec> {
    let Some(text) = name.as_str().filter(|text| is_group_name(text)) else {
        notes::warning(format_args!(
            "group `{name}` is omitted: its name is not valid in a topology"
        ));
        return None;
    };
    let bound: Vec<&StreamSpec> = live
        .named
        .iter()
        .filter(|(_, state)| state.group(text).is_some())
        .map(|(spec, _)| spec)
        .collect();
    let known = topology.groups.iter().find(|group| group.name == text);
    if let Some(group) = known.filter(|group| live.is_described_by(group)) {
        return Some(group.clone());
    }
    let patterns = bound.iter().filter_map(|spec| spec.name.parse::<Pattern>().ok()).collect();
    Some(match known {
        Some(group) => GroupSpec { patterns, ..group.clone() },
        None => unknown_group(topology, text, &bound, patterns),
    })
}

fn unknown_group(
    topology: &Topology,
    name: &str,
    bound: &[&StreamSpec],
    patterns: Vec<Pattern>,
) -> GroupSpec {
    let owner = bound.first().map_or_else(String::new, |spec| spec.domain.clone());
    let kind = if bound.iter().all(|spec| spec.domain == owner) {
        GroupKind::Internal
    } else {
        GroupKind::CrossDomain
    };
    GroupSpec {
        name: name.into(),
        owner,
        kind,
        role: None,
        consumers: 1,
        start: topology.defaults.start,
        patterns,
        description: "Found on the server; its owner is a guess".into(),
    }
}
