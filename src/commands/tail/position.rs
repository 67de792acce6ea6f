//! Where a reader stands in a stream, and what happened to the stream behind its back.
//!
//! Redis counts the entries ever added to a stream. A reader that counts along knows exactly how
//! many of them it never saw.

use astra_bus::StreamHead;
use astra_model::EntryId;

/// Where a reader stands in one stream.
#[derive(Clone, Debug)]
pub(super) struct Position {
    /// The last ID that was read, or passed over: never beyond what the stream had reached.
    pub(super) after: EntryId,
    /// `after` when the stream was last looked at.
    met: EntryId,
    /// How many of the entries ever added are behind the reader; `None` where that is unknown:
    /// before Redis 7.0, and for one that began in the middle until it is up to date.
    read: Option<u64>,
    /// An ID that the stream had reached, and how many entries it had had by then.
    known: Option<(EntryId, u64)>,
    first: Option<EntryId>,
    added: Option<u64>,
    is_gone: bool,
}

/// What a look at a stream brought to light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Entries that were removed before they were read.
    Lost(u64),
    /// The stream was deleted and made again: it is to be read from its beginning, up to this ID
    /// where what comes after it was read already.
    Recreated(Option<EntryId>),
    /// The server came back without the stream's last entries.
    RolledBack,
    Deleted,
}

impl Position {
    /// A reader that has not seen what comes after `after`.
    pub(super) fn new(after: EntryId, tip: &StreamHead) -> Self {
        let added = tip.entries_added;
        let read = if after >= tip.last_generated {
            added
        } else if tip.first.is_none_or(|first| first > after) {
            added.and_then(|added| added.checked_sub(tip.length))
        } else {
            None
        };
        let known = added.map(|added| (tip.last_generated, added));
        Self { after, met: after, read, known, first: tip.first, added, is_gone: false }
    }

    /// A reader of a stream that was not there before: all that was ever added is new to it.
    pub(super) fn of_new(tip: &StreamHead) -> Self {
        let read = tip.entries_added.map(|_| 0);
        Self { read, ..Self::new(EntryId::MIN, tip) }
    }

    /// Notes that the entry `id` was read, and returns how many before it were removed unread.
    pub(super) fn pass(&mut self, id: EntryId) -> u64 {
        let lost = match self.known {
            Some((last, _)) if id > last => self.settle(),
            _ => 0,
        };
        self.read = self.read.map(|read| read + 1);
        self.after = self.after.max(id);
        lost
    }

    /// Notes that everything up to `id` was read, and returns how many of it were removed unread.
    pub(super) fn reach(&mut self, id: EntryId) -> u64 {
        let lost = match self.known {
            Some((last, _)) if id >= last => self.settle(),
            _ => 0,
        };
        self.after = self.after.max(id);
        lost
    }

    /// The reader is past an ID at which the entries were counted.
    fn settle(&mut self) -> u64 {
        let Some((_, added)) = self.known.take() else { return 0 };
        let lost = self.read.map_or(0, |read| added.saturating_sub(read));
        self.read = Some(self.read.map_or(added, |read| read.max(added)));
        lost
    }

    /// Compares with the stream as it is now. After a reconnect the server may have come back with
    /// an older state of it.
    pub(super) fn meet(
        &mut self,
        tip: Option<&StreamHead>,
        is_reconnected: bool,
    ) -> Option<Finding> {
        let Some(tip) = tip else {
            let was_there = !std::mem::replace(&mut self.is_gone, true);
            return was_there.then_some(Finding::Deleted);
        };
        let finding = self.compare(tip, is_reconnected);
        self.met = self.after;
        self.first = tip.first;
        self.added = tip.entries_added;
        self.known = tip.entries_added.map(|added| (tip.last_generated, added));
        finding
    }

    fn compare(&mut self, tip: &StreamHead, is_reconnected: bool) -> Option<Finding> {
        let has_fewer = self.added.zip(tip.entries_added).is_some_and(|(then, now)| now < then);
        let was_gone = std::mem::take(&mut self.is_gone);
        let is_lower = tip.last_generated < self.after;
        if (is_lower || has_fewer) && is_reconnected && !was_gone && self.is_older(tip) {
            *self = Self::new(self.after.min(tip.last_generated), tip);
            return Some(Finding::RolledBack);
        }
        if is_lower {
            *self = Self::of_new(tip);
            return Some(Finding::Recreated(None));
        }
        if was_gone || has_fewer || (!is_reconnected && self.begins_earlier(tip)) {
            // What came after `met` was read from the new stream as it came. How much that was is
            // not known, so the count begins when the reader is up to date.
            let until = self.met;
            self.read = (self.after == tip.last_generated).then_some(tip.entries_added).flatten();
            return Some(Finding::Recreated(Some(until)));
        }
        Some(Finding::Lost(self.count_lost(tip))).filter(|lost| *lost != Finding::Lost(0))
    }

    /// Whether this can be what the stream was before: it begins no later, and overlaps.
    fn is_older(&self, tip: &StreamHead) -> bool {
        let firsts = self.first.zip(tip.first);
        firsts.is_some_and(|(known, now)| now <= known && known <= tip.last_generated)
    }

    /// Whether it begins before its former beginning, which no stream does: what tells where nothing is counted.
    fn begins_earlier(&self, tip: &StreamHead) -> bool {
        let firsts = self.first.zip(tip.first).filter(|_| tip.entries_added.is_none());
        firsts.is_some_and(|(known, now)| now < known)
    }

    fn count_lost(&mut self, tip: &StreamHead) -> u64 {
        let Some(added) = tip.entries_added else { return 0 };
        let unread = if self.after >= tip.last_generated {
            0
        } else if tip.first.is_none_or(|first| first > self.after) {
            tip.length
        } else {
            return 0;
        };
        let behind = added.saturating_sub(unread);
        let lost = self.read.map_or(0, |read| behind.saturating_sub(read));
        self.read = Some(behind);
        if tip.length == 0 {
            self.after = self.after.max(tip.last_generated);
        }
        lost
    }
}

#[cfg(test)]
mod tests;
