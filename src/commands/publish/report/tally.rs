//! Counts what became of each line of a run.

use std::collections::BTreeMap;

use astra_bus::{ReplyError, WriteOutcome};

use crate::commands::publish::journal::LineSpan;

/// The outcomes of a run. Lines are counted in rising order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) published: u64,
    /// Lines that an earlier session left in doubt, and that were found on the server.
    pub(crate) found: u64,
    pub(crate) bad: u64,
    pub(crate) refused: u64,
    pub(crate) in_doubt: u64,
    pub(crate) in_doubt_lines: Option<LineSpan>,
    /// By error code.
    pub(crate) refusals: BTreeMap<String, RefusalCount>,
    /// The line before the first counted one.
    before: u64,
    /// Every counted line up to here is confirmed, blank, or reported as bad.
    pub(crate) confirmed_through: u64,
    /// The last line that a server has confirmed, in this session or an earlier one.
    pub(crate) last_confirmed: u64,
    /// Refused lines before the last confirmed one.
    pub(crate) skipped_refused: Option<SkippedLines>,
    /// Unsent lines before the last one that is confirmed or in doubt. There are some if one of
    /// several connections was lost while another continued.
    pub(crate) skipped_unsent: Option<SkippedLines>,
    refused_lines: Option<LineSpan>,
    unsent: Option<SkippedLines>,
    first_unconfirmed: Option<u64>,
}

/// Lines that are not published although later ones are: a run that continues after those skips
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SkippedLines {
    pub(crate) count: u64,
    pub(crate) lines: LineSpan,
}

/// The refusals with one error code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefusalCount {
    pub(crate) count: u64,
    pub(crate) first_line: u64,
    pub(crate) last_line: u64,
    pub(crate) refusal: ReplyError,
}

impl Tally {
    /// A tally whose first line is `first_line`.
    pub(crate) fn starting_at(first_line: u64) -> Self {
        let before = first_line.saturating_sub(1);
        Self { before, confirmed_through: before, ..Self::default() }
    }

    /// Counts the outcome of an event.
    pub(crate) fn count(&mut self, line: u64, outcome: &WriteOutcome) {
        match outcome {
            WriteOutcome::Confirmed(_) => {
                self.published += 1;
                self.confirm(line);
            }
            WriteOutcome::Refused(refusal) => self.count_refused(line, refusal),
            WriteOutcome::InDoubt => self.count_in_doubt(line),
            WriteOutcome::Unsent => self.count_unsent(line),
            WriteOutcome::Marker => {}
        }
    }

    /// Counts a line in doubt that was found on the server.
    pub(crate) fn count_found(&mut self, line: u64) {
        self.found += 1;
        self.confirm(line);
    }

    /// Passes a line that an earlier session has settled.
    pub(crate) fn pass_done(&mut self, line: u64) {
        self.confirm(line);
    }

    /// The line to continue with so that nothing is published twice: after every confirmed line.
    ///
    /// Lines in doubt come after it, and have to be looked up first.
    pub(crate) fn next_line(&self) -> u64 {
        self.confirmed_through.max(self.last_confirmed) + 1
    }

    /// The first lines, all of them confirmed, if there are any.
    pub(crate) fn confirmed(&self) -> Option<LineSpan> {
        let span = LineSpan { first: self.before + 1, last: self.confirmed_through };
        Some(span).filter(|span| span.first <= span.last)
    }

    /// Whether lines that are in doubt or unsent are mixed with confirmed ones.
    pub(crate) fn is_scattered(&self) -> bool {
        let is_among = |span: LineSpan| span.first < self.last_confirmed;
        self.skipped_unsent.is_some() || self.in_doubt_lines.is_some_and(is_among)
    }

    /// Whether lines are confirmed after one that is not.
    pub(crate) fn has_confirmed_beyond(&self) -> bool {
        self.last_confirmed > self.confirmed_through
    }

    /// Counts a line that cannot be published.
    pub(crate) fn count_bad(&mut self, line: u64) {
        self.bad += 1;
        self.pass(line);
    }

    /// The number of lines that are not known to be published, of those that should be.
    pub(crate) fn failed(&self) -> u64 {
        self.bad + self.refused + self.in_doubt
    }

