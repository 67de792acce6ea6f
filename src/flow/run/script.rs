//! What a run will make and check, worked out before anything is touched.

use std::collections::BTreeMap;
use std::time::Duration;

use astra_model::topology::Topology;

use crate::flow::bindings::Bindings;
use crate::flow::ledger::state::Ledger;
use crate::flow::plan::PlanError;
use crate::flow::run::fault::Fault;
use crate::flow::scenario::Scenario;

/// What is asked of a run.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) run_id: String,
    pub(crate) trades: u64,
    /// How late a delivery may be.
    pub(crate) deadline: Duration,
    /// How long the whole run may take.
    pub(crate) timeout: Duration,
    pub(crate) fault: Option<Fault>,
}

/// A run, ready to be played.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) settings: Settings,
    /// The first part of the name of every stream of the run, without its dot.
    pub(crate) prefix: String,
    /// Every stream of the run: the catalogue, and what the flow publishes beside it.
    pub(crate) streams: Vec<Stream>,
    pub(crate) members: Vec<Member>,
    pub(super) scenario: Scenario,
    pub(crate) ledger: Ledger,
}

/// A stream of the run and the groups on it.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
}

/// A group, its consumers and the streams that they read.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) group: String,
    pub(crate) consumers: u32,
    pub(crate) streams: Vec<String>,
}

impl Script {
    /// Moves the topology below a prefix of the run's own and works out what must happen there.
    pub(crate) fn new(topology: &Topology, settings: Settings) -> Result<Self, PlanError> {
        let prefix = format!("astra-flowtest-{}", settings.run_id);
        let topology = topology.with_prefix(&prefix);
        let scenario = Scenario::new(&settings.run_id, settings.trades);
        let published = published(&scenario, &prefix)?;
        let bound = topology.bindings(&published);
        let pairs = bound.iter().map(|binding| (binding.stream, binding.group.name.as_str()));
        let bindings = Bindings::new(pairs.clone());
        let deadline_us = u64::try_from(settings.deadline.as_micros()).unwrap_or(u64::MAX);
        let catalogue = topology.streams.iter().map(|stream| stream.name.as_str());
        let streams = streams(catalogue.chain(published.iter().map(String::as_str)), pairs);
        Ok(Self {
            members: members(&topology, &streams),
            ledger: Ledger::new(scenario.clone(), bindings, &prefix, deadline_us)?,
            settings,
            prefix,
            streams,
            scenario,
        })
    }

    /// Returns how many groups stand on how many streams.
    pub(crate) fn bindings(&self) -> usize {
        self.streams.iter().map(|stream| stream.groups.len()).sum()
    }
}

/// Lists the streams that the flow publishes to, whether or not the topology knows them.
fn published(scenario: &Scenario, prefix: &str) -> Result<Vec<String>, PlanError> {
    let ledger = Ledger::new(scenario.clone(), Bindings::default(), prefix, 0)?;
    Ok(ledger.bindings().streams().map(str::to_owned).collect())
}

fn streams<'a>(
    names: impl Iterator<Item = &'a str>,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<Stream> {
    let mut groups: BTreeMap<&str, Vec<String>> = names.map(|name| (name, Vec::new())).collect();
    for (stream, group) in pairs {
        groups.entry(stream).or_default().push(group.to_owned());
    }
    let stream = |(name, groups): (&str, _)| Stream { name: name.to_owned(), groups };
    groups.into_iter().map(stream).collect()
}

/// A group without any stream has nothing to read.
fn members(topology: &Topology, streams: &[Stream]) -> Vec<Member> {
    let member = |group: &astra_model::topology::GroupSpec| Member {
        group: group.name.clone(),
        consumers: group.consumers,
        streams: streams
            .iter()
            .filter(|stream| stream.groups.contains(&group.name))
            .map(|stream| stream.name.clone())
            .collect(),
    };
    let members = topology.groups.iter().map(member);
    members.filter(|member| !member.streams.is_empty()).collect()
}
