//! Lost entries: those that were removed before they were delivered to a group.

use crate::streams::state::{GroupState, StreamState};

/// How many entries were removed before a group read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    Exact(u64),
    /// Entries were deleted one by one, or a counter is lost or was set by `XSETID`: it may be fewer.
    AtMost(u64),
    /// The server no longer keeps the numbers that would show it.
    Unknown,
}

impl StreamState {
    /// Entries that were ever removed, by trimming or by deletion; Redis 7.0 and later.
    pub fn removed(&self) -> Option<u64> {
        self.entries_added?.checked_sub(self.length)
    }

    /// Whether everything that was delivered to `group` is gone from the stream.
    pub fn has_passed(&self, group: &GroupState) -> bool {
        self.first.is_none_or(|first| group.last_delivered < first)
    }

    /// How many entries `group` has lost, as far as the counters still show it.
    ///
    /// Of `R` removed and `r` read entries, `R - r` were never read, as long as the trimmer has passed the
    /// group: then everything that it read is among the removed. Once the group reads on, Redis 8.0 and later
    /// correct `r` by the skipped entries, which hides the loss, and so does every version that had to
    /// estimate `r` (a group created without `ENTRIESREAD`, a deletion). So this is what was lost since the
    /// group last read; before 8.0, also what it had lost since its counter was last known.
    pub fn loss(&self, group: &GroupState) -> Loss {
        match self.removed() {
            Some(0) => Loss::Exact(0),
            Some(removed) if self.has_passed(group) => self.loss_of_passed(group, removed),
            Some(removed) if self.max_deleted > Some(group.last_delivered) => Loss::AtMost(removed),
            _ => Loss::Unknown,
        }
    }

    fn loss_of_passed(&self, group: &GroupState, removed: u64) -> Loss {
        let Some(read) = group.entries_read else { return Loss::AtMost(removed) };
        match removed.checked_sub(read) {
            // Everything that it read is among the removed, so it cannot have read more.
            None => Loss::Unknown,
            Some(0) => Loss::Exact(0),
            Some(lost) if self.is_only_trimmed() => Loss::Exact(lost),
            Some(lost) => Loss::AtMost(lost),
        }
    }

    /// Whether `group` has certainly lost something.
    pub fn has_lost(&self, group: &GroupState) -> bool {
        match self.loss(group) {
            Loss::Exact(lost) => lost > 0,
            Loss::AtMost(lost) => {
                let is_counted = group.entries_read.is_some() && !self.is_set_by_hand();
                lost > 0 && is_counted && self.has_passed(group)
            }
            Loss::Unknown => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astra_model::EntryId;
    use astra_model::Name;

    fn loss(added: Option<u64>, ids: &[u64], deleted: u64, cursor: u64, read: Option<u64>) -> Loss {
        let id = |ms: u64| EntryId::new(ms, 0);
        let stream = StreamState {
            length: ids.len() as u64,
            first: ids.first().copied().map(id),
            last: ids.last().copied().map(id),
            last_generated: id(10),
            entries_added: added,
            max_deleted: added.map(|_| id(deleted)),
            groups: Vec::new(),
        };
        stream.loss(&GroupState {
            name: Name::from("g"),
            consumers: 0,
            pending: 0,
            last_delivered: id(cursor),
            entries_read: read,
            lag_server: None,
        })
    }

    #[test]
    fn nothing_removed_is_nothing_lost() {
        assert_eq!(loss(Some(3), &[1, 2, 3], 0, 0, None), Loss::Exact(0));
    }

    #[test]
    fn a_trim_past_the_cursor_is_counted_exactly() {
        assert_eq!(loss(Some(10), &[8, 9, 10], 0, 2, Some(2)), Loss::Exact(5));
        assert_eq!(loss(Some(10), &[], 0, 2, Some(2)), Loss::Exact(8));
        assert_eq!(loss(Some(10), &[], 0, 10, Some(10)), Loss::Exact(0));
    }

    #[test]
    fn deletions_and_a_lost_counter_make_it_an_upper_bound() {
        assert_eq!(loss(Some(10), &[8, 9, 10], 5, 2, Some(2)), Loss::AtMost(5));
        assert_eq!(loss(Some(10), &[8, 9, 10], 0, 0, None), Loss::AtMost(7));
        assert_eq!(loss(Some(10), &[1, 2, 3, 4, 6, 7, 8, 9, 10], 5, 2, Some(2)), Loss::AtMost(1));
    }

    #[test]
    fn an_id_that_was_set_by_hand_makes_it_an_upper_bound() {
        // The last entry is 9-0, and the last ID 10-0 with nothing deleted.
        assert_eq!(loss(Some(40), &[1, 2, 3, 4, 5, 6, 7, 8, 9], 0, 0, Some(0)), Loss::AtMost(31));
    }

    #[test]
    fn what_the_server_has_erased_is_unknown() {
        assert_eq!(loss(Some(10), &[8, 9, 10], 0, 10, Some(10)), Loss::Unknown);
        assert_eq!(loss(None, &[8, 9, 10], 0, 2, None), Loss::Unknown);
        assert_eq!(loss(Some(10), &[], 0, 2, Some(100)), Loss::Unknown);
    }
}
