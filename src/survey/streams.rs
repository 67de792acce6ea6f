//! The streams that patterns select, read once: the first step of every survey of streams.

use astra_bus::{
    Bus, BusError, Clock, Coverage, ReplyError, StreamLookup, StreamState, UnreachableNode,
    Unreadable,
};
use astra_model::topology::Topology;
use astra_model::{Name, Pattern};

use crate::survey::remark::Remark;

/// The names of the streams that patterns select, before any of them is read.
#[derive(Debug)]
pub(crate) struct StreamSelection {
    /// Sorted, each once. If a node is unreachable, also the streams that it may hold by the topology.
    pub(crate) names: Vec<Name>,
    pub(crate) unreachable: Vec<UnreachableNode>,
    pub(crate) remarks: Vec<Remark>,
}

/// The streams that patterns select, each with what was read of it.
#[derive(Debug)]
pub(crate) struct StreamSurvey<T> {
    /// The streams that exist and could be read, sorted by name.
    pub(crate) streams: Vec<(Name, T)>,
    /// The time after the streams were read, so that their last entries are not in the future.
    pub(crate) clock: Clock,
    pub(crate) coverage: Coverage,
    pub(crate) remarks: Vec<Remark>,
}

/// Selects streams and reads the state of each, with its groups.
pub(crate) async fn streams(
    bus: &Bus,
    topology: &Topology,
    patterns: &[Pattern],
) -> Result<StreamSurvey<StreamState>, BusError> {
    let selection = StreamSelection::read(bus, topology, patterns).await?;
    let states = bus.stream_states(&selection.names).await?;
    let replies = states.into_iter().map(|found| match found {
        StreamLookup::Stream(state) => Ok(Some(state)),
        StreamLookup::Missing => Ok(None),
        StreamLookup::Refused(error) => Err(error),
    });
    selection.survey(bus, replies).await
}

impl StreamSelection {
    /// Selects the streams that match any of `patterns`, or all streams of the prefix if there is none.
    pub(crate) async fn read(
        bus: &Bus,
        topology: &Topology,
        patterns: &[Pattern],
    ) -> Result<Self, BusError> {
        let patterns = topology.patterns_or_all(patterns);
        let mut selection = bus.select_streams(&patterns).await?;
        selection.expect(topology.declared_streams(&patterns));
        let mut remarks: Vec<Remark> =
            selection.unmatched.into_iter().map(Remark::UnmatchedPattern).collect();
        if !selection.left_out.is_empty() {
            remarks.push(Remark::LeftOut(selection.left_out));
        }
        Ok(Self { names: selection.streams, unreachable: selection.unreachable, remarks })
    }

    /// Completes the survey with the reply for each name, in order: `Ok(None)` if the stream is gone.
    pub(crate) async fn survey<T>(
        self,
        bus: &Bus,
        replies: impl Iterator<Item = Result<Option<T>, ReplyError>>,
    ) -> Result<StreamSurvey<T>, BusError> {
        let clock = bus.clock().await?;
        let mut coverage = Coverage { replicas: clock.replicas.clone(), ..Coverage::default() };
        let mut streams = Vec::with_capacity(self.names.len());
        for (name, reply) in self.names.into_iter().zip(replies) {
            match reply {
                Ok(found) => streams.extend(found.map(|found| (name, found))),
                Err(error) => coverage.unread.push(Unreadable::stream(name, &error)),
            }
        }
        coverage.add_unreachable(self.unreachable.into_iter().chain(bus.unreachable_nodes()));
        Ok(StreamSurvey { streams, clock, coverage, remarks: self.remarks })
    }
}
