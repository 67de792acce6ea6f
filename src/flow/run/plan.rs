//! The plan of a run: everything that it will create and check, computed before it touches a server.

use std::collections::BTreeMap;
use std::time::Duration;

use astra_model::topology::{GroupSpec, Topology};

use crate::flow::bindings::Bindings;
use crate::flow::ledger::Ledger;
use crate::flow::reactions::REACTIONS;
use crate::flow::scenario::Scenario;
use crate::flow::trade_plan::TradePlanError;

/// The settings of a run.
#[derive(Clone, Debug)]
pub(crate) struct RunSettings {
    pub(crate) run_id: String,
    pub(crate) trades: u64,
    /// The longest allowed time from publishing an event to its delivery.
    pub(crate) deadline: Duration,
    /// The time limit of the whole run.
    pub(crate) timeout: Duration,
    pub(crate) fault: Option<InjectedFault>,
}

/// A fault that a run injects, to prove that the checks can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InjectedFault {
    /// A group is destroyed after its creation.
    MissingGroup,
    /// A group's consumers never acknowledge.
    NoAck,
    /// A group's consumers publish without the correlation id.
    DropCorrelation,
    /// A group's consumers sleep past the deadline.
    Delay,
    /// An event is added twice.
    Duplicate,
}

/// The plan of a run.
#[derive(Debug)]
pub(crate) struct RunPlan {
    pub(crate) settings: RunSettings,
    /// The prefix of all stream names of the run, without the dot.
    pub(crate) prefix: String,
    /// All streams of the run: those in the catalog, and others that the flow publishes to.
    pub(crate) streams: Vec<TestStream>,
    pub(crate) groups: Vec<TestGroup>,
    pub(super) scenario: Scenario,
    pub(crate) ledger: Ledger,
}

/// A stream of the run and the groups on it.
#[derive(Clone, Debug)]
pub(crate) struct TestStream {
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
}

/// A group of the run, the number of its consumers, and the streams that they read.
#[derive(Clone, Debug)]
pub(crate) struct TestGroup {
    pub(crate) name: String,
    pub(crate) consumers: u32,
    pub(crate) streams: Vec<String>,
}

impl RunPlan {
    /// Moves the topology to a prefix of the run's own and computes what must happen there.
    pub(crate) fn new(topology: &Topology, settings: RunSettings) -> Result<Self, TradePlanError> {
        let prefix = format!("astra-flowtest-{}", settings.run_id);
        let topology = topology.with_prefix(&prefix);
        let scenario = Scenario::new(&settings.run_id, settings.trades);
        let published = published(&scenario, &prefix)?;
        let bound = topology.bindings(&published);
        let pairs = bound.iter().map(|binding| (binding.stream, binding.group.name.as_str()));
        let bindings = Bindings::new(pairs.clone());
        let deadline_us = u64::try_from(settings.deadline.as_micros()).unwrap_or(u64::MAX);
        let catalog = topology.streams.iter().map(|stream| stream.name.as_str());
        let streams = streams(catalog.chain(published.iter().map(String::as_str)), pairs);
        Ok(Self {
            groups: groups(&topology, &streams),
            ledger: Ledger::new(scenario.clone(), bindings, &prefix, deadline_us)?,
            settings,
            prefix,
            streams,
            scenario,
        })
    }

    /// Returns the number of bindings.
    pub(crate) fn bindings(&self) -> usize {
        self.streams.iter().map(|stream| stream.groups.len()).sum()
    }

    /// Returns the group that injected faults affect, and one of its streams: the last group that reacts to an event.
    pub(super) fn fault_target(&self) -> Option<(&'static str, &str)> {
        REACTIONS.iter().rev().find_map(|reaction| {
            let event = reaction.on.rsplit('.').next()?.to_lowercase();
            let stream = self.streams.iter().find(|stream| {
                stream.name.contains(&format!(".{event}."))
                    && stream.groups.iter().any(|group| group == reaction.group)
            })?;
            Some((reaction.group, stream.name.as_str()))
        })
    }
}

/// Lists the streams that the flow publishes to, even if the topology does not contain them.
fn published(scenario: &Scenario, prefix: &str) -> Result<Vec<String>, TradePlanError> {
    let ledger = Ledger::new(scenario.clone(), Bindings::default(), prefix, 0)?;
    Ok(ledger.bindings().streams().map(str::to_owned).collect())
}

fn streams<'a>(
    names: impl Iterator<Item = &'a str>,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<TestStream> {
    let mut groups: BTreeMap<&str, Vec<String>> = names.map(|name| (name, Vec::new())).collect();
    for (stream, group) in pairs {
        groups.entry(stream).or_default().push(group.to_owned());
    }
    let stream = |(name, groups): (&str, _)| TestStream { name: name.to_owned(), groups };
    groups.into_iter().map(stream).collect()
}

/// Lists the groups that are bound to a stream; the others have nothing to read.
fn groups(topology: &Topology, streams: &[TestStream]) -> Vec<TestGroup> {
    let group = |group: &GroupSpec| TestGroup {
        name: group.name.clone(),
        consumers: group.consumers,
        streams: streams
            .iter()
            .filter(|stream| stream.groups.contains(&group.name))
            .map(|stream| stream.name.clone())
            .collect(),
    };
    let groups = topology.groups.iter().map(group);
    groups.filter(|group| !group.streams.is_empty()).collect()
}
