//! Notices about streams and nodes, for standard error.

use astra_bus::{Coverage, ReplyError, UnreachableNode, Unreadable};
use astra_model::Name;

use crate::commands::env::coverage;
use crate::commands::tail::session::position::StreamChange;
use crate::output::notes;
use crate::output::units::Counted;

/// Lines of one kind that are printed at a time; the rest is only counted.
const MAX_LINES: usize = 5;

/// Something that the user should know about the streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// The server keeps no counters that reveal lost entries (before Redis 7.0).
    NoCounters,
    Changed(Name, StreamChange),
    Unreadable(Unreadable),
}

impl Notice {
    pub(super) fn refused(stream: &Name, refusal: &ReplyError) -> Self {
        Self::Unreadable(Unreadable::stream(stream.clone(), refusal))
    }
}

/// The notices that were not printed yet, and what the earlier ones imply for the exit code.
#[derive(Debug, Default)]
pub(super) struct Notices {
    changes: Vec<(Name, StreamChange)>,
    unreadable: Coverage,
    counters: CounterNotice,
    /// Whether the server ever refused to read a stream.
    has_refused: bool,
    /// The nodes that were unreachable at the last call of [`Notices::update_nodes`].
    unreachable: Vec<UnreachableNode>,
}

/// Whether the user knows that the server has no counters; printed once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CounterNotice {
    #[default]
    Unneeded,
    Due,
    Printed,
}

impl Notices {
    pub(super) fn record(&mut self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            match notice {
                Notice::NoCounters if self.counters == CounterNotice::Unneeded => {
                    self.counters = CounterNotice::Due;
                }
                Notice::NoCounters => {}
                Notice::Changed(stream, change) => self.changes.push((stream, change)),
                Notice::Unreadable(unreadable) => {
                    self.has_refused = true;
                    self.unreadable.unread.push(unreadable);
                }
            }
        }
    }

    /// Records that entries of a stream were removed before they were read, if there are any.
    pub(super) fn record_lost(&mut self, stream: &Name, lost: u64) {
        if lost > 0 {
            self.changes.push((stream.clone(), StreamChange::EntriesLost(lost)));
        }
    }

    /// Compares the unreachable nodes with those of the last call, and prints the differences.
    pub(super) fn update_nodes(&mut self, unreachable: Vec<UnreachableNode>) {
        let (old, new) = (&self.unreachable, &unreachable);
        for lost in new.iter().filter(|new| !old.iter().any(|old| old.node == new.node)) {
            notes::warning(format_args!("{lost} until it is back"));
        }
        for back in old.iter().filter(|old| !new.iter().any(|new| new.node == old.node)) {
            notes::note(format_args!("{} is back, or another took its place", back.node));
        }
        self.unreachable = unreachable;
    }

    /// Whether a part of the bus could not be read.
    pub(super) fn is_partial(&self) -> bool {
        self.has_refused || !self.unreachable.is_empty()
    }

    /// Prints the recorded notices, grouped by kind, and forgets them.
    pub(super) fn print(&mut self) {
        if self.counters == CounterNotice::Due {
            self.counters = CounterNotice::Printed;
            notes::warning(
                "this server does not count the entries of its streams, as Redis 7.0 and later do: \
                 entries that are trimmed before they are read go unnoticed",
            );
        }
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort_by_key(|(_, change)| rank(*change));
        for group in changes.chunk_by(|(_, a), (_, b)| rank(*a) == rank(*b)) {
            for (stream, change) in group.iter().take(MAX_LINES) {
                notes::warning(describe(stream, *change));
            }
            if let Some(more @ 1..) = group.len().checked_sub(MAX_LINES) {
                let streams = Counted(more as u64, "more stream");
                notes::warning(format_args!("and the same for {streams}"));
            }
        }
        coverage::warn(&std::mem::take(&mut self.unreadable));
    }
}

/// The order in which changes are printed.
fn rank(change: StreamChange) -> u8 {
    match change {
        StreamChange::EntriesLost(_) => 0,
        StreamChange::Recreated(_) => 1,
        StreamChange::RolledBack => 2,
        StreamChange::Deleted => 3,
    }
}

fn describe(stream: &Name, change: StreamChange) -> String {
    match change {
        StreamChange::EntriesLost(1) => {
            format!("`{stream}`: 1 entry was trimmed before it was read")
        }
        StreamChange::EntriesLost(lost) => {
            let entries = Counted(lost, "entry");
            format!("`{stream}`: {entries} were trimmed before they were read")
        }
        StreamChange::Recreated(_) => {
            format!("`{stream}` was deleted and created again: reading it from its beginning")
        }
        StreamChange::RolledBack => {
            format!("`{stream}` came back without its last entries: the server lost them")
        }
        StreamChange::Deleted => format!("`{stream}` was deleted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_described_with_their_numbers() {
        let describe = |change| describe(&Name::from("s"), change);
        let one = describe(StreamChange::EntriesLost(1));
        assert_eq!(one, "`s`: 1 entry was trimmed before it was read");
        let many = describe(StreamChange::EntriesLost(1200));
        assert_eq!(many, "`s`: 1,200 entries were trimmed before they were read");
    }

    #[test]
    fn a_refused_stream_makes_the_result_partial() {
        let mut notices = Notices::default();
        notices.record([Notice::Changed("s".into(), StreamChange::Deleted), Notice::NoCounters]);
        assert!(!notices.is_partial());
        notices.record([Notice::refused(&"s".into(), &ReplyError::new("NOPERM", "no"))]);
        assert!(notices.is_partial());
    }
}
