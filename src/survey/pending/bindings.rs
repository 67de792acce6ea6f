//! The bindings that a filter selects, each with the server's own summary of its pending entries.

use std::collections::BTreeSet;

use astra_bus::{Bus, BusError, Clock, Coverage, PendingState, ReplyError, Unreadable};
use astra_model::Name;
use astra_model::topology::Topology;

use crate::survey::pending::query::PendingFilter;
use crate::survey::remark::{Remark, Subject, not_found, unknown_groups};
use crate::survey::streams::{StreamSelection, StreamSurvey};

/// One group on one stream, and the summary of its pending entries.
#[derive(Debug)]
pub(crate) struct PendingBinding {
    pub(crate) stream: Name,
    pub(crate) group: Name,
    pub(crate) state: PendingState,
}

/// The bindings that a filter selects, before any entry is read.
#[derive(Debug)]
pub(crate) struct PendingBindings {
    /// Sorted by stream and group.
    pub(crate) bindings: Vec<PendingBinding>,
    pub(crate) clock: Clock,
    pub(crate) coverage: Coverage,
    pub(crate) remarks: Vec<Remark>,
}

impl PendingBindings {
    /// Records what could not be read after the bindings were found.
    pub(crate) fn add_unread(&mut self, unread: Vec<Unreadable>, bus: &Bus) {
        self.coverage.unread.extend(unread);
        self.coverage.add_unreachable(bus.unreachable_nodes());
    }

    /// Whether everything was read, and every name of the filter was found.
    pub(crate) fn is_complete(&self) -> bool {
        self.coverage.is_complete() && !self.remarks.iter().any(Remark::is_not_found)
    }
}

impl PendingBinding {
    /// Converts an error of reading this binding: `None` if the group was removed in the meantime.
    ///
    /// # Errors
    /// Returns the error if the connection is lost, so that nothing else can be read either.
    pub(crate) fn unreadable(&self, error: BusError) -> Result<Option<Unreadable>, BusError> {
        match error {
            BusError::Refused { refusal, .. } if is_gone(&refusal) => Ok(None),
            error if error.is_connection() && !error.is_partial() => Err(error),
            error => Ok(Some(Unreadable::failed(&self.stream, &self.group, &error))),
        }
    }
}

/// Finds the bindings in three round trips, however many there are.
pub(crate) async fn pending_bindings(
    bus: &Bus,
    topology: &Topology,
    filter: &PendingFilter,
) -> Result<PendingBindings, BusError> {
    let StreamSurvey { streams, clock, mut coverage, mut remarks } =
        groups(bus, topology, filter).await?;
    let found: BTreeSet<&Name> = streams.iter().flat_map(|(_, groups)| groups).collect();
    let selected: Vec<(Name, Name)> = streams
        .iter()
        .flat_map(|(stream, groups)| groups.iter().map(move |group| (stream, group)))
        .filter(|(_, group)| filter.selects_group(group))
        .map(|(stream, group)| (stream.clone(), group.clone()))
        .collect();
    let bindings = summarize(bus, selected, &mut coverage).await?;
    coverage.add_unreachable(bus.unreachable_nodes());
    remarks.extend(unknown_groups(&filter.groups, &found, topology, &coverage));
    let consumers = bindings.iter().flat_map(|binding| &binding.state.consumers);
    let consumers = consumers.filter_map(|consumer| consumer.name.as_str());
    remarks.extend(not_found(Subject::Consumer, &filter.consumers, &consumers, &coverage));
    Ok(PendingBindings { bindings, clock, coverage, remarks })
}

/// Reads the names of the groups on the selected streams.
async fn groups(
    bus: &Bus,
    topology: &Topology,
    filter: &PendingFilter,
) -> Result<StreamSurvey<Vec<Name>>, BusError> {
    let selection = StreamSelection::read(bus, topology, &filter.patterns).await?;
    let replies = bus.group_names(&selection.names).await?;
    let replies = replies.into_iter().map(|reply| match reply {
        Err(error) if is_gone(&error) => Ok(None),
        reply => reply.map(Some),
    });
    selection.survey(bus, replies).await
}

/// Reads the summary of each group, and sorts the bindings.
async fn summarize(
    bus: &Bus,
    groups: Vec<(Name, Name)>,
    coverage: &mut Coverage,
) -> Result<Vec<PendingBinding>, BusError> {
    let states = bus.pending_states(&groups).await?;
    let mut bindings = Vec::with_capacity(groups.len());
    for ((stream, group), state) in groups.into_iter().zip(states) {
        match state {
            Ok(state) => bindings.push(PendingBinding { stream, group, state }),
            Err(error) if is_gone(&error) => {}
            Err(error) => coverage.unread.push(Unreadable::group(stream, group, &error)),
        }
    }
    bindings.sort_by(|a, b| (&a.stream, &a.group).cmp(&(&b.stream, &b.group)));
    Ok(bindings)
}

/// Whether the group or its stream was removed after it was found.
fn is_gone(error: &ReplyError) -> bool {
    error.code == "NOGROUP" || error.is_missing_key()
}
