//! Reads the input into batches: splits, prepares and encodes lines, on a thread of its own.

use std::sync::Arc;

use astra_bus::{Batch, DedupKey, XaddOptions};
use astra_model::Name;
use astra_model::topology::Topology;
use uuid::Uuid;

use crate::commands::env::{CommandResult, Usage, WithContext as _};
use crate::commands::publish::input::lines::{Line, Lines};
use crate::commands::publish::input::prepare::{BadLine, Preparation, Prepared};
use crate::commands::publish::input::source::Source;
use crate::commands::publish::input::stream_catalog::StreamCatalog;
use crate::commands::publish::journal::{InputDigest, LineSet};

/// A line in a batch.
#[derive(Debug)]
pub(crate) struct LineTag {
    pub(crate) line: u64,
    pub(crate) kind: LineKind,
}

/// What has to happen with a line.
#[derive(Debug)]
pub(crate) enum LineKind {
    /// It is published.
    Entry {
        stream: Arc<Name>,
        /// Kept only if the entries are listed.
        event_id: Option<Box<str>>,
    },
    /// An earlier session left it in doubt, and it was found on the server.
    Found,
    /// An earlier session has settled it.
    Done,
    /// It cannot be published, for this reason.
    Bad(String),
    /// No event: a checkpoint, with the digest of the input up to here.
    Checkpoint(String),
}

/// How an input is read, whatever earlier sessions did.
#[derive(Debug)]
pub(crate) struct ReaderOptions {
    pub(crate) topology: Topology,
    /// Whether to publish to streams outside the topology.
    pub(crate) allows_unknown: bool,
    /// Whether to keep the `event_id` of each entry, for a list of entries.
    pub(crate) keeps_ids: bool,
    /// Events per batch, at most.
    pub(crate) batch_capacity: usize,
}

/// Where a run continues.
#[derive(Debug)]
pub(crate) struct Resumed {
    /// The run, if it has a journal.
    pub(crate) run: Option<RunKey>,
    /// The first line that the run publishes, in every session.
    pub(crate) first_line: u64,
    /// Lines that earlier sessions have settled.
    pub(crate) done: LineSet,
    /// Lines that earlier sessions left in doubt, and that were found on the server.
    pub(crate) found: LineSet,
    /// Recognizes the input, if the run has a journal.
    pub(crate) digest: Option<InputDigest>,
}

/// Identifies the events of a run in all its sessions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunKey {
    pub(crate) id: Uuid,
    /// Whether the servers recognize a line of the run that arrives twice.
    pub(crate) deduplicates: bool,
}

impl Resumed {
    /// A run without a journal, which starts with a line.
    pub(crate) fn from_line(first_line: u64) -> Self {
        let (done, found) = (LineSet::default(), LineSet::default());
        Self { run: None, first_line, done, found, digest: None }
    }
}

/// Reads an input into batches.
#[derive(Debug)]
pub(crate) struct LineReader {
    options: ReaderOptions,
    resumed: Resumed,
}

impl LineReader {
    pub(crate) fn new(options: ReaderOptions, resumed: Resumed) -> Self {
        Self { options, resumed }
    }

    /// Reads the input to its end, or until `take` returns false.
    ///
    /// # Errors
    /// If the input cannot be read, or is not the one of the journal.
    pub(crate) fn run(
        mut self,
        source: Source,
        take: impl FnMut(Batch<LineTag>) -> bool,
    ) -> CommandResult<()> {
        let digest = self.resumed.digest.take();
        let mut catalog = StreamCatalog::new(&self.options.topology, self.options.allows_unknown);
        let may_block = source.bytes.is_none();
        let mut lines = Lines::new(source.reader);
        let batch = Batch::with_capacity(self.options.batch_capacity);
        let mut batcher = Batcher { batch, digest, take };
        loop {
            while let Some(line) = lines.next_line() {
                batcher.update_digest(line)?;
                if line.number < self.resumed.first_line {
                    continue;
                }
                self.add(&mut batcher.batch, line, &mut catalog);
                if batcher.batch.is_full() && !batcher.hand_over(lines.consumed()) {
                    return Ok(());
                }
            }
            // Hand over before blocking: the input may be somebody typing. A regular file never
            // blocks, and fills its batches.
            if may_block && !batcher.hand_over(lines.consumed()) {
                return Ok(());
            }
            match lines.read_more() {
                Ok(true) => {}
                Ok(false) => return batcher.end(lines.consumed()),
                Err(error) => {
                    batcher.hand_over(lines.consumed());
                    return Err(error).with_context(|| "cannot read the rest of the input".into());
                }
            }
        }
    }

