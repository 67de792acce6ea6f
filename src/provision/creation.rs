//! How a missing binding will be made: where its group starts, and what it will find there.

use std::collections::HashMap;

use astra_bus::{Bus, BusError, Lag, NewGroup, StreamLookup, StreamState};
use astra_model::topology::{Binding, GroupSpec, Start};
use astra_model::{EntryId, Name};
use jiff::Timestamp;

use crate::provision::plan::{BindingState, PlannedBinding};

/// Entries counted at most to say what a group that starts in the middle will see.
const COUNT_CAP: u64 = 10_000;

/// Why it is not said where there are more than [`COUNT_CAP`].
const TOO_MANY: &str = "the group starts among more than 10,000 entries, which are not counted";

/// How a missing binding will be made, and what its group will find.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    pub(crate) group: NewGroup,
    /// Existing entries that will be delivered to the group; `None` where that is not known.
    pub(crate) will_see: Option<u64>,
    /// Existing entries that never will be.
    pub(crate) will_skip: Option<u64>,
    /// Why neither is known.
    pub(crate) unforeseen: Option<&'static str>,
}

/// Where a new group starts; what it will find there is foreseen later, for all groups at once.
pub(super) fn creation(
    binding: &Binding<'_>,
    stream: Option<&StreamState>,
    now: Timestamp,
) -> Creation {
    Creation {
        group: NewGroup {
            stream: binding.stream.into(),
            group: binding.group.name.as_str().into(),
            after: start_id(binding.group, stream, now),
            entries_read: entries_read(&binding.group.start, stream),
            make_stream: binding.declared,
        },
        will_see: Some(0),
        will_skip: Some(0),
        unforeseen: None,
    }
}

/// Fills in what each new group will see and skip of the entries that are there.
pub(super) async fn foresee(
    bus: &Bus,
    planned: &mut [PlannedBinding],
    streams: &HashMap<&[u8], &StreamLookup>,
) -> Result<(), BusError> {
    let state = |name: &Name| match streams.get(name.as_bytes()) {
        Some(StreamLookup::Stream(stream)) => Some(stream),
        _ => None,
    };
    let mut creations: Vec<(&mut Creation, &StreamState)> = planned
        .iter_mut()
        .filter_map(|binding| match &mut binding.state {
            BindingState::Missing(creation) => {
                state(&creation.group.stream).map(|stream| (creation, stream))
            }
            _ => None,
        })
        .collect();
    let cursors: Vec<_> = creations
        .iter()
        .map(|(creation, stream)| (&creation.group.stream, *stream, creation.group.after))
        .collect();
    let trails = bus.measure(&cursors, COUNT_CAP).await?;
    for ((creation, stream), trail) in creations.iter_mut().zip(trails) {
        (creation.will_see, creation.unforeseen) = match trail.lag {
            Lag::Exact(count) => (Some(count), None),
            Lag::AtLeast(_) => (None, Some(TOO_MANY)),
            Lag::Unknown => (None, Some("entries were removed while they were counted")),
        };
        creation.will_skip = creation.will_see.map(|seen| stream.length.saturating_sub(seen));
    }
    Ok(())
}

/// The ID after which a group begins to read.
///
/// "Now" is the last generated ID of the very reply that the plan is made from, and not `$`: an
/// entry added between plan and creation is delivered, and the read counter stays exact.
fn start_id(group: &GroupSpec, stream: Option<&StreamState>, now: Timestamp) -> EntryId {
    let end = || stream.map_or(EntryId::MIN, |stream| stream.last_generated);
    group.start.position(now).unwrap_or_else(end)
}

/// The read counter of a new group, where it is known; Redis then knows the group's lag too.
///
/// After an `XDEL` or an `XSETID` nobody can tell how many entries lie before a position, so none is claimed.
fn entries_read(start: &Start, stream: Option<&StreamState>) -> Option<u64> {
    let Some(stream) = stream else {
        return matches!(start, Start::Beginning | Start::Now).then_some(0);
    };
    let added = stream.entries_added.filter(|_| stream.is_only_trimmed())?;
    match start {
        Start::Beginning => added.checked_sub(stream.length),
        Start::Now => Some(added),
        Start::Id(_) | Start::Time(_) => None,
    }
}
