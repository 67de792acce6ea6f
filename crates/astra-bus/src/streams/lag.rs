//! How far a group readings its stream: by rules if one snapshot is enough, otherwise by counting entries.
//!
//! The server's own `lag` is never used: over 34 measured scenarios it is a wrong integer in eleven on Redis
//! 7.0 to 7.4, and still in two on 8.2.

use astra_model::{EntryId, Name};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::protocol::value;
use crate::streams::range::{Order, xrange};
use crate::streams::state::{GroupState, StreamLookup, StreamState, entry_id};

/// Maximum entries of a page: the server stalls about 1 ms for a page of 300-byte entries.
const LONGEST_PAGE: u64 = 1000;

/// Entries of the first page, which shows how large the entries are.
const FIRST_PAGE: u64 = 16;

/// Target size of a page in bytes, however large the entries are.
const PAGE_BYTES: u64 = 1 << 20;

/// Groups that are counted at the same time.
const COUNTING_AT_A_TIME: usize = 16;

/// How often a count is repeated because entries were removed in the meantime.
const ATTEMPTS: u32 = 3;

/// How many entries a group has not been delivered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    Exact(u64),
    AtLeast(u64),
    /// Entries were removed while they were counted, in each attempt.
    Unknown,
}

/// A group's distance from the end of its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LagReading {
    pub lag: Lag,
    /// The first entry that the group has not been delivered.
    pub oldest: Option<EntryId>,
}

impl LagReading {
    /// Whether there are undelivered entries, or their number is unknown.
    pub fn is_behind(&self) -> bool {
        self.lag != Lag::Exact(0)
    }
}

/// The reading of a group whose lag could not be measured.
const UNMEASURED: LagReading = LagReading { lag: Lag::Unknown, oldest: None };

/// A cursor inside its stream: its lag has to be counted.
struct OpenCursor<'a> {
    index: usize,
    name: &'a Name,
    snapshot: StreamState,
    cursor: EntryId,
}

impl<'a> OpenCursor<'a> {
    fn new(index: usize, name: &'a Name, stream: &StreamState, cursor: EntryId) -> Self {
        Self { index, name, snapshot: stream.clone(), cursor }
    }
}

/// The lag of a cursor, if one consistent snapshot is enough. The last *entry* decides, not the last generated
/// ID, because the tail may have been deleted.
fn lag_by_rule(stream: &StreamState, cursor: EntryId) -> Option<LagReading> {
    let lag = match (stream.first, stream.last) {
        (Some(first), _) if cursor < first => stream.length,
        (Some(_), Some(last)) if cursor < last => return None,
        _ => 0,
    };
    Some(LagReading { lag: Lag::Exact(lag), oldest: stream.first.filter(|_| lag > 0) })
}

impl Bus {
    /// Measures the lag of groups, each on one snapshot of its stream, in order; counts at most `cap` entries
    /// per group.
    pub async fn measure_lag(
        &self,
        groups: &[(&Name, &StreamState, &GroupState)],
        cap: u64,
    ) -> Result<Vec<LagReading>, BusError> {
        let cursors: Vec<_> = groups
            .iter()
            .map(|(name, stream, group)| (*name, *stream, group.last_delivered))
            .collect();
        self.measure(&cursors, cap).await
    }

    /// Measures how many entries of each stream lie after a cursor, in order.
    pub async fn measure(
        &self,
        cursors: &[(&Name, &StreamState, EntryId)],
        cap: u64,
    ) -> Result<Vec<LagReading>, BusError> {
        let mut readings = vec![UNMEASURED; cursors.len()];
        let mut open = Vec::new();
        for (index, (name, stream, cursor)) in cursors.iter().enumerate() {
            match lag_by_rule(stream, *cursor) {
                Some(reading) => readings[index] = reading,
                None => open.push(OpenCursor::new(index, name, stream, *cursor)),
            }
        }
        for attempt in 0..ATTEMPTS {
            open = self.count_all(open, &mut readings, cap, attempt == 0).await?;
        }
        Ok(readings)
    }

