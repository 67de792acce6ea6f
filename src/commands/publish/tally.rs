//! The account of a run: pure counting of what became of each line.

use std::collections::BTreeMap;
use std::fmt;

use astra_bus::{ReplyError, WriteOutcome};
use serde::Serialize;

/// What is counted. Lines come in rising order.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) published: u64,
    /// Lines in doubt from an earlier run that were found to be written.
    pub(super) found: u64,
    pub(super) bad: u64,
    pub(super) refused: u64,
    pub(super) in_doubt: u64,
    pub(super) in_doubt_lines: Option<Span>,
    /// By the first word of the server's answer.
    pub(super) refusals: BTreeMap<String, Kind>,
    /// Lines before the first that is counted.
    before: u64,
    /// Every counted line up to here is confirmed, blank, or reported as bad.
    pub(super) confirmed_through: u64,
    /// The last line that the server has confirmed, now or in an earlier part of the run.
    pub(super) last_confirmed: u64,
    /// Refused lines before the last confirmed one.
    pub(super) left_out: Option<LeftOut>,
    /// Unsent lines before the last that was confirmed or is in doubt: over several connections one
    /// may be lost while another goes on.
    pub(super) passed_over: Option<LeftOut>,
    refused_lines: Option<Span>,
    unsent: Option<LeftOut>,
    first_unconfirmed: Option<u64>,
}

/// Lines with others after them that were dealt with: going on after those passes them over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub(super) count: u64,
    pub(super) lines: Span,
}

/// Lines from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Span {
    pub(super) first: u64,
    pub(super) last: u64,
}

/// Refusals of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) count: u64,
    pub(super) first_line: u64,
    pub(super) last_line: u64,
    pub(super) refusal: ReplyError,
}

impl Tally {
    /// An account that begins after line `before`.
    pub(super) fn after(before: u64) -> Self {
        Self { before, confirmed_through: before, ..Self::default() }
    }

    /// Counts what became of a line that was to be sent.
    pub(super) fn settle(&mut self, line: u64, fate: &WriteOutcome) {
        match fate {
            WriteOutcome::Confirmed(_) => {
                self.published += 1;
                self.confirm(line);
            }
            WriteOutcome::Refused(refusal) => self.refuse(line, refusal),
            WriteOutcome::InDoubt => self.doubt(line),
            WriteOutcome::Unsent => self.leave(line),
            WriteOutcome::Noted => {}
        }
    }

    /// Counts a line that an earlier run has already written.
    pub(super) fn find(&mut self, line: u64) {
        self.found += 1;
        self.confirm(line);
    }

    /// Passes a line that an earlier part of the run has settled.
    pub(super) fn skip(&mut self, line: u64) {
        self.confirm(line);
    }

    /// Where to go on so that nothing is published twice: after every confirmed line.
    ///
    /// Lines in doubt stand after all confirmed ones, and have to be looked at first.
    pub(super) fn next_line(&self) -> u64 {
        self.confirmed_through.max(self.last_confirmed) + 1
    }

    /// The lines of which every one is confirmed, where there is any.
    pub(super) fn confirmed(&self) -> Option<Span> {
        let span = Span { first: self.before + 1, last: self.confirmed_through };
        Some(span).filter(|span| span.first <= span.last)
    }

    /// Whether lines in doubt or unsent stand among confirmed ones.
    pub(super) fn is_scattered(&self) -> bool {
        let is_among = |span: Span| span.first < self.last_confirmed;
        self.passed_over.is_some() || self.in_doubt_lines.is_some_and(is_among)
    }

    /// Whether confirmed lines stand after one that is not.
    pub(super) fn has_confirmed_beyond(&self) -> bool {
        self.last_confirmed > self.confirmed_through
    }

    /// Counts a line that can never be published.
    pub(super) fn reject(&mut self, line: u64) {
        self.bad += 1;
        self.pass(line);
    }

    /// The number of lines that were to be published and are not known to be.
    pub(super) fn failed(&self) -> u64 {
        self.bad + self.refused + self.in_doubt
    }

    fn confirm(&mut self, line: u64) {
        self.last_confirmed = self.last_confirmed.max(line);
        self.left_out = self.refused_lines.map(|lines| LeftOut { count: self.refused, lines });
        self.passed_over = self.unsent;
        self.pass(line);
    }

    fn pass(&mut self, line: u64) {
        if self.first_unconfirmed.is_none() {
            self.confirmed_through = line;
        }
    }

    fn break_at(&mut self, line: u64) {
        if self.first_unconfirmed.is_none() {
            self.first_unconfirmed = Some(line);
            self.confirmed_through = self.confirmed_through.max(line - 1);
        }
    }