    fn add(&self, batch: &mut Batch<LineTag>, line: Line<'_>, catalog: &mut StreamCatalog<'_>) {
        let number = line.number;
        let kind = if self.resumed.done.contains(number) {
            LineKind::Done
        } else if self.resumed.found.contains(number) {
            LineKind::Found
        } else {
            match self.add_entry(batch, line, catalog) {
                Ok(()) => return,
                Err(bad) => LineKind::Bad(bad.to_string()),
            }
        };
        batch.add_marker(LineTag { line: number, kind });
    }

    /// Adds the entry of a line; nothing for a blank line.
    fn add_entry(
        &self,
        batch: &mut Batch<LineTag>,
        Line { number: line, text }: Line<'_>,
        catalog: &mut StreamCatalog<'_>,
    ) -> Result<(), BadLine> {
        let text = text.map_err(|_| BadLine::TooLong)?;
        let run = self.resumed.run;
        let preparation = Preparation { prefix: catalog.prefix(), run: run.map(|run| run.id) };
        let Some(prepared) = preparation.prepare(line, text)? else { return Ok(()) };
        let known = catalog.find(prepared.stream())?;
        let event_id = if self.options.keeps_ids { event_id(&prepared) } else { None };
        let kind = LineKind::Entry { stream: Arc::clone(&known.name), event_id };
        let dedup = run.filter(|run| run.deduplicates).map(|run| DedupKey::of(run.id, line));
        let (stream, max_len) = (prepared.stream(), known.max_len);
        let options = XaddOptions { stream, max_len, dedup: dedup.as_ref() };
        batch.xadd(LineTag { line, kind }, options, || prepared.fields());
        Ok(())
    }
}

fn event_id(prepared: &Prepared<'_>) -> Option<Box<str>> {
    prepared.event_id().map(|id| id.into_owned().into_boxed_str())
}

/// Collects lines into batches, and hands them over once the journal recognizes the input.
struct Batcher<F> {
    batch: Batch<LineTag>,
    digest: Option<InputDigest>,
    take: F,
}

impl<F: FnMut(Batch<LineTag>) -> bool> Batcher<F> {
    fn update_digest(&mut self, Line { number, text }: Line<'_>) -> Result<(), Usage> {
        let Some(digest) = &mut self.digest else { return Ok(()) };
        Ok(digest.update(number, text.unwrap_or_default())?)
    }

    /// Hands over the batch, unless a recorded digest that covers it is still ahead. False if no
    /// more is wanted.
    fn hand_over(&mut self, consumed: u64) -> bool {
        let is_unverified = self.digest.as_ref().is_some_and(InputDigest::is_unverified);
        if is_unverified || self.batch.is_empty() {
            return true;
        }
        if let Some((line, digest)) = self.digest.as_ref().and_then(InputDigest::checkpoint) {
            self.batch.add_marker(LineTag { line, kind: LineKind::Checkpoint(digest) });
        }
        let next = self.batch.successor();
        self.batch.mark = consumed;
        (self.take)(std::mem::replace(&mut self.batch, next))
    }

    fn end(mut self, consumed: u64) -> CommandResult<()> {
        if let Some(digest) = &self.digest {
            digest.end().map_err(Usage::from)?;
        }
        self.hand_over(consumed);
        Ok(())
    }
}