    /// Counts the open cursors, takes another snapshot of their streams, and returns the cursors that have to
    /// be counted again because entries were removed during the count.
    async fn count_all<'a>(
        &self,
        open: Vec<OpenCursor<'a>>,
        readings: &mut [LagReading],
        cap: u64,
        is_first: bool,
    ) -> Result<Vec<OpenCursor<'a>>, BusError> {
        if open.is_empty() {
            return Ok(open);
        }
        let counts = open.iter().map(|open| async {
            match self.count(open, cap, is_first).await {
                Err(BusError::Refused { refusal, .. }) if refusal.is_unreachable() => {
                    Ok((UNMEASURED, End::Tail))
                }
                count => count,
            }
        });
        let counts: Vec<(LagReading, End)> =
            stream::iter(counts).buffered(COUNTING_AT_A_TIME).try_collect().await?;
        let names: Vec<Name> = open.iter().map(|open| open.name.clone()).collect();
        let mut again = Vec::new();
        for ((open, (reading, end)), found) in
            open.into_iter().zip(counts).zip(self.stream_states(&names).await?)
        {
            let StreamLookup::Stream(now) = found else { continue };
            if is_count_valid(&open.snapshot, &now, open.cursor, end) {
                readings[open.index] = reading;
            } else if let Some(reading) = lag_by_rule(&now, open.cursor) {
                readings[open.index] = reading;
            } else {
                again.push(OpenCursor { snapshot: now, ..open });
            }
        }
        Ok(again)
    }

    /// Counts the entries after the cursor. In the first attempt it also counts those up to the
    /// cursor, because the length minus their number is the lag as well, and stops with the side that is done first. Returns that side.
    async fn count(
        &self,
        open: &OpenCursor<'_>,
        cap: u64,
        is_first: bool,
    ) -> Result<(LagReading, End), BusError> {
        let stream = &open.snapshot;
        let from_both_ends = is_first && stream.entries_added.is_some();
        let mut after = Side::new(open.cursor.next(), stream.last.unwrap_or(EntryId::MIN), cap);
        let mut before = Side::new(Some(EntryId::MIN), open.cursor, cap);
        while !after.is_done && after.counted < cap {
            self.advance(open.name, &mut after).await?;
            if !after.is_done && from_both_ends {
                self.advance(open.name, &mut before).await?;
                if before.is_done {
                    let lag = Lag::Exact(stream.length.saturating_sub(before.counted));
                    return Ok((LagReading { lag, oldest: after.first }, End::Head));
                }
            }
        }
        let lag =
            if after.is_done { Lag::Exact(after.counted) } else { Lag::AtLeast(after.counted) };
        Ok((LagReading { lag, oldest: after.first }, End::Tail))
    }

    async fn advance(&self, name: &Name, side: &mut Side) -> Result<(), BusError> {
        let Some(start) = side.next.filter(|start| *start <= side.until) else {
            side.is_done = true;
            return Ok(());
        };
        let page = side.page.min(side.cap.saturating_sub(side.counted));
        if page == 0 {
            return Ok(());
        }
        let count = usize::try_from(page).unwrap_or(usize::MAX);
        let command = xrange(name, start, side.until, count, Order::OldestFirst);
        let reply = self.call(name, &format!("stream `{name}`"), &command).await?;
        let entries = value::items(&reply).ok_or_else(|| value::unexpected("XRANGE", "entries"))?;
        side.counted += entries.len() as u64;
        side.page = next_page(entries);
        side.first = side.first.or_else(|| entries.first().and_then(entry_id));
        side.next = entries.last().and_then(entry_id).and_then(EntryId::next);
        side.is_done =
            (entries.len() as u64) < page || side.next.is_none_or(|next| next > side.until);
        Ok(())
    }
}

