//! Keeping the account of a bulk run: in numbers, on disk, and for whoever watches.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use std::{fmt, io};

use astra_bus::{Onward, PublishObserver, ReplyError, WriteOutcome};
use astra_model::Name;

use crate::commands::publish::account::Account;
use crate::commands::publish::feed::{Tag, What};
use crate::commands::publish::listing::Listing;
use crate::commands::publish::record::Record;
use crate::commands::publish::report::rate;
use crate::commands::publish::tally::Tally;
use crate::output::units::{Counted, Grouped, sanitize};
use crate::output::{Progress, notes};

/// Bad lines that are told one by one on a terminal; of more, only their number is.
const MOST_TOLD: u64 = 20;

/// What is written down during a run.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) tally: Tally,
    pub(super) account: Option<Account>,
    pub(super) listing: Option<Listing>,
    pub(super) progress: Progress,
    pub(super) begun: Instant,
    /// The account or the list could not be written: the run must end.
    pub(super) failure: Option<io::Error>,
    /// The server refuses everything for now: sending on would only hammer it.
    pub(super) is_stopped: bool,
    /// How many bad lines are told one by one.
    most_told: u64,
    /// Where events were refused for a reason of their stream, by the first word of the answer.
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

impl Book {
    pub(super) fn new(tally: Tally, progress: Progress) -> Self {
        Self {
            tally,
            account: None,
            listing: None,
            progress,
            begun: Instant::now(),
            failure: None,
            is_stopped: false,
            most_told: if notes::are_on_a_terminal() { MOST_TOLD } else { u64::MAX },
            refused_on: BTreeMap::new(),
        }
    }

    fn entry(&mut self, tag: &Tag, fate: &WriteOutcome) -> io::Result<()> {
        let What::Entry { stream, event_id } = &tag.what else { return Ok(()) };
        self.tally.settle(tag.line, fate);
        if let WriteOutcome::Refused(refusal) = fate {
            self.note_stream(stream, refusal);
        }
        if let Some(account) = &mut self.account {
            account.settle(tag.line, stream, fate)?;
        }
        if let (Some(listing), WriteOutcome::Confirmed(id)) = (&mut self.listing, fate) {
            listing.add(stream, *id, event_id.as_deref())?;
        }
        Ok(())
    }

    fn note_stream(&mut self, stream: &Arc<Name>, refusal: &ReplyError) {
        if ends_a_run(refusal) {
            return;
        }
        let new = || RefusedOn { first: Arc::clone(stream), has_others: false };
        let refused_on = self.refused_on.entry(refusal.code.clone()).or_insert_with(new);
        refused_on.has_others |= refused_on.first != *stream;
    }

    /// Counts a bad line, and tells it where it is among the first or goes into a file.
    pub(super) fn reject(&mut self, line: u64, reason: &str) {
        self.tally.reject(line);
        if self.tally.bad <= self.most_told {
            self.progress
                .suspend(|| notes::note(format_args!("line {line}: {}", sanitize(reason))));
        }
    }

    fn bad(&mut self, line: u64, reason: String) -> io::Result<()> {
        self.reject(line, &reason);
        let record = Record::Bad { line, reason };
        self.account.as_mut().map_or(Ok(()), |account| account.note(&record))
    }

    /// Ends the account in order.
    pub(super) fn end(&mut self) {
        let ended = self.account.as_mut().map_or(Ok(()), Account::end);
        if let Err(error) = ended {
            self.failure.get_or_insert(error);
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.account.as_mut().map_or(Ok(()), Account::flush)?;
        self.listing.as_mut().map_or(Ok(()), Listing::flush)
    }

    /// Whether to go on after something was written down.
    fn onward(&mut self, result: io::Result<()>) -> Onward {
        if let Err(error) = result {
            self.failure.get_or_insert(error);
        }
        if self.failure.is_some() || self.is_stopped { Onward::Stop } else { Onward::Go }
    }

    /// Says how many bad lines were not told one by one, and how to see them.
    pub(super) fn tell_untold(&self) {
        let untold = self.tally.bad.saturating_sub(self.most_told);
        if untold > 0 {
            let lines = Counted(untold, "more bad line");
            notes::note(format_args!("… and {lines}: --check 2> FILE puts all of them down"));
        }
    }
}

impl PublishObserver<Tag> for Book {
    fn sending<'a>(&mut self, tags: impl Iterator<Item = &'a Tag>) -> Onward {
        let Some(account) = &mut self.account else { return self.onward(Ok(())) };
        let result = put_down(account, tags);
        self.onward(result)
    }

    fn settled(&mut self, tag: Tag, fate: WriteOutcome) -> Onward {
        self.is_stopped |= matches!(&fate, WriteOutcome::Refused(refusal) if ends_a_run(refusal));
        let line = tag.line;
        let result = match tag.what {
            What::Bad(reason) => self.bad(line, reason),
            What::StreamLookup => {
                self.tally.find(line);
                Ok(())
            }
            What::Done => {
                self.tally.skip(line);
                Ok(())
            }
            What::Read(_) => Ok(()),
            What::Entry { .. } => self.entry(&tag, &fate),
        };
        self.onward(result)
    }

    fn batch_done(&mut self, mark: u64) -> Onward {
        let published = self.tally.published;
        let seconds = self.begun.elapsed().as_secs_f64();
        self.progress
            .update(mark, || format!("{} events{}", Grouped(published), rate(published, seconds)));
        let result = self.flush();
        self.onward(result)
    }
}

/// Puts down what is about to be sent, and what the input is told by so far.
fn put_down<'a>(account: &mut Account, tags: impl Iterator<Item = &'a Tag>) -> io::Result<()> {
    let mut sent = None;
    for Tag { line, what } in tags {
        match what {
            What::Entry { .. } => sent = Some((sent.map_or(*line, |(first, _)| first), *line)),
            What::Read(digest) => account.read(*line, digest)?,
            What::StreamLookup | What::Done | What::Bad(_) => {}
        }
    }
    sent.map_or(Ok(()), |(first, last)| account.sending(first, last))
}

/// Whether the server refuses not this entry but every one, for as long as it is as it is.
fn ends_a_run(refusal: &ReplyError) -> bool {
    refusal.is_unavailable()
        || refusal.is_login()
        || matches!(refusal.code.as_str(), "OOM" | "MOVED" | "READONLY" | "NOREPLICAS" | "MISCONF")
}
