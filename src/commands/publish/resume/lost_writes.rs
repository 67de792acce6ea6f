//! Finds confirmed events that the servers have lost since: they were not on disk in a crash, or not
//! on the replica that took over.

use astra_bus::{Bus, Coverage, StreamLookup, StreamState, Unreadable};
use astra_model::{EntryId, Name};

use crate::commands::env::{CommandResult, coverage};
use crate::commands::publish::journal::{JournalState, LineSet};
use crate::commands::publish::resume::doubtful::REQUIRED_RULES;
use crate::output::notes;
use crate::output::units::Counted;

/// Finds the streams that have lost their end, and marks in `state` that their lines have to be
/// looked up again.
///
/// A crash or a failover only ever loses the end of a stream. Trimmed or deleted entries do not
/// count as lost, if the server keeps the numbers that distinguish them.
pub(super) async fn find(bus: &Bus, state: &mut JournalState) -> CommandResult<()> {
    let confirmed: Vec<(Name, EntryId)> = state.last_entries().collect();
    let names: Vec<Name> = confirmed.iter().map(|(name, _)| name.clone()).collect();
    let streams = bus.stream_states(&names).await?;
    let mut coverage = Coverage::default();
    for ((stream, last), lookup) in confirmed.into_iter().zip(streams) {
        let current = match lookup {
            StreamLookup::Missing => None,
            StreamLookup::Stream(current) => Some(current),
            StreamLookup::Refused(refusal) => {
                let refusal = refusal.with_required_rules(REQUIRED_RULES);
                coverage.unread.push(Unreadable::stream(stream, &refusal));
                continue;
            }
        };
        let end = bus.last_entry_up_to(&stream, last).await?;
        if end != Some(last) && is_lost(current.as_ref(), end, last) {
            state.lose_after(stream, end);
        }
    }
    if !coverage.is_complete() {
        notes::warning("cannot check on every stream whether the confirmed events are still there");
        coverage::warn(&coverage);
    }
    Ok(())
}

/// Whether a missing entry was lost, rather than trimmed or deleted. `end` is the last entry before it.
fn is_lost(state: Option<&StreamState>, end: Option<EntryId>, last: EntryId) -> bool {
    let Some(state) = state else { return true };
    let is_behind = state.last_generated < last;
    let is_whole = state.entries_added == Some(state.length);
    let is_deleted = state.max_deleted.is_some_and(|deleted| deleted >= last);
    is_behind || is_whole || (end.is_some() && !is_deleted)
}

/// Warns about lost lines, once the lookup has shown which they are.
pub(super) fn warn(lost: &LineSet) {
    if let Some(first) = lost.first() {
        notes::warning(sentence(lost.count(), first));
    }
}

fn sentence(lines: u64, first: u64) -> String {
    let events = Counted(lines, "confirmed event");
    let (lines, them) = if lines == 1 {
        (format!("of line {first}"), "it")
    } else {
        (format!("from line {first} on"), "them")
    };
    format!("the server has lost {events}, {lines}: publishing {them} again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(last_generated: u64, removed: u64, max_deleted: u64) -> StreamState {
        StreamState {
            length: 10,
            first: Some(EntryId::new(1, 0)),
            last: Some(EntryId::new(last_generated, 0)),
            last_generated: EntryId::new(last_generated, 0),
            entries_added: Some(10 + removed),
            max_deleted: Some(EntryId::new(max_deleted, 0)),
            groups: Vec::new(),
        }
    }

    #[test]
    fn distinguishes_lost_entries_from_removed_ones() {
        let (last, end) = (EntryId::new(50, 0), Some(EntryId::new(40, 0)));
        assert!(is_lost(None, None, last), "the stream is gone");
        assert!(is_lost(Some(&state(40, 0, 0)), end, last), "it ends before");
        assert!(is_lost(Some(&state(40, 7, 0)), end, last), "it ends before, and was trimmed");
        assert!(is_lost(Some(&state(60, 7, 0)), end, last), "others have written since");
        assert!(is_lost(Some(&state(60, 0, 0)), None, last), "the stream was created again");
        assert!(!is_lost(Some(&state(60, 7, 0)), None, last), "trimmed past it");
        assert!(!is_lost(Some(&state(60, 1, 50)), end, last), "deleted");
    }

    #[test]
    fn one_lost_event_is_singular() {
        let one = "the server has lost 1 confirmed event, of line 7: publishing it again";
        assert_eq!(sentence(1, 7), one);
        let many =
            "the server has lost 1,200 confirmed events, from line 7 on: publishing them again";
        assert_eq!(sentence(1200, 7), many);
    }
}
