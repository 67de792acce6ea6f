//! Confirmed lines that the servers have lost since: what was not on a disk when the power went, or
//! not on the replica that took over.

use std::path::Path;

use anyhow::Result;
use astra_bus::{Bus, Coverage, StreamLookup, StreamState, Unreadable};
use astra_model::{EntryId, Name};

use crate::commands::env::coverage;
use crate::commands::publish::past::Past;
use crate::commands::publish::resume::RULES;
use crate::output::notes;
use crate::output::units::Counted;

/// Finds the streams that have lost what they had confirmed, and has their lines looked up again.
///
/// Only the end of a stream is ever lost. Trimmed or deleted entries are not taken for lost, as far as
/// the server tells.
pub(super) async fn reopen(bus: &Bus, past: &mut Past, account: &Path) -> Result<()> {
    let confirmed: Vec<(Name, EntryId)> =
        past.last.iter().map(|(name, id)| (Name::from(&**name), *id)).collect();
    let names: Vec<Name> = confirmed.iter().map(|(name, _)| name.clone()).collect();
    let states = bus.stream_states(&names).await?;
    let (mut unseen, mut ends) = (Coverage::default(), Vec::new());
    for ((stream, last), state) in confirmed.into_iter().zip(states) {
        let state = match state {
            StreamLookup::Missing => None,
            StreamLookup::Stream(state) => Some(state),
            StreamLookup::Refused(refusal) => {
                unseen.unread.push(Unreadable::stream(stream, &refusal.with_required_rules(RULES)));
                continue;
            }
        };
        let end = bus.last_entry_up_to(&stream, last).await?;
        if end != Some(last) && is_lost(state.as_ref(), end, last) {
            ends.push((stream, end));
        }
    }
    past.lose_after(&ends, account)?;
    if !unseen.is_empty() {
        notes::warning("cannot see of every stream whether what was confirmed is still there");
        coverage::warn(&unseen);
    }
    Ok(())
}

/// Whether an entry that is not there was lost, rather than trimmed or deleted. `end` is the last
/// entry before it.
fn is_lost(state: Option<&StreamState>, end: Option<EntryId>, last: EntryId) -> bool {
    let Some(state) = state else { return true };
    let is_behind = state.last_generated < last;
    let is_whole = state.entries_added == Some(state.length);
    let is_deleted = state.max_deleted.is_some_and(|deleted| deleted >= last);
    is_behind || is_whole || (end.is_some() && !is_deleted)
}

/// Says what was lost, once it is known how much.
pub(super) fn tell(lines: u64, first: Option<u64>) {
    if let Some(first) = first {
        notes::warning(sentence(lines, first));
    }
}

fn sentence(lines: u64, first: u64) -> String {
    let events = Counted(lines, "confirmed event");
    let which = if lines == 1 {
        format!("of line {first}: it is")
    } else {
        format!("from line {first} on: they are")
    };
    format!("the server has lost {events}, {which} published again")
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
    fn tells_what_is_lost_from_what_was_removed() {
        let (last, end) = (EntryId::new(50, 0), Some(EntryId::new(40, 0)));
        assert!(is_lost(None, None, last), "the stream is gone");
        assert!(is_lost(Some(&state(40, 0, 0)), end, last), "it ends before");
        assert!(is_lost(Some(&state(40, 7, 0)), end, last), "it ends before, and was trimmed");
        assert!(is_lost(Some(&state(60, 7, 0)), end, last), "others have written since");
        assert!(is_lost(Some(&state(60, 0, 0)), None, last), "it was begun anew");
        assert!(!is_lost(Some(&state(60, 7, 0)), None, last), "trimmed past it");
        assert!(!is_lost(Some(&state(60, 1, 50)), end, last), "deleted");
    }

    #[test]
    fn one_lost_event_is_told_as_one() {
        let told = "the server has lost 1 confirmed event, of line 7: it is published again";
        assert_eq!(sentence(1, 7), told);
        let told =
            "the server has lost 1,200 confirmed events, from line 7 on: they are published again";
        assert_eq!(sentence(1200, 7), told);
    }
}
