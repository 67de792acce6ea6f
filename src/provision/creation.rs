//! How a missing binding is created: where its group starts, and how many existing entries it will receive.

use astra_bus::{Bus, BusError, Lag, NewGroup, StreamState};
use astra_model::EntryId;
use astra_model::topology::{Binding, GroupSpec, Start};
use jiff::Timestamp;

/// The most entries to count for a group that starts in the middle of a stream.
const COUNT_CAP: u64 = 10_000;

/// Why the entries are not known if there are more than [`COUNT_CAP`].
const TOO_MANY: &str = "the group starts among more than 10,000 entries, which are not counted";

/// How a missing binding is created, and how many existing entries its group will receive.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    pub(crate) group: NewGroup,
    /// Existing entries that will be delivered to the group; `None` if that is not known.
    pub(crate) will_see: Option<u64>,
    /// Existing entries that will not be delivered to the group; `None` if that is not known.
    pub(crate) will_skip: Option<u64>,
    /// Why neither number is known.
    pub(crate) unknown_reason: Option<&'static str>,
}

/// Determines where a new group starts. [`predict_deliveries`] fills in the entries, for all groups at once.
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
        unknown_reason: None,
    }
}

/// Fills in how many existing entries each new group will see and skip.
pub(super) async fn predict_deliveries(
    bus: &Bus,
    mut creations: Vec<(&mut Creation, &StreamState)>,
) -> Result<(), BusError> {
    let cursors: Vec<_> = creations
        .iter()
        .map(|(creation, stream)| (&creation.group.stream, *stream, creation.group.after))
        .collect();
    let readings = bus.measure(&cursors, COUNT_CAP).await?;
    for ((creation, stream), reading) in creations.iter_mut().zip(readings) {
        (creation.will_see, creation.unknown_reason) = match reading.lag {
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
/// "Now" is the last generated ID in the reply that the plan is based on, instead of `$`: entries added
/// between plan and creation are then delivered, and the read counter stays exact.
fn start_id(group: &GroupSpec, stream: Option<&StreamState>, now: Timestamp) -> EntryId {
    let end = || stream.map_or(EntryId::MIN, |stream| stream.last_generated);
    group.start.position(now).unwrap_or_else(end)
}

/// The read counter of a new group, if it is known; with it, Redis also knows the group's lag.
///
/// After an `XDEL` or `XSETID` the number of entries before a position is unknown, so the group gets no counter.
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