    fn leave(&mut self, line: u64) {
        let count = self.unsent.map_or(0, |unsent| unsent.count) + 1;
        let lines = Span::reaching(self.unsent.map(|unsent| unsent.lines), line);
        self.unsent = Some(LeftOut { count, lines });
        self.break_at(line);
    }

    fn refuse(&mut self, line: u64, refusal: &ReplyError) {
        self.refused += 1;
        self.refused_lines = Some(Span::reaching(self.refused_lines, line));
        self.break_at(line);
        let new = || Kind { count: 0, first_line: line, last_line: line, refusal: refusal.clone() };
        let kind = self.refusals.entry(refusal.code.clone()).or_insert_with(new);
        kind.count += 1;
        kind.last_line = line;
    }

    fn doubt(&mut self, line: u64) {
        self.in_doubt += 1;
        self.passed_over = self.unsent;
        self.break_at(line);
        self.in_doubt_lines = Some(Span::reaching(self.in_doubt_lines, line));
    }
}

impl Span {
    /// A span, or the beginning of one, that goes on to `line`.
    fn reaching(span: Option<Self>, line: u64) -> Self {
        Self { first: span.map_or(line, |span| span.first), last: line }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { first, last } if first == last => write!(f, "line {first}"),
            Self { first, last } => write!(f, "lines {first} to {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astra_model::EntryId;

    fn refused(code: &str) -> WriteOutcome {
        WriteOutcome::Refused(ReplyError::new(code, ""))
    }

    const CONFIRMED: WriteOutcome = WriteOutcome::Confirmed(EntryId::new(1, 0));

    #[test]
    fn bad_lines_do_not_break_what_is_confirmed_and_refused_ones_do() {
        let mut tally = Tally::after(10);
        assert_eq!(tally.confirmed_through, 10);
        tally.settle(11, &CONFIRMED);
        tally.reject(12);
        tally.settle(14, &CONFIRMED);
        assert_eq!(tally.confirmed_through, 14);
        tally.settle(16, &refused("OOM"));
        tally.settle(17, &CONFIRMED);
        tally.settle(18, &refused("OOM"));
        assert_eq!((tally.confirmed_through, tally.last_confirmed), (15, 17));
        assert!(tally.has_confirmed_beyond());
        // Line 18 was refused with nothing confirmed after it: it is tried again.
        assert_eq!(tally.next_line(), 18);
        let lines = Span { first: 16, last: 16 };
        assert_eq!(tally.left_out, Some(LeftOut { count: 1, lines }));
        assert_eq!((tally.published, tally.bad, tally.refused, tally.failed()), (3, 1, 2, 3));
        let kind = &tally.refusals["OOM"];
        assert_eq!((kind.count, kind.first_line, kind.last_line), (2, 16, 18));
    }

    #[test]
    fn lines_that_an_earlier_part_settled_count_as_confirmed_and_as_nothing_else() {
        let mut tally = Tally::after(0);
        tally.skip(1);
        tally.skip(3);
        assert_eq!((tally.confirmed_through, tally.next_line(), tally.published), (3, 4, 0));
    }

    #[test]
    fn what_was_sent_without_an_answer_is_a_range_of_its_own() {
        let mut tally = Tally::after(0);
        tally.settle(1, &CONFIRMED);
        for line in 2..=4 {
            tally.settle(line, &WriteOutcome::InDoubt);
        }
        tally.settle(5, &WriteOutcome::Unsent);
        assert_eq!(tally.in_doubt_lines, Some(Span { first: 2, last: 4 }));
        assert_eq!((tally.confirmed_through, tally.in_doubt, tally.failed()), (1, 3, 3));
        assert_eq!((tally.passed_over, tally.is_scattered()), (None, false));
    }

    #[test]
    fn lines_of_a_lost_connection_among_those_of_another_are_passed_over() {
        let mut tally = Tally::after(10);
        assert_eq!(tally.confirmed(), None);
        tally.settle(11, &CONFIRMED);
        assert_eq!(tally.confirmed(), Some(Span { first: 11, last: 11 }));
        tally.settle(12, &WriteOutcome::InDoubt);
        assert!(!tally.is_scattered());
        tally.settle(13, &CONFIRMED);
        assert!(tally.is_scattered());
        tally.settle(14, &WriteOutcome::Unsent);
        assert_eq!(tally.passed_over, None);
        tally.settle(16, &WriteOutcome::InDoubt);
        tally.settle(17, &WriteOutcome::Unsent);
        let lines = Span { first: 14, last: 14 };
        assert_eq!(tally.passed_over, Some(LeftOut { count: 1, lines }));
        assert_eq!((tally.confirmed_through, tally.in_doubt), (11, 2));
    }
}
