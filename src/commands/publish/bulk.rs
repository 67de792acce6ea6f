//! Publishes a file of events: a thread reads it, a pipeline sends it, and the outcome of every line
//! is recorded.

mod check;
mod conclusion;
mod run_state;

use std::io::{self, Write as _};
use std::path::Path;

use astra_bus::{Batch, Pipeline};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::commands::env::{CommandResult, Env, requested};
use crate::commands::publish::args::Args;
use crate::commands::publish::bulk::conclusion::Ends;
use crate::commands::publish::bulk::run_state::RunState;
use crate::commands::publish::input::{LineReader, LineTag, ReaderOptions, Resumed, Source};
use crate::commands::publish::report::{BulkReport, Durability, Listing, Tally, durability};
use crate::commands::publish::resume::Session;
use crate::output::{Format, Progress, notes, stdout};

/// Batches that are read in advance, so that neither reading nor sending waits for the other.
const READ_AHEAD: usize = 16;

/// Batches per second if a rate is given. Small batches make the flow smooth.
const BATCHES_PER_SECOND: f64 = 20.0;

pub(super) async fn run(args: &Args, input: &Path, env: &mut Env) -> CommandResult {
    let topology = env.topology()?;
    let source = Source::open(input)?;
    let options = ReaderOptions {
        topology: topology.clone(),
        allows_unknown: args.allow_unknown,
        keeps_ids: args.bulk.ids,
        batch_capacity: args.bulk.rate.map_or(usize::MAX, batch_capacity),
    };
    if args.check {
        let reader = LineReader::new(options, Resumed::from_line(args.bulk.start_line));
        return check::run(args, reader, source, env).await;
    }
    let bus = env.change_permit(&args.confirmation)?.confirm("Publish this input").await?;
    let session = Session::open(&args.bulk, input, &source)?;
    session.wait_for_previous(&bus).await?;
    let mut pipeline = bus.pipeline(session.connection_name()).await?;
    durability::check_supported(args, &mut pipeline).await?;
    let (resumed, journal) = session.start(&bus, &mut pipeline, &topology).await?;
    let tally = Tally::starting_at(resumed.first_line);
    let mut state = RunState::new(tally, journal, Progress::new(source.bytes));
    if args.bulk.ids {
        state.listing = Some(Listing::begin(env.out.format(), env.out.style().headers)?);
    }
    let input = read_on_thread(LineReader::new(options, resumed), source);
    let (ends, report) = send(args, env, &mut pipeline, &mut state, input).await;
    let printed = print(env, &mut state, &report);
    conclusion::conclude(args, state, ends, printed)
}

/// Sends the input to its end, or until it is interrupted or fails, and waits for durability.
async fn send(
    args: &Args,
    env: &Env,
    pipeline: &mut Pipeline,
    state: &mut RunState,
    (batches, reading): (mpsc::Receiver<Batch<LineTag>>, Reading),
) -> (Ends, BulkReport) {
    let mut interrupt = env.interrupt.watch();
    let lost = pipeline.run(batches, args.bulk.rate, state, requested(&mut interrupt)).await;
    state.end();
    let is_interrupted = *interrupt.borrow();
    let is_cut = is_interrupted || state.is_stopped || state.failure.is_some();
    // After an early end, the reader may be blocked on input that never comes.
    let read = if is_cut || lost.is_some() { Ok(()) } else { finished(reading).await };
    let durability = match lost {
        None => durability::wait(args, pipeline).await,
        Some(_) => Ok(Durability::default()),
    };
    let is_complete = lost.is_none() && !is_cut && read.is_ok();
    let report = BulkReport::new(&state.tally, is_complete, state.start.elapsed())
        .with_durability(*durability.as_ref().unwrap_or(&Durability::default()));
    (Ends { lost, is_interrupted, read, durability }, report)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive rate, and a batch has a limit of its own"
)]
fn batch_capacity(rate: f64) -> usize {
    (rate / BATCHES_PER_SECOND) as usize
}

type Reading = JoinHandle<CommandResult<()>>;

/// Reads, prepares and encodes the input on a thread of its own, so that it never blocks the
/// network.
fn read_on_thread(reader: LineReader, source: Source) -> (mpsc::Receiver<Batch<LineTag>>, Reading) {
    let (sender, batches) = mpsc::channel(READ_AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        reader.run(source, |batch| sender.blocking_send(batch).is_ok())
    });
    (batches, reading)
}

async fn finished(reading: Reading) -> CommandResult<()> {
    reading.await?
}

/// Prints the report. If standard output is closed or holds a list, prints the sentence to standard
/// error.
fn print(env: &Env, state: &mut RunState, report: &BulkReport) -> io::Result<()> {
    let format = env.out.format();
    let is_text_list = state.listing.is_some() && matches!(format, Format::Table | Format::Csv);
    let printed = match state.listing.take() {
        Some(listing) => listing.finish(report),
        None if format == Format::Table => writeln!(stdout(), "{}", report.sentence()),
        None => env.out.print(report),
    };
    if printed.is_err() || is_text_list {
        notes::note(report.sentence());
    }
    state.note_hidden_bad_lines();
    printed
}
