//! Compares a server with a topology: which bindings exist, which are missing, and which cannot be created.

use std::collections::HashMap;

use astra_bus::{Bus, BusError, ReplyError, StreamLookup, StreamState, UnreachableNode};
use astra_model::topology::{Binding, Start, Topology};
use astra_model::{Name, has_wildcard};
use jiff::Timestamp;

use crate::provision::creation::{Creation, creation, predict_deliveries};
use crate::provision::findings::{self, Finding};

/// The differences between a server and a topology.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) bindings: Vec<PlannedBinding>,
    pub(crate) findings: Vec<Finding>,
    /// Every stream that was read, in the state that the plan is based on.
    pub(crate) streams: Vec<(Name, StreamLookup)>,
    /// Unreachable servers; which streams they hold beside the catalog is unknown.
    pub(crate) unreachable: Vec<UnreachableNode>,
}

/// A binding of the topology.
#[derive(Clone, Debug)]
pub(crate) struct PlannedBinding {
    pub(crate) stream: Name,
    pub(crate) group: String,
    pub(crate) start: String,
    pub(crate) state: BindingState,
}

/// Whether a binding of the topology exists.
#[derive(Clone, Debug)]
pub(crate) enum BindingState {
    Present,
    Missing(Creation),
    /// It cannot be created.
    Blocked(Obstacle),
}

/// Why something cannot be created or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Obstacle {
    pub(crate) reason: String,
    /// The next step, if there is one.
    pub(crate) hint: Option<String>,
}

impl From<&ReplyError> for Obstacle {
    fn from(refusal: &ReplyError) -> Self {
        Self { reason: refusal.to_string(), hint: refusal.hint() }
    }
}

impl From<&str> for Obstacle {
    fn from(reason: &str) -> Self {
        Self { reason: reason.into(), hint: None }
    }
}

impl Plan {
    /// The missing bindings, with how to create each.
    pub(crate) fn missing(&self) -> impl Iterator<Item = (&PlannedBinding, &Creation)> {
        self.bindings.iter().filter_map(|binding| match &binding.state {
            BindingState::Missing(creation) => Some((binding, creation)),
            _ => None,
        })
    }

    pub(crate) fn blocked(&self) -> impl Iterator<Item = (&PlannedBinding, &Obstacle)> {
        self.bindings.iter().filter_map(|binding| match &binding.state {
            BindingState::Blocked(obstacle) => Some((binding, obstacle)),
            _ => None,
        })
    }

    /// How many bindings exist.
    pub(crate) fn present(&self) -> usize {
        self.bindings
            .iter()
            .filter(|binding| matches!(binding.state, BindingState::Present))
            .count()
    }

    /// Whether every binding of the topology exists, and all servers were reachable.
    pub(crate) fn is_complete(&self) -> bool {
        self.present() == self.bindings.len() && self.unreachable.is_empty()
    }

    /// How many different streams have a binding.
    pub(crate) fn bound_streams(&self) -> usize {
        let mut names: Vec<&Name> = self.bindings.iter().map(|binding| &binding.stream).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }
}

/// Compares the server with the topology, without changing anything.
pub(crate) async fn plan(bus: &Bus, topology: &Topology) -> Result<Plan, BusError> {
    let existing = bus.stream_names(&[topology.stream_glob()]).await?;
    let targets: Vec<String> = existing
        .iter()
        .filter(|name| !has_wildcard(name.as_bytes()))
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let bindings = topology.bindings(&targets);
    let mut names = existing;
    names.extend(bindings.iter().map(|binding| Name::from(binding.stream)));
    let names: Vec<Name> = names.into_iter().collect();
    let states = bus.stream_states(&names).await?;
    let streams: HashMap<&[u8], &StreamLookup> =
        names.iter().map(Name::as_bytes).zip(&states).collect();
    let now = clock(bus, topology).await?;
    let mut planned: Vec<PlannedBinding> =
        bindings.iter().map(|binding| plan_binding(binding, &streams, now)).collect();
    predict_deliveries(bus, creations(&mut planned, &streams)).await?;
    let findings = findings::find(topology, &targets, &bindings, names.iter().zip(&states));
    let streams = names.into_iter().zip(states).collect();
    Ok(Plan { bindings: planned, findings, streams, unreachable: bus.unreachable_nodes() })
}

/// Reads the server's clock, which stamps the entries, if any group starts at a time.
async fn clock(bus: &Bus, topology: &Topology) -> Result<Timestamp, BusError> {
    let is_needed = topology.groups.iter().any(|group| matches!(group.start, Start::Time(_)));
    if is_needed { Ok(bus.clock().await?.now) } else { Ok(Timestamp::UNIX_EPOCH) }
}

/// The creations on existing streams, each with the state of its stream.
fn creations<'a>(
    planned: &'a mut [PlannedBinding],
    streams: &HashMap<&[u8], &'a StreamLookup>,
) -> Vec<(&'a mut Creation, &'a StreamState)> {
    let creations = planned.iter_mut().filter_map(|binding| match &mut binding.state {
        BindingState::Missing(creation) => Some(creation),
        _ => None,
    });
    creations
        .filter_map(|creation| match streams.get(creation.group.stream.as_bytes()).copied() {
            Some(StreamLookup::Stream(stream)) => Some((creation, stream)),
            _ => None,
        })
        .collect()
}

fn plan_binding(
    binding: &Binding<'_>,
    streams: &HashMap<&[u8], &StreamLookup>,
    now: Timestamp,
) -> PlannedBinding {
    let found = streams.get(binding.stream.as_bytes()).copied().unwrap_or(&StreamLookup::Missing);
    let state = match found {
        StreamLookup::Refused(refusal) => BindingState::Blocked(refusal.into()),
        StreamLookup::Stream(stream) if stream.group(&binding.group.name).is_some() => {
            BindingState::Present
        }
        StreamLookup::Stream(stream) => BindingState::Missing(creation(binding, Some(stream), now)),
        StreamLookup::Missing if binding.declared => {
            BindingState::Missing(creation(binding, None, now))
        }
        StreamLookup::Missing => {
            BindingState::Blocked("the stream disappeared after it was found".into())
        }
    };
    PlannedBinding {
        stream: binding.stream.into(),
        group: binding.group.name.clone(),
        start: binding.group.start.to_string(),
        state,
    }
}
