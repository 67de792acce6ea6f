//! What the reader of standard error is told while entries are shown.

use astra_bus::{Coverage, ReplyError, UnreachableNode, Unreadable};
use astra_model::Name;

use crate::commands::env::coverage;
use crate::commands::tail::position::Finding;
use crate::output::notes;
use crate::output::units::Counted;

/// Lines of one kind that are told at a time; the rest is counted.
const MOST: usize = 5;

/// What has happened to streams since the last telling.
#[derive(Debug, Default)]
pub(super) struct News {
    warnings: Vec<(Kind, String)>,
    is_uncounted_told: bool,
    /// Whether a stream was ever refused.
    has_refused: bool,
    /// Servers of which is known that they are away.
    away: Vec<UnreachableNode>,
    refused: Coverage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uncounted,
    Lost,
    Recreated,
    RolledBack,
    Deleted,
}

impl News {
    pub(super) fn found(&mut self, stream: &Name, finding: Finding) {
        match finding {
            Finding::Lost(lost) => self.lost(stream, lost),
            Finding::Recreated(_) => self.add(
                Kind::Recreated,
                format!("`{stream}` was deleted and created again: it is read from its beginning"),
            ),
            Finding::RolledBack => self.add(
                Kind::RolledBack,
                format!("`{stream}` came back without its last entries: the server lost them"),
            ),
            Finding::Deleted => self.add(Kind::Deleted, format!("`{stream}` was deleted")),
        }
    }

    pub(super) fn lost(&mut self, stream: &Name, lost: u64) {
        if lost == 0 {
            return;
        }
        let verb = if lost == 1 { "was" } else { "were" };
        let entries = Counted(lost, "entry");
        let until = if lost == 1 { "it was" } else { "they were" };
        self.add(Kind::Lost, format!("`{stream}`: {entries} {verb} trimmed before {until} read"));
    }

    /// Notes, once, that the server keeps no counters by which a loss could be noticed (before Redis 7.0).
    pub(super) fn uncounted(&mut self) {
        if !std::mem::replace(&mut self.is_uncounted_told, true) {
            let text = "this server does not count the entries of its streams, as Redis 7.0 and later do: \
                        entries that are trimmed before they are read go unnoticed";
            self.add(Kind::Uncounted, text.to_owned());
        }
    }

    pub(super) fn refused(&mut self, stream: &Name, refusal: &ReplyError) {
        self.has_refused = true;
        self.refused.unread.push(Unreadable::stream(stream.clone(), refusal));
    }

    /// Compares the servers that are away with those of the last time, and tells what is new.
    pub(super) fn servers(&mut self, away: Vec<UnreachableNode>) {
        for absent in away.iter().filter(|now| !self.away.iter().any(|old| old.node == now.node)) {
            notes::warning(format_args!("{absent} until it is back"));
        }
        for absent in self.away.iter().filter(|old| !away.iter().any(|now| now.node == old.node)) {
            notes::note(format_args!("{} is back, or another took its place", absent.node));
        }
        self.away = away;
    }

    /// Whether a part of the bus could not be read.
    pub(super) fn is_partial(&self) -> bool {
        self.has_refused || !self.away.is_empty()
    }

    fn add(&mut self, kind: Kind, text: String) {
        self.warnings.push((kind, text));
    }

    /// Tells what there is to tell, and forgets it.
    pub(super) fn tell(&mut self) {
        for kind in [Kind::Uncounted, Kind::Lost, Kind::Recreated, Kind::RolledBack, Kind::Deleted]
        {
            let mut texts =
                self.warnings.iter().filter(|(of, _)| *of == kind).map(|(_, text)| text);
            texts.by_ref().take(MOST).for_each(notes::warning);
            let more = texts.count();
            if more > 0 {
                let streams = Counted(more as u64, "stream");
                notes::warning(format_args!("and the same of {streams} more"));
            }
        }
        self.warnings.clear();
        coverage::warn(&std::mem::take(&mut self.refused));
    }
}