    fn confirm(&mut self, line: u64) {
        self.last_confirmed = self.last_confirmed.max(line);
        self.skipped_refused =
            self.refused_lines.map(|lines| SkippedLines { count: self.refused, lines });
        self.skipped_unsent = self.unsent;
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

    fn count_unsent(&mut self, line: u64) {
        let count = self.unsent.map_or(0, |unsent| unsent.count) + 1;
        let lines = LineSpan::extended(self.unsent.map(|unsent| unsent.lines), line);
        self.unsent = Some(SkippedLines { count, lines });
        self.break_at(line);
    }

    fn count_refused(&mut self, line: u64, refusal: &ReplyError) {
        self.refused += 1;
        self.refused_lines = Some(LineSpan::extended(self.refused_lines, line));
        self.break_at(line);
        let new = || RefusalCount {
            count: 0,
            first_line: line,
            last_line: line,
            refusal: refusal.clone(),
        };
        let kind = self.refusals.entry(refusal.code.clone()).or_insert_with(new);
        kind.count += 1;
        kind.last_line = line;
    }

    fn count_in_doubt(&mut self, line: u64) {
        self.in_doubt += 1;
        self.skipped_unsent = self.unsent;
        self.break_at(line);
        self.in_doubt_lines = Some(LineSpan::extended(self.in_doubt_lines, line));
    }
}

#[cfg(test)]
mod tests {
    use astra_model::EntryId;

    use super::*;

    fn refused(code: &str) -> WriteOutcome {
        WriteOutcome::Refused(ReplyError::new(code, ""))
    }

    const CONFIRMED: WriteOutcome = WriteOutcome::Confirmed(EntryId::new(1, 0));

    #[test]
    fn bad_lines_do_not_end_the_confirmed_range_and_refused_ones_do() {
        let mut tally = Tally::starting_at(11);
        assert_eq!(tally.confirmed_through, 10);
        tally.count(11, &CONFIRMED);
        tally.count_bad(12);
        tally.count(14, &CONFIRMED);
        assert_eq!(tally.confirmed_through, 14);
        tally.count(16, &refused("OOM"));
        tally.count(17, &CONFIRMED);
        tally.count(18, &refused("OOM"));
        assert_eq!((tally.confirmed_through, tally.last_confirmed), (15, 17));
        assert!(tally.has_confirmed_beyond());
        // Line 18 was refused with nothing confirmed after it: it is tried again.
        assert_eq!(tally.next_line(), 18);
        let lines = LineSpan { first: 16, last: 16 };
        assert_eq!(tally.skipped_refused, Some(SkippedLines { count: 1, lines }));
        assert_eq!((tally.published, tally.bad, tally.refused, tally.failed()), (3, 1, 2, 3));
        let kind = &tally.refusals["OOM"];
        assert_eq!((kind.count, kind.first_line, kind.last_line), (2, 16, 18));
    }

    #[test]
    fn lines_of_an_earlier_session_count_as_confirmed_and_as_nothing_else() {
        let mut tally = Tally::starting_at(1);
        tally.pass_done(1);
        tally.pass_done(3);
        assert_eq!((tally.confirmed_through, tally.next_line(), tally.published), (3, 4, 0));
    }

    #[test]
    fn lines_sent_without_a_reply_are_a_range_of_their_own() {
        let mut tally = Tally::starting_at(1);
        tally.count(1, &CONFIRMED);
        for line in 2..=4 {
            tally.count(line, &WriteOutcome::InDoubt);
        }
        tally.count(5, &WriteOutcome::Unsent);
        assert_eq!(tally.in_doubt_lines, Some(LineSpan { first: 2, last: 4 }));
        assert_eq!((tally.confirmed_through, tally.in_doubt, tally.failed()), (1, 3, 3));
        assert_eq!((tally.skipped_unsent, tally.is_scattered()), (None, false));
    }

    #[test]
    fn lines_of_a_lost_connection_among_those_of_another_are_skipped() {
        let mut tally = Tally::starting_at(11);
        assert_eq!(tally.confirmed(), None);
        tally.count(11, &CONFIRMED);
        assert_eq!(tally.confirmed(), Some(LineSpan { first: 11, last: 11 }));
        tally.count(12, &WriteOutcome::InDoubt);
        assert!(!tally.is_scattered());
        tally.count(13, &CONFIRMED);
        assert!(tally.is_scattered());
        tally.count(14, &WriteOutcome::Unsent);
        assert_eq!(tally.skipped_unsent, None);
        tally.count(16, &WriteOutcome::InDoubt);
        tally.count(17, &WriteOutcome::Unsent);
        let lines = LineSpan { first: 14, last: 14 };
        assert_eq!(tally.skipped_unsent, Some(SkippedLines { count: 1, lines }));
        assert_eq!((tally.confirmed_through, tally.in_doubt), (11, 2));
    }
}
