//! A file of events: fed from a thread of its own, sent over a pipe, accounted for line by line.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use astra_bus::Batch;
use astra_model::topology::Topology;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::commands::env::Env;
use crate::commands::env::requested;
use crate::commands::publish::args::Args;
use crate::commands::publish::durable::Durable;
use crate::commands::publish::feed::{Feed, Tag};
use crate::commands::publish::journal::Book;
use crate::commands::publish::listing::Listing;
use crate::commands::publish::part::Part;
use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::report::BulkReport;
use crate::commands::publish::source::Source;
use crate::commands::publish::tally::Tally;
use crate::commands::publish::{check, durable, ending};
use crate::commands::verdict::Verdict;
use crate::output::{Format, Progress, notes, stdout};

/// Batches that are ready and not sent yet: enough that neither side waits for the other.
const AHEAD: usize = 16;

/// With a rate, batches a second: a smaller one for a smoother flow.
const BATCHES_PER_SECOND: f64 = 20.0;

pub(super) async fn run(args: &Args, input: &Path, env: &mut Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let source = Source::open(input)?;
    if args.check {
        return check::run(args, feed(args, &topology), source, env).await;
    }
    let bus = env.change_permit(&args.confirmation)?.confirm("publishing this input").await?;
    let part = Part::of(args, input, &source)?;
    let first_line = part.as_ref().map_or(args.bulk.start_line, Part::first_line);
    if let Some(part) = &part {
        part.wait_for_predecessor(&bus).await?;
    }
    let mut pipe = bus.pipeline(part.as_ref().map(Part::name)).await?;
    durable::probe(args, &mut pipe).await?;
    let mut feed = Feed { first_line, ..feed(args, &topology) };
    let mut book = begin(args, first_line, &source, env)?;
    if let Some(part) = part {
        book.account = Some(part.begin((&bus, &mut pipe), &source, &mut feed).await?);
    }
    let (batches, reading) = read_apart(feed, source);
    let mut asked = env.interrupt.watch();
    let lost = pipe.run(batches, args.bulk.rate, &mut book, requested(&mut asked)).await;
    book.progress.finish();
    book.end();
    let is_interrupted = *asked.borrow();
    let is_cut = is_interrupted || book.is_stopped || book.failure.is_some();
    // A reader that was cut off may wait for input that never comes.
    let read = if is_cut || lost.is_some() { Ok(()) } else { finished(reading).await };
    let durable = match lost {
        None => durable::wait(args, &mut pipe).await,
        Some(_) => Ok(Durable::default()),
    };
    let is_complete = lost.is_none() && !is_cut && read.is_ok();
    let report = BulkReport::new(&book.tally, is_complete, book.begun.elapsed())
        .with(*durable.as_ref().unwrap_or(&Durable::default()));
    let printed = print(env, &mut book, &report);
    ending::conclude(args, book, (lost, read, durable, printed), is_interrupted)
}

fn begin(args: &Args, first_line: u64, source: &Source, env: &Env) -> io::Result<Book> {
    let mut book = Book::new(Tally::after(first_line - 1), Progress::new(source.bytes));
    if args.bulk.ids {
        book.listing = Some(Listing::begin(env.out.format(), env.out.style().headers)?);
    }
    Ok(book)
}

fn feed(args: &Args, topology: &Topology) -> Feed {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive rate; a batch is bounded anyway"
    )]
    let batch = args.bulk.rate.map_or(usize::MAX, |rate| (rate / BATCHES_PER_SECOND) as usize);
    Feed {
        topology: topology.clone(),
        allows_unknown: args.allow_unknown,
        run: None,
        deduplicates: false,
        keeps_ids: args.bulk.ids,
        batch,
        first_line: args.bulk.start_line,
        done: Ranges::default(),
        found: Ranges::default(),
        witness: None,
    }
}

type Reading = JoinHandle<Result<()>>;

/// Reads, parses and packs on a thread of its own, so that neither the input nor the network waits
/// for the other.
fn read_apart(feed: Feed, source: Source) -> (mpsc::Receiver<Batch<Tag>>, Reading) {
    let (sender, batches) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        feed.run(source, |batch| sender.blocking_send(batch).is_ok())
    });
    (batches, reading)
}

async fn finished(reading: Reading) -> Result<()> {
    reading.await?
}

/// Prints the account; where the output is gone, on standard error, so that it is told.
fn print(env: &Env, book: &mut Book, report: &BulkReport) -> io::Result<()> {
    let format = env.out.format();
    let is_listed_as_text = book.listing.is_some() && matches!(format, Format::Table | Format::Csv);
    let printed = match book.listing.take() {
        Some(listing) => listing.finish(report),
        None if format == Format::Table => writeln!(stdout(), "{}", report.sentence()),
        None => env.out.print(report),
    };
    if printed.is_err() || is_listed_as_text {
        notes::note(report.sentence());
    }
    book.tell_untold();
    printed
}
