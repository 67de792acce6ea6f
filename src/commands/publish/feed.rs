//! From the input to batches: reading, preparing and packing, on a thread of its own.

use std::io;
use std::sync::Arc;

use uuid::Uuid;

use crate::bus::{Appending, Batch, Name, Once};
use crate::commands::publish::catalogue::Catalogue;
use crate::commands::publish::input::{Line, Lines};
use crate::commands::publish::prepare::{BadLine, Preparation, Prepared};
use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::source::Source;
use crate::topology::Topology;

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
}

/// How the input is read.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) topology: Topology,
    pub(super) allows_unknown: bool,
    pub(super) run: Option<Uuid>,
    /// Whether the servers recognise a line of the run that comes twice.
    pub(super) recognises_repeats: bool,
    pub(super) keeps_ids: bool,
    /// Most events a batch.
    pub(super) batch: usize,
    pub(super) first_line: u64,
    /// Lines that an earlier part of the run has settled.
    pub(super) done: Ranges,
    /// Lines that it left in doubt, and that are written.
    pub(super) found: Ranges,
}

impl Feed {
    /// Reads the input to its end, or until `take` has enough.
    pub(super) fn run(
        &self,
        source: Source,
        mut take: impl FnMut(Batch<Tag>) -> bool,
    ) -> io::Result<()> {
        let mut catalogue = Catalogue::new(&self.topology, self.allows_unknown);
        let may_wait = source.bytes.is_none();
        let mut lines = Lines::new(source.reader);
        let mut batch = Batch::of_at_most(self.batch);
        loop {
            while let Some((number, text)) = lines.next_line() {
                if number < self.first_line {
                    continue;
                }
                self.add(&mut batch, (number, text), &mut catalogue);
                if batch.is_full() && !hand_over(&mut batch, lines.consumed(), &mut take) {
                    return Ok(());
                }
            }
            // What was read goes out before more is waited for: the input may be somebody typing.
            // A plain file is always there, and fills its batches.
            let is_due = may_wait && !batch.is_empty();
            if is_due && !hand_over(&mut batch, lines.consumed(), &mut take) {
                return Ok(());
            }
            let more = lines.read_on();
            if !matches!(more, Ok(true)) {
                let _ = batch.is_empty() || hand_over(&mut batch, lines.consumed(), &mut take);
                return more.map(drop);
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
        let once = self.run.filter(|_| self.recognises_repeats).map(|run| Once::of(run, line));
        let (stream, max_len) = (prepared.stream(), known.max_len);
        let appending = Appending { stream, max_len, once: once.as_ref() };
        batch.xadd(Tag { line, what }, appending, || prepared.fields());
        Ok(())
    }
}

fn event_id(prepared: &Prepared<'_>) -> Option<Box<str>> {
    prepared.event_id().map(|id| id.into_owned().into_boxed_str())
}

fn hand_over(
    batch: &mut Batch<Tag>,
    consumed: u64,
    take: &mut impl FnMut(Batch<Tag>) -> bool,
) -> bool {
    let next = batch.successor();
    batch.mark = consumed;
    take(std::mem::replace(batch, next))
}