/// One side of a cursor, counted page by page.
struct Side {
    next: Option<EntryId>,
    until: EntryId,
    cap: u64,
    counted: u64,
    /// Entries of the next page.
    page: u64,
    first: Option<EntryId>,
    is_done: bool,
}

impl Side {
    fn new(next: Option<EntryId>, until: EntryId, cap: u64) -> Self {
        Self { next, until, cap, counted: 0, page: FIRST_PAGE, first: None, is_done: false }
    }
}

/// How many entries of the same mean size make a page.
fn next_page(entries: &[redis::Value]) -> u64 {
    let bytes: u64 = entries.iter().map(value::text_size).sum();
    let mean = bytes / (entries.len() as u64).max(1);
    (PAGE_BYTES / mean.max(1)).clamp(1, LONGEST_PAGE)
}

/// The side of the cursor that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Head,
    Tail,
}

/// Whether nothing was removed between two snapshots that would make a count around `cursor` wrong.
///
/// A trim that has not reached the cursor leaves a count of the tail valid. Without the counters of Redis 7.0,
/// an `XDEL` in the middle of the stream goes unnoticed.
fn is_count_valid(before: &StreamState, after: &StreamState, cursor: EntryId, end: End) -> bool {
    let is_undeleted =
        before.max_deleted == after.max_deleted && after.last_generated >= before.last_generated;
    let is_untrimmed = before.first == after.first && before.removed() == after.removed();
    let is_beyond_trim = end == End::Tail && after.first.is_some_and(|first| first <= cursor);
    is_undeleted && (is_untrimmed || is_beyond_trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(ids: &[u64]) -> StreamState {
        StreamState {
            length: ids.len() as u64,
            first: ids.first().map(|ms| EntryId::new(*ms, 0)),
            last: ids.last().map(|ms| EntryId::new(*ms, 0)),
            last_generated: EntryId::new(99, 0),
            entries_added: Some(20),
            max_deleted: Some(EntryId::MIN),
            groups: Vec::new(),
        }
    }

    fn lag(stream: &StreamState, cursor: u64) -> Option<Lag> {
        lag_by_rule(stream, EntryId::new(cursor, 9)).map(|reading| reading.lag)
    }

    #[test]
    fn needs_no_count_at_either_end_of_the_stream() {
        let full = stream(&[5, 6, 7]);
        assert_eq!(lag(&full, 4), Some(Lag::Exact(3)));
        assert_eq!(lag(&full, 7), Some(Lag::Exact(0)));
        assert_eq!(lag(&full, 8), Some(Lag::Exact(0)));
        assert_eq!(lag(&stream(&[]), 0), Some(Lag::Exact(0)));
        assert_eq!(lag_by_rule(&full, EntryId::MIN).unwrap().oldest, Some(EntryId::new(5, 0)));
    }

    #[test]
    fn has_to_count_inside_the_stream() {
        assert_eq!(lag(&stream(&[5, 6, 7]), 5), None);
    }

    #[test]
    fn a_count_under_which_entries_were_removed_is_not_valid() {
        let before = stream(&[5, 6, 7]);
        let mut grown = stream(&[5, 6, 7, 8]);
        grown.entries_added = Some(21);
        let cursor = EntryId::new(6, 0);
        assert!(is_count_valid(&before, &grown, cursor, End::Head));
        assert!(!is_count_valid(&before, &stream(&[6, 7]), cursor, End::Head));
        assert!(
            is_count_valid(&before, &stream(&[6, 7]), cursor, End::Tail),
            "the trim has not reached the cursor"
        );
        assert!(!is_count_valid(&before, &stream(&[7]), cursor, End::Tail));
        let mut deleted = stream(&[5, 6, 7]);
        deleted.max_deleted = Some(EntryId::new(7, 1));
        assert!(!is_count_valid(&before, &deleted, cursor, End::Tail));
    }
}
