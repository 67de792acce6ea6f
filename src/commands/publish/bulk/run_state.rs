//! The state of a bulk run: counts outcomes, records them in the journal, and shows progress.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;
use std::{fmt, io};

use astra_bus::{PublishObserver, ReplyError, WriteOutcome};
use astra_model::Name;

use crate::commands::publish::input::{LineKind, LineTag};
use crate::commands::publish::journal::{JournalFile, LineSpan, Record};
use crate::commands::publish::report::{Listing, Tally, rate};
use crate::output::units::{Counted, Grouped, sanitize};
use crate::output::{Progress, notes};

/// Bad lines that are shown one by one on a terminal. Of the others, only the number is.
const MOST_SHOWN: u64 = 20;

/// What a run has come to so far.
#[derive(Debug)]
pub(super) struct RunState {
    pub(super) tally: Tally,
    journal: Option<JournalFile>,
    pub(super) listing: Option<Listing>,
    pub(super) progress: Progress,
    pub(super) start: Instant,
    /// Why the journal or the list cannot be written, which ends the run.
    pub(super) failure: Option<io::Error>,
    /// The server refuses every event for now, so that sending more is of no use.
    pub(super) is_stopped: bool,
    /// How many bad lines are shown one by one.
    most_shown: u64,
    /// The streams on which events were refused, by error code.
    pub(super) refused_on: BTreeMap<String, RefusedOn>,
}

/// Streams on which events were refused.
#[derive(Debug)]
pub(super) struct RefusedOn {
    first: Arc<Name>,
    has_others: bool,
}

impl fmt::Display for RefusedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stream `{}`{}", self.first, if self.has_others { " and others" } else { "" })
    }
}

impl RunState {
    pub(super) fn new(tally: Tally, journal: Option<JournalFile>, progress: Progress) -> Self {
        Self {
            tally,
            journal,
            listing: None,
            progress,
            start: Instant::now(),
            failure: None,
            is_stopped: false,
            most_shown: if notes::are_on_a_terminal() { MOST_SHOWN } else { u64::MAX },
            refused_on: BTreeMap::new(),
        }
    }

    /// Counts, records and lists the outcome of an entry.
    fn entry(
        &mut self,
        line: u64,
        stream: &Arc<Name>,
        event_id: Option<&str>,
        outcome: &WriteOutcome,
    ) -> io::Result<()> {
        self.tally.count(line, outcome);
        if let WriteOutcome::Refused(refusal) = outcome {
            self.add_refused_stream(stream, refusal);
        }
        if let Some(journal) = &mut self.journal {
            journal.outcome(line, stream, outcome)?;
        }
        if let (Some(listing), WriteOutcome::Confirmed(id)) = (&mut self.listing, outcome) {
            listing.add(stream, *id, event_id)?;
        }
        Ok(())
    }

    fn add_refused_stream(&mut self, stream: &Arc<Name>, refusal: &ReplyError) {
        if concerns_every_event(refusal) {
            return;
        }
        let new = || RefusedOn { first: Arc::clone(stream), has_others: false };
        let refused_on = self.refused_on.entry(refusal.code.clone()).or_insert_with(new);
        refused_on.has_others |= refused_on.first != *stream;
    }

    /// Counts a bad line, and shows it unless too many are on the terminal already.
    pub(super) fn reject(&mut self, line: u64, reason: &str) {
        self.tally.count_bad(line);
        if self.tally.bad <= self.most_shown {
            self.progress
                .suspend(|| notes::note(format_args!("line {line}: {}", sanitize(reason))));
        }
    }

    fn bad(&mut self, line: u64, reason: String) -> io::Result<()> {
        self.reject(line, &reason);
        let record = Record::Bad { line, reason };
        self.journal.as_mut().map_or(Ok(()), |journal| journal.record(&record))
    }

    /// Ends the journal in order, and the progress bar.
    pub(super) fn end(&mut self) {
        self.progress.finish();
        let ended = self.journal.as_mut().map_or(Ok(()), JournalFile::end);
        if let Err(error) = ended {
            self.failure.get_or_insert(error);
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.journal.as_mut().map_or(Ok(()), JournalFile::flush)?;
        self.listing.as_mut().map_or(Ok(()), Listing::flush)
    }

    /// Whether the run continues after a write; keeps the first failure.
    fn flow_after(&mut self, result: io::Result<()>) -> ControlFlow<()> {
        if let Err(error) = result {
            self.failure.get_or_insert(error);
        }
        let is_over = self.failure.is_some() || self.is_stopped;
        if is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Prints how many bad lines were not shown, and how to see them.
    pub(super) fn note_hidden_bad_lines(&self) {
        let hidden = self.tally.bad.saturating_sub(self.most_shown);
        if hidden > 0 {
            let lines = Counted(hidden, "more bad line");
            notes::note(format_args!("… and {lines}: --check 2> FILE lists all of them"));
        }
    }
}

impl PublishObserver<LineTag> for RunState {
    fn sending<'a>(&mut self, tags: impl Iterator<Item = &'a LineTag>) -> ControlFlow<()> {
        let recorded =
            self.journal.as_mut().map_or(Ok(()), |journal| record_sending(journal, tags));
        self.flow_after(recorded)
    }

    fn completed(&mut self, tag: LineTag, outcome: WriteOutcome) -> ControlFlow<()> {
        self.is_stopped |=
            matches!(&outcome, WriteOutcome::Refused(refusal) if concerns_every_event(refusal));
        let line = tag.line;
        let result = match tag.kind {
            LineKind::Bad(reason) => self.bad(line, reason),
            LineKind::Found => {
                self.tally.count_found(line);
                Ok(())
            }
            LineKind::Done => {
                self.tally.pass_done(line);
                Ok(())
            }
            LineKind::Checkpoint(_) => Ok(()),
            LineKind::Entry { stream, event_id } => {
                self.entry(line, &stream, event_id.as_deref(), &outcome)
            }
        };
        self.flow_after(result)
    }

    fn batch_completed(&mut self, mark: u64) -> ControlFlow<()> {
        let published = self.tally.published;
        let seconds = self.start.elapsed().as_secs_f64();
        self.progress
            .update(mark, || format!("{} events{}", Grouped(published), rate(published, seconds)));
        let flushed = self.flush();
        self.flow_after(flushed)
    }
}

/// Records which lines are about to be sent, and the digests of the input up to here.
fn record_sending<'a>(
    journal: &mut JournalFile,
    tags: impl Iterator<Item = &'a LineTag>,
) -> io::Result<()> {
    let mut sent = None;
    for LineTag { line, kind } in tags {
        match kind {
            LineKind::Entry { .. } => sent = Some(LineSpan::extended(sent, *line)),
            LineKind::Checkpoint(digest) => journal.checkpoint(*line, digest)?,
            LineKind::Found | LineKind::Done | LineKind::Bad(_) => {}
        }
    }
    sent.map_or(Ok(()), |LineSpan { first, last }| journal.sending(first, last))
}

/// Whether the server refuses every event, not just this one, until its state changes.
fn concerns_every_event(refusal: &ReplyError) -> bool {
    refusal.is_unavailable()
        || refusal.is_login()
        || matches!(refusal.code.as_str(), "OOM" | "MOVED" | "READONLY" | "NOREPLICAS" | "MISCONF")
}
