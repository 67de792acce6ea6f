//! Reads the lag of the selected groups, and judges each of them.

use std::collections::{BTreeSet, HashMap};

use astra_bus::{Bus, BusError, Clock, Coverage, GroupState, StreamState};
use astra_model::topology::Topology;
use astra_model::{Name, Pattern};
use jiff::Timestamp;

use crate::survey::lag::row::{LagRow, Observation};
use crate::survey::remark::{Remark, unknown_groups};
use crate::survey::streams::{StreamSurvey, streams};

/// A group with lag is stalled if no consumer was active within this time.
const STALLED_AFTER_MS: u64 = 60_000;

/// Which groups to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LagQuery<'a> {
    /// Streams; none for every stream of the prefix.
    pub(crate) patterns: &'a [Pattern],
    /// Groups; none for every group.
    pub(crate) groups: &'a [String],
    /// The most entries to count for a group whose lag is unknown without counting.
    pub(crate) count_cap: u64,
}

/// The groups at one moment, each with its lag.
#[derive(Debug)]
pub(crate) struct LagSurvey {
    /// Sorted by stream and group.
    pub(crate) rows: Vec<LagRow>,
    /// The streams that the rows are about, and others that were selected.
    pub(super) streams: Vec<(Name, StreamState)>,
    /// The time on the first server.
    pub(super) at: Timestamp,
    pub(crate) coverage: Coverage,
    pub(crate) remarks: Vec<Remark>,
}

/// Measures the lag of the groups that the query selects, from one consistent snapshot per stream.
///
/// A group that the topology promises on a stream, and that does not exist there, has a row as well.
pub(crate) async fn lag(
    bus: &Bus,
    topology: &Topology,
    query: &LagQuery<'_>,
) -> Result<LagSurvey, BusError> {
    let StreamSurvey { streams, clock, mut coverage, mut remarks } =
        streams(bus, topology, query.patterns).await?;
    let mut rows = existing(bus, query, &streams, &clock).await?;
    rows.extend(unprovisioned(query, topology, &streams));
    rows.sort_by(|a, b| (&a.stream, &a.group).cmp(&(&b.stream, &b.group)));
    coverage.add_unreachable(bus.unreachable_nodes());
    let existing = streams.iter().flat_map(|(_, stream)| &stream.groups).map(|group| &group.name);
    let found: BTreeSet<&Name> = existing.chain(rows.iter().map(|row| &row.group)).collect();
    remarks.extend(unknown_groups(query.groups, &found, topology, &coverage));
    Ok(LagSurvey { rows, streams, at: clock.now, coverage, remarks })
}

async fn existing(
    bus: &Bus,
    query: &LagQuery<'_>,
    streams: &[(Name, StreamState)],
    clock: &Clock,
) -> Result<Vec<LagRow>, BusError> {
    let groups: Vec<(&Name, &StreamState, &GroupState)> = streams
        .iter()
        .flat_map(|(name, stream)| stream.groups.iter().map(move |group| (name, stream, group)))
        .filter(|(_, _, group)| query.selects(&group.name))
        .collect();
    let readings = bus.measure_lag(&groups, query.count_cap).await?;
    let lagging: Vec<(Name, Name)> = groups
        .iter()
        .zip(&readings)
        .filter(|(_, reading)| reading.is_behind())
        .map(|((name, _, group), _)| ((*name).clone(), group.name.clone()))
        .collect();
    let active = active_groups(bus, &lagging).await?;
    let observed = groups.into_iter().zip(readings).map(|((name, stream, group), reading)| {
        let is_active = active.get(&(name, &group.name)).copied();
        let now = clock.at(name);
        LagRow::observed(&Observation { name, stream, group, reading, now, is_active })
    });
    Ok(observed.collect())
}

/// Finds out which of the lagging groups have a consumer that was active within the last minute.
///
/// A group whose consumers cannot be read has no answer.
async fn active_groups<'a>(
    bus: &Bus,
    lagging: &'a [(Name, Name)],
) -> Result<HashMap<(&'a Name, &'a Name), bool>, BusError> {
    let consumers = bus.consumers(lagging).await?;
    let is_active = consumers.into_iter().map(|found| {
        let consumers = found.ok()?;
        Some(consumers.iter().any(|consumer| consumer.idle_ms < STALLED_AFTER_MS))
    });
    let groups = lagging.iter().map(|(stream, group)| (stream, group));
    Ok(groups.zip(is_active).filter_map(|(group, is_active)| Some((group, is_active?))).collect())
}

fn unprovisioned(
    query: &LagQuery<'_>,
    topology: &Topology,
    streams: &[(Name, StreamState)],
) -> Vec<LagRow> {
    let names: Vec<String> =
        streams.iter().filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect();
    let bindings = topology.bindings(&names);
    let by_name: HashMap<&[u8], &StreamState> =
        streams.iter().map(|(name, stream)| (name.as_bytes(), stream)).collect();
    bindings
        .iter()
        .filter(|binding| query.selects(&binding.group.name.as_str().into()))
        .filter_map(|binding| Some((binding, *by_name.get(binding.stream.as_bytes())?)))
        .filter(|(binding, stream)| stream.group(&binding.group.name).is_none())
        .map(|(binding, stream)| LagRow::unprovisioned(binding.stream, &binding.group.name, stream))
        .collect()
}

impl LagQuery<'_> {
    fn selects(&self, group: &Name) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|wanted| *group == **wanted)
    }
}
