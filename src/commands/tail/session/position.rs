//! A reader's position in one stream, and the changes to the stream that it can detect.
//!
//! Redis counts the entries ever added to a stream (`entries-added`, since 7.0). A reader that
//! keeps count as well knows exactly how many of them it never saw.

use astra_bus::{StreamHead, StreamRange};
use astra_model::{EntryId, Name};

/// A reader's position in one stream.
#[derive(Clone, Debug)]
pub(super) struct Position {
    /// The last ID that was read or skipped. It never exceeds the last ID of the stream.
    after: EntryId,
    /// `after` at the last call of [`Position::reconcile`].
    last_seen: EntryId,
    /// How many of the entries ever added are behind the reader. `None` if that is unknown: before
    /// Redis 7.0, and for a reader that started in the middle until it has caught up.
    read: Option<u64>,
    /// A last ID of the stream with the number of entries added up to it, until the reader passes it.
    checkpoint: Option<(EntryId, u64)>,
    first: Option<EntryId>,
    added: Option<u64>,
    is_deleted: bool,
}

/// What happened to a stream since the reader last looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StreamChange {
    /// This many entries were removed before they were read.
    EntriesLost(u64),
    /// The stream was deleted and created again. It has to be read from its beginning; up to this
    /// ID if the reader has already read what follows.
    Recreated(Option<EntryId>),
    /// The server came back without the last entries of the stream.
    RolledBack,
    Deleted,
}

impl Position {
    /// A reader that has yet to see the entries after `after`.
    pub(super) fn new(after: EntryId, head: &StreamHead) -> Self {
        let added = head.entries_added;
        let read = if after >= head.last_generated {
            added
        } else if head.first.is_none_or(|first| first > after) {
            added.and_then(|added| added.checked_sub(head.length))
        } else {
            None
        };
        Self {
            after,
            last_seen: after,
            read,
            checkpoint: added.map(|added| (head.last_generated, added)),
            first: head.first,
            added,
            is_deleted: false,
        }
    }

    /// A reader of a stream that did not exist before: it has yet to see everything ever added.
    pub(super) fn of_new_stream(head: &StreamHead) -> Self {
        let read = head.entries_added.map(|_| 0);
        Self { read, ..Self::new(EntryId::MIN, head) }
    }

    /// The last ID that was read or skipped.
    pub(super) fn after(&self) -> EntryId {
        self.after
    }

    /// The existing entries that the reader has yet to see.
    pub(super) fn unread(&self, stream: &Name, head: &StreamHead) -> Option<StreamRange> {
        let first = self.after.next().filter(|first| *first <= head.last_generated)?;
        Some(StreamRange { stream: stream.clone(), first, last: head.last_generated })
    }

    /// Moves to the entry `id`, which was read. Returns how many entries before it were removed
    /// unread.
    pub(super) fn advance(&mut self, id: EntryId) -> u64 {
        let lost = match self.checkpoint {
            Some((last, _)) if id > last => self.pass_checkpoint(),
            _ => 0,
        };
        self.read = self.read.map(|read| read + 1);
        self.after = self.after.max(id);
        lost
    }

    /// Moves to `id`, after everything up to it was read. Returns how many of these entries were
    /// removed unread.
    pub(super) fn finish_range(&mut self, id: EntryId) -> u64 {
        let lost = match self.checkpoint {
            Some((last, _)) if id >= last => self.pass_checkpoint(),
            _ => 0,
        };
        self.after = self.after.max(id);
        lost
    }

    /// Compares the reader's count with that of the server at the checkpoint.
    fn pass_checkpoint(&mut self) -> u64 {
        let Some((_, added)) = self.checkpoint.take() else { return 0 };
        let lost = self.read.map_or(0, |read| added.saturating_sub(read));
        self.read = Some(self.read.map_or(added, |read| read.max(added)));
        lost
    }

    /// Updates the position from the current state of the stream, `None` if it does not exist.
    /// After a reconnect, the server may have come back with an older state.
    pub(super) fn reconcile(
        &mut self,
        head: Option<&StreamHead>,
        is_reconnected: bool,
    ) -> Option<StreamChange> {
        let Some(head) = head else {
            let existed = !std::mem::replace(&mut self.is_deleted, true);
            return existed.then_some(StreamChange::Deleted);
        };
        let change = self.compare(head, is_reconnected);
        self.last_seen = self.after;
        self.first = head.first;
        self.added = head.entries_added;
        self.checkpoint = head.entries_added.map(|added| (head.last_generated, added));
        change
    }

    fn compare(&mut self, head: &StreamHead, is_reconnected: bool) -> Option<StreamChange> {
        let has_fewer = self.added.zip(head.entries_added).is_some_and(|(then, now)| now < then);
        let was_deleted = std::mem::take(&mut self.is_deleted);
        let is_lower = head.last_generated < self.after;
        if (is_lower || has_fewer) && is_reconnected && !was_deleted && self.is_older_state(head) {
            *self = Self::new(self.after.min(head.last_generated), head);
            return Some(StreamChange::RolledBack);
        }
        if is_lower {
            *self = Self::of_new_stream(head);
            return Some(StreamChange::Recreated(None));
        }
        if was_deleted || has_fewer || (!is_reconnected && self.starts_earlier(head)) {
            // Entries after `last_seen` were read from the new stream as they came. Their number is
            // unknown, so counting starts when the reader has caught up.
            let until = self.last_seen;
            self.read = (self.after == head.last_generated).then_some(head.entries_added).flatten();
            return Some(StreamChange::Recreated(Some(until)));
        }
        match self.count_lost(head) {
            0 => None,
            lost => Some(StreamChange::EntriesLost(lost)),
        }
    }

    /// Whether this can be an earlier state of the stream: it starts no later, and overlaps.
    fn is_older_state(&self, head: &StreamHead) -> bool {
        let firsts = self.first.zip(head.first);
        firsts.is_some_and(|(known, now)| now <= known && known <= head.last_generated)
    }

    /// Whether the stream starts before its former start, which only a new stream can do. This
    /// reveals a new stream if the server has no counters.
    fn starts_earlier(&self, head: &StreamHead) -> bool {
        let firsts = self.first.zip(head.first).filter(|_| head.entries_added.is_none());
        firsts.is_some_and(|(known, now)| now < known)
    }

    fn count_lost(&mut self, head: &StreamHead) -> u64 {
        let Some(added) = head.entries_added else { return 0 };
        let unread = if self.after >= head.last_generated {
            0
        } else if head.first.is_none_or(|first| first > self.after) {
            head.length
        } else {
            return 0;
        };
        let behind = added.saturating_sub(unread);
        let lost = self.read.map_or(0, |read| behind.saturating_sub(read));
        self.read = Some(behind);
        if head.length == 0 {
            self.after = self.after.max(head.last_generated);
        }
        lost
    }
}

#[cfg(test)]
mod tests;
