//! From the input to batches: reading, preparing and packing, on a thread of its own.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use astra_bus::{Batch, DedupKey, XaddOptions};
use astra_model::Name;
use astra_model::topology::Topology;
use uuid::Uuid;

use crate::commands::env::Usage;
use crate::commands::publish::catalogue::Catalogue;
use crate::commands::publish::input::{Line, Lines};
use crate::commands::publish::prepare::{BadLine, Preparation, Prepared};
use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::source::Source;
use crate::commands::publish::witness::Witness;

/// A line in a batch.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) line: u64,
    pub(super) what: What,
}

/// What a line asks for.
#[derive(Debug)]
pub(super) enum What {
    /// To be published.
    Entry {
        stream: Arc<Name>,
        /// Kept only where the entries are listed.
        event_id: Option<Box<str>>,
    },
    /// Left in doubt by an earlier part of the run, and published by it.
    Found,
    /// Settled by an earlier part of the run.
    Done,
    /// Never to be published, and why.
    Bad(String),
    /// Nothing: it says what the input up to this line is told by.
    Read(String),
}

/// How the input is read.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) topology: Topology,
    pub(super) allows_unknown: bool,
    pub(super) run: Option<Uuid>,
    /// Whether the servers recognise a line of the run that comes twice.
    pub(super) deduplicates: bool,
    pub(super) keeps_ids: bool,
    /// Most events a batch.
    pub(super) batch: usize,
    pub(super) first_line: u64,
    /// Lines that an earlier part of the run has settled.
    pub(super) done: Ranges,
    /// Lines that it left in doubt, and that are written.
    pub(super) found: Ranges,
    /// Where an account is kept, who tells whether this is the input that it is of.
    pub(super) witness: Option<Witness>,
}

impl Feed {
    /// Reads the input to its end, or until `take` has enough.
    ///
    /// # Errors
    /// Where it cannot be read, or is not the one that the account is of.
    pub(super) fn run(
        mut self,
        source: Source,
        take: impl FnMut(Batch<Tag>) -> bool,
    ) -> Result<()> {
        let witness = self.witness.take();
        let mut catalogue = Catalogue::new(&self.topology, self.allows_unknown);
        let may_wait = source.bytes.is_none();
        let mut lines = Lines::new(source.reader);
        let mut packing = Packing { batch: Batch::of_at_most(self.batch), witness, take };
        loop {
            while let Some(line) = lines.next_line() {
                packing.see(&line)?;
                if line.0 < self.first_line {
                    continue;
                }
                self.add(&mut packing.batch, line, &mut catalogue);
                if packing.batch.is_full() && !packing.hand_over(lines.consumed()) {
                    return Ok(());
                }
            }
            // What was read goes out before more is waited for: the input may be somebody typing.
            // A plain file is always there, and fills its batches.
            if may_wait && !packing.hand_over(lines.consumed()) {
                return Ok(());
            }
            match lines.read_on() {
                Ok(true) => {}
                Ok(false) => return packing.end(lines.consumed()),
                Err(error) => {
                    packing.hand_over(lines.consumed());
                    return Err(error).context("cannot read on in the input");
                }
            }
        }
    }

    fn add(&self, batch: &mut Batch<Tag>, (line, text): Line<'_>, catalogue: &mut Catalogue<'_>) {
        if self.done.contains(line) {
            return batch.note(Tag { line, what: What::Done });
        }
        if self.found.contains(line) {
            return batch.note(Tag { line, what: What::Found });
        }
        if let Err(bad) = self.pack(batch, (line, text), catalogue) {
            batch.note(Tag { line, what: What::Bad(bad.to_string()) });
        }
    }

    fn pack(
        &self,
        batch: &mut Batch<Tag>,
        (line, text): Line<'_>,
        catalogue: &mut Catalogue<'_>,
    ) -> Result<(), BadLine> {
        let text = text.map_err(|_| BadLine::TooLong)?;
        let preparation = Preparation { prefix: catalogue.prefix(), run: self.run };
        let Some(prepared) = preparation.prepare(line, text)? else { return Ok(()) };
        let known = catalogue.find(prepared.stream())?;
        let event_id = if self.keeps_ids { event_id(&prepared) } else { None };
        let what = What::Entry { stream: Arc::clone(&known.name), event_id };
        let once = self.run.filter(|_| self.deduplicates).map(|run| DedupKey::of(run, line));
        let (stream, max_len) = (prepared.stream(), known.max_len);
        let appending = XaddOptions { stream, max_len, once: once.as_ref() };
        batch.xadd(Tag { line, what }, appending, || prepared.fields());
        Ok(())
    }
}

fn event_id(prepared: &Prepared<'_>) -> Option<Box<str>> {
    prepared.event_id().map(|id| id.into_owned().into_boxed_str())
}

/// A batch in the making.
struct Packing<F> {
    batch: Batch<Tag>,
    witness: Option<Witness>,
    take: F,
}

impl<F: FnMut(Batch<Tag>) -> bool> Packing<F> {
    fn see(&mut self, line: &Line<'_>) -> Result<(), Usage> {
        self.witness.as_mut().map_or(Ok(()), |witness| Ok(witness.take(line)?))
    }

    /// Hands over what there is, but for lines that the account has yet to recognise; false when
    /// nothing more is wanted.
    fn hand_over(&mut self, consumed: u64) -> bool {
        let is_unsure = self.witness.as_ref().is_some_and(Witness::is_unsure);
        if is_unsure || self.batch.is_empty() {
            return true;
        }
        if let Some((line, digest)) = self.witness.as_ref().and_then(Witness::news) {
            self.batch.note(Tag { line, what: What::Read(digest) });
        }
        let next = self.batch.successor();
        self.batch.mark = consumed;
        (self.take)(std::mem::replace(&mut self.batch, next))
    }

    fn end(mut self, consumed: u64) -> Result<()> {
        if let Some(witness) = &self.witness {
            witness.end().map_err(Usage::from)?;
        }
        self.hand_over(consumed);
        Ok(())
    }
}
