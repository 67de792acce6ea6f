//! What a server has and lacks of a topology.

use std::collections::HashMap;

use astra_bus::{Bus, BusError, ReplyError, StreamLookup, UnreachableNode};
use astra_model::topology::{Binding, Start, Topology};
use astra_model::{Name, has_wildcard};
use jiff::Timestamp;
use serde::Serialize;

use crate::provision::creation::{Creation, creation, foresee};
use crate::provision::findings;

/// What a server has and what it lacks of a topology.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) bindings: Vec<PlannedBinding>,
    pub(crate) findings: Vec<Finding>,
    /// Every stream that was looked at, as it was.
    pub(crate) streams: Vec<(Name, StreamLookup)>,
    /// Servers that are away: what they hold beside the catalogue is not known.
    pub(crate) unreachable: Vec<UnreachableNode>,
}

/// One promised binding.
#[derive(Clone, Debug)]
pub(crate) struct PlannedBinding {
    pub(crate) stream: Name,
    pub(crate) group: String,
    pub(crate) start: String,
    pub(crate) state: BindingState,
}

/// Whether a promised binding is there.
#[derive(Clone, Debug)]
pub(crate) enum BindingState {
    Present,
    Missing(Creation),
    /// It cannot be made.
    Blocked(Obstacle),
}

/// Why something cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Obstacle {
    pub(crate) reason: String,
    /// The next step, where there is one.
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

/// Something about the server that an operator should know. Not drift by itself.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Name>,
    pub(crate) detail: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Info,
    Warning,
    Error,
}

impl Plan {
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

    pub(crate) fn present(&self) -> usize {
        self.bindings
            .iter()
            .filter(|binding| matches!(binding.state, BindingState::Present))
            .count()
    }

    /// Whether every promised binding is there.
    pub(crate) fn is_fulfilled(&self) -> bool {
        self.present() == self.bindings.len() && self.unreachable.is_empty()
    }

    /// How many different streams have a promised binding.
    pub(crate) fn bound_streams(&self) -> usize {
        let mut names: Vec<&Name> = self.bindings.iter().map(|binding| &binding.stream).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }
}

/// Compares the server with the topology; changes nothing.
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
    foresee(bus, &mut planned, &streams).await?;
    let findings = findings::all(topology, &targets, &bindings, names.iter().zip(&states));
    let streams = names.into_iter().zip(states).collect();
    Ok(Plan { bindings: planned, findings, streams, unreachable: bus.unreachable_nodes() })
}

/// The server's clock, which stamps the entries, where a start is a time at all.
pub(crate) async fn clock(bus: &Bus, topology: &Topology) -> Result<Timestamp, BusError> {
    let is_asked = topology.groups.iter().any(|group| matches!(group.start, Start::Time(_)));
    if is_asked { Ok(bus.clock().await?.now) } else { Ok(Timestamp::UNIX_EPOCH) }
}

pub(crate) fn plan_binding(
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
            BindingState::Blocked("the stream is gone since it was found".into())
        }
    };
    PlannedBinding {
        stream: binding.stream.into(),
        group: binding.group.name.clone(),
        start: binding.group.start.to_string(),
        state,
    }
}
