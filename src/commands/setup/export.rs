//! `astra setup export`: the topology that is live, as YAML.

use std::io::Write as _;

use anyhow::Result;
use astra_bus::{Bus, BusError, Coverage, StreamLookup, StreamState, Unreadable};
use astra_model::topology::{
    GroupKind, GroupSpec, StreamSpec, Topology, is_domain_or_event_name, is_group_name,
};
use astra_model::{Name, Pattern, has_wildcard};

use crate::commands::env::Usage;
use crate::commands::env::coverage;
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, notes, stdout};

/// Prints a topology that promises exactly the bindings that the server has. Where a part of the bus
/// cannot be seen, what is printed says so itself, and the answer is no.
///
/// # Errors
/// [`Usage`] where another form than YAML is asked for: a topology has no other.
pub(super) async fn run(bus: &Bus, topology: &Topology, format: Format) -> Result<Verdict> {
    if !matches!(format, Format::Table | Format::Yaml) {
        let refusal = Usage::new("setup export writes YAML, and no other form");
        return Err(refusal.with_hint("leave out --output, or pass -o yaml").into());
    }
    let (live, unseen) = live_streams(bus, topology).await?;
    let exported = Topology {
        streams: live.named.iter().map(|(spec, _)| spec.clone()).collect(),
        groups: groups(topology, &live),
        ..topology.clone()
    };
    let mut stdout = stdout();
    if !unseen.is_empty() {
        writeln!(stdout, "# {}", partial(&unseen))?;
    }
    stdout.write_all(exported.to_yaml().as_bytes())?;
    stdout.flush()?;
    tell(&unseen);
    Ok(Verdict::pass_if(unseen.is_empty()))
}

/// Says what the export lacks.
fn tell(unseen: &Coverage) {
    coverage::warn(unseen);
    if !unseen.is_empty() {
        notes::error(partial(unseen), Some("do not provision another server from it"));
    }
}

fn partial(unseen: &Coverage) -> String {
    let streams = Counted(unseen.unread.len() as u64, "stream");
    let servers = match unseen.unreachable.len() as u64 {
        0 => String::new(),
        away => format!(
            ", and whatever else {} that cannot be reached may hold",
            Counted(away, "server")
        ),
    };
    format!("this is a part of the topology that is live, without {streams}{servers}")
}

/// The streams that are there.
#[derive(Default)]
struct Live {
    /// Those that a catalogue can name.
    named: Vec<(StreamSpec, StreamState)>,
    /// The others, which a pattern may match all the same.
    unnamed: Vec<(Name, StreamLookup)>,
}

impl Live {
    /// Whether the patterns of a group match the streams that it is on, and no other: setup would
    /// bind it to whatever they match, also to streams that a catalogue cannot name.
    fn is_said_by(&self, group: &GroupSpec) -> bool {
        let is_on = |state: &StreamState| state.group(&group.name).is_some();
        let has_strayed = |(name, found): &(Name, StreamLookup)| {
            name.as_str().is_some_and(|text| group.covers(text))
                && !matches!(found, StreamLookup::Stream(state) if is_on(state))
        };
        self.named.iter().all(|(spec, state)| group.covers(&spec.name) == is_on(state))
            && !self.unnamed.iter().any(has_strayed)
    }
}

async fn live_streams(bus: &Bus, topology: &Topology) -> Result<(Live, Coverage), BusError> {
    let patterns = [topology.stream_glob()];
    let mut selection = bus.select_streams(&patterns).await?;
    selection.expect(topology.declared_streams(&patterns));
    let states = bus.stream_states(&selection.streams).await?;
    let mut unseen = Coverage::default();
    unseen.miss(selection.unreachable.into_iter().chain(bus.unreachable_nodes()));
    selection.left_out.iter().for_each(leave_out);
    let mut live = Live::default();
    for (name, found) in selection.streams.into_iter().zip(states) {
        match (spec(topology, &name), found) {
            (None, found) => {
                leave_out(&name);
                live.unnamed.push((name, found));
            }
            (Some(spec), StreamLookup::Stream(state)) => live.named.push((spec, state)),
            (_, StreamLookup::Refused(refusal)) => {
                unseen.unread.push(Unreadable::stream(name, &refusal))
            }
            (_, StreamLookup::Missing) => {}
        }
    }
    Ok((live, unseen))
}

fn leave_out(name: &Name) {
    notes::warning(format_args!(
        "`{name}` is left out: its name is not that of a stream of the bus"
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

fn groups(topology: &Topology, live: &Live) -> Vec<GroupSpec> {
    let states = live.named.iter().map(|(_, state)| state);
    let mut names: Vec<&Name> =
        states.flat_map(|state| state.groups.iter().map(|group| &group.name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| group(topology, live, name)).collect()
}

/// The live group: what the topology knows of it, on exactly the streams that it is bound to.
fn group(topology: &Topology, live: &Live, name: &Name) -> Option<GroupSpec> {
    let Some(text) = name.as_str().filter(|text| is_group_name(text)) else {
        notes::warning(format_args!("group `{name}` is left out: no topology can name it"));
        return None;
    };
    let bound: Vec<&StreamSpec> = live
        .named
        .iter()
        .filter(|(_, state)| state.group(text).is_some())
        .map(|(spec, _)| spec)
        .collect();
    let known = topology.groups.iter().find(|group| group.name == text);
    if let Some(group) = known.filter(|group| live.is_said_by(group)) {
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
