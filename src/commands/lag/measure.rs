//! Fetching what `astra lag` shows: streams, groups, lags, clocks and consumers.

use std::collections::HashMap;

use astra_bus::{
    Bus, BusError, Clock, Coverage, GroupState, Selection, StreamLookup, StreamState, Unreadable,
};
use astra_model::Name;
use astra_model::topology::Topology;
use jiff::Timestamp;

use crate::commands::lag::args::Args;
use crate::commands::lag::row::{Facts, Row};
use crate::output::notes;
use crate::output::units::Counted;

/// A group with lag of which no consumer was active within this time is stalled.
const STALLED_AFTER_MS: u64 = 60_000;

/// What was measured at one moment.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) rows: Vec<Row>,
    pub(super) unseen: Coverage,
    pub(super) notes: Notes,
    pub(super) streams: Vec<(Name, StreamState)>,
    pub(super) at: Timestamp,
}

/// What the user should know beside the rows.
#[derive(Debug)]
pub(super) struct Notes {
    /// What was asked for and not found, or could not be seen: it passes no limit.
    pub(super) missed: Vec<String>,
    other: Vec<String>,
}

impl Notes {
    fn of(selection: &Selection, remarks: impl Iterator<Item = String>) -> Self {
        let unmatched = selection.unmatched.iter();
        let left_out = (!selection.left_out.is_empty()).then(|| {
            let streams = Counted(selection.left_out.len() as u64, "stream");
            format!("{streams} named like a pattern left out; see astra setup --dry-run")
        });
        Self {
            missed: unmatched
                .map(|pattern| format!("pattern `{pattern}` matches no stream"))
                .collect(),
            other: left_out.into_iter().chain(remarks).collect(),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.missed.iter().chain(&self.other)
    }

    pub(super) fn tell(&self) {
        self.all().for_each(notes::warning);
    }
}

/// Measures the groups that the arguments select; one consistent snapshot a stream.
pub(super) async fn measure(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
) -> Result<Measured, BusError> {
    let patterns = topology.patterns_or_all(&args.patterns);
    let mut selection = bus.select_streams(&patterns).await?;
    selection.expect(topology.declared_streams(&patterns));
    let states = bus.stream_states(&selection.streams).await?;
    let clock = bus.clock().await?;
    let (mut streams, mut unseen) = (Vec::with_capacity(states.len()), Coverage::default());
    unseen.replicas.clone_from(&clock.replicas);
    let mut notes = Notes::of(&selection, unseen.replica_notes());
    for (name, found) in selection.streams.into_iter().zip(states) {
        match found {
            StreamLookup::Stream(stream) => streams.push((name, stream)),
            StreamLookup::Refused(refusal) => {
                unseen.unread.push(Unreadable::stream(name, &refusal))
            }
            StreamLookup::Missing => {}
        }
    }
    let mut rows = existing(args, bus, &streams, &clock).await?;
    rows.extend(unprovisioned(args, topology, &streams));
    rows.sort_by(|a, b| (&a.stream, &a.group).cmp(&(&b.stream, &b.group)));
    unseen.add_unreachable(selection.unreachable.into_iter().chain(bus.unreachable_nodes()));
    notes.missed.extend(unseen.warnings());
    notes.missed.extend(unknown_groups(args, topology, &rows, &unseen));
    Ok(Measured { rows, unseen, notes, streams, at: clock.now })
}

async fn existing(
    args: &Args,
    bus: &Bus,
    streams: &[(Name, StreamState)],
    clock: &Clock,
) -> Result<Vec<Row>, BusError> {
    let groups: Vec<(&Name, &StreamState, &GroupState)> = streams
        .iter()
        .flat_map(|(name, stream)| stream.groups.iter().map(move |group| (name, stream, group)))
        .filter(|(_, _, group)| args.wants(&group.name))
        .collect();
    let trails = bus.measure_lag(&groups, args.count_cap).await?;
    let trailing: Vec<(Name, Name)> = groups
        .iter()
        .zip(&trails)
        .filter(|(_, trail)| trail.is_behind())
        .map(|((name, _, group), _)| ((*name).clone(), group.name.clone()))
        .collect();
    let active = active_groups(bus, &trailing).await?;
    Ok(groups
        .into_iter()
        .zip(trails)
        .map(|((name, stream, group), trail)| {
            let is_active = active.get(&(name, &group.name)).copied();
            let now = clock.at(name);
            Row::measured(&Facts { name, stream, group, trail, now, is_active })
        })
        .collect())
}

/// Which of the trailing groups have a consumer that was active within the last minute; a group
/// whose consumers may not be read is left out, for nobody knows.
async fn active_groups<'a>(
    bus: &Bus,
    trailing: &'a [(Name, Name)],
) -> Result<HashMap<(&'a Name, &'a Name), bool>, BusError> {
    let consumers = bus.consumers(trailing).await?;
    let is_active = consumers.into_iter().map(|found| {
        let consumers = found.ok()?;
        Some(consumers.iter().any(|consumer| consumer.idle_ms < STALLED_AFTER_MS))
    });
    let groups = trailing.iter().map(|(stream, group)| (stream, group));
    Ok(groups.zip(is_active).filter_map(|(group, is_active)| Some((group, is_active?))).collect())
}

fn unprovisioned(args: &Args, topology: &Topology, streams: &[(Name, StreamState)]) -> Vec<Row> {
    let names: Vec<String> =
        streams.iter().filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect();
    let bindings = topology.bindings(&names);
    let by_name: HashMap<&[u8], &StreamState> =
        streams.iter().map(|(name, stream)| (name.as_bytes(), stream)).collect();
    bindings
        .iter()
        .filter(|binding| args.wants(&binding.group.name.as_str().into()))
        .filter_map(|binding| Some((binding, *by_name.get(binding.stream.as_bytes())?)))
        .filter(|(binding, stream)| stream.group(&binding.group.name).is_none())
        .map(|(binding, stream)| Row::unprovisioned(binding.stream, &binding.group.name, stream))
        .collect()
}

/// A group that was asked for by name and found nowhere is most often a typing error, where all was seen.
fn unknown_groups(
    args: &Args,
    topology: &Topology,
    rows: &[Row],
    unseen: &Coverage,
) -> Vec<String> {
    let missing = args.group.iter().filter(|wanted| !rows.iter().any(|row| row.group == ***wanted));
    missing
        .map(|wanted| {
            let names = topology.groups.iter().map(|group| group.name.as_str());
            let guess = astra_model::did_you_mean(wanted, names)
                .map_or_else(String::new, |guess| format!("; {guess}"));
            let place = unseen.place_suffix();
            format!("no such group{place}: `{wanted}`{guess}")
        })
        .collect()
}

impl Args {
    fn wants(&self, group: &Name) -> bool {
        self.group.is_empty() || self.group.iter().any(|wanted| *group == **wanted)
    }
}
