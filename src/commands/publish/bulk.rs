//! A file of events: fed from a thread of its own, sent over one pipe, accounted for line by line.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Error, Result};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::bus::{Batch, Bus, BusError, Ending};
use crate::commands::interrupt::requested;
use crate::commands::publish::account::{Account, Head, Past, SCHEMA};
use crate::commands::publish::feed::{Feed, Tag, What};
use crate::commands::publish::journal::Book;
use crate::commands::publish::listing::Listing;
use crate::commands::publish::prepare::Preparation;
use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::report::{BulkReport, CheckReport};
use crate::commands::publish::source::{self, Source};
use crate::commands::publish::tally::Tally;
use crate::commands::publish::{Args, CutShort, is_replicated, pipe, replicated, resume};
use crate::commands::{Env, Interrupted, Usage, Verdict};
use crate::output::Progress;
use crate::output::units::Counted;
use crate::output::{Format, notes};
use crate::topology::Topology;

/// Batches that are ready and not sent yet: enough that neither side waits for the other.
const AHEAD: usize = 4;

/// With a rate, batches a second: a smaller one for a smoother flow.
const BATCHES_PER_SECOND: f64 = 20.0;

pub(super) async fn run(args: &Args, input: &Path, env: &mut Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let source = Source::open(input)?;
    if args.check {
        return check(args, &topology, source, env);
    }
    let bus = env.bus()?;
    let past = args.bulk.resume.as_deref().map(Past::read).transpose();
    let past = past.map_err(|error| Usage::new(error.to_string()))?;
    if let Some(past) = &past {
        resume::check_same_input(past, &source)?;
        if source::is_stdin(input) && !past.doubt.is_empty() {
            let usage = Usage::new("lines in doubt cannot be looked up from standard input");
            return Err(usage.with_hint("name the file that the run began with").into());
        }
    }
    let mut pipe = pipe(&bus).await?;
    let (mut feed, mut book) = begin(args, &topology, &source, env)?;
    book.account = account(args, &bus, &topology, (input, &source), past, &mut feed).await?;
    let (batches, reading) = read_apart(feed, source);
    let mut asked = env.interrupt.watch();
    let ending = pipe.run(batches, args.bulk.rate, &mut book, requested(&mut asked)).await;
    book.progress.finish();
    let is_interrupted = *asked.borrow();
    let read = if is_interrupted || book.is_stopped { Ok(()) } else { finished(reading).await };
    let replicas = if ending.lost.is_none() { replicated(args, &mut pipe).await } else { Ok(None) };
    let is_complete = ending.lost.is_none()
        && !is_interrupted
        && !book.is_stopped
        && book.failure.is_none()
        && read.is_ok();
    let report = BulkReport::new(&book.tally, is_complete, book.begun.elapsed())
        .with_replicas(*replicas.as_ref().unwrap_or(&None));
    print(env, &mut book, &report)?;
    conclude(args, book, (ending, read, replicas), is_interrupted)
}

fn begin(args: &Args, topology: &Topology, source: &Source, env: &Env) -> Result<(Feed, Book)> {
    let bulk = &args.bulk;
    let feed = feed(args, topology);
    let mut book = Book::new(Tally::after(bulk.start_line - 1), Progress::new(source.bytes));
    if bulk.ids {
        book.listing = Some(Listing::begin(env.out.format(), env.out.style().headers)?);
    }
    Ok((feed, book))
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
        keeps_ids: args.bulk.ids,
        batch,
        first_line: args.bulk.start_line,
        done: Ranges::default(),
        found: Ranges::default(),
    }
}

/// Opens the account that was asked for, if any, and tells the feed what an earlier one says.
async fn account(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
    (input, source): (&Path, &Source),
    past: Option<Past>,
    feed: &mut Feed,
) -> Result<Option<Account>> {
    if let (Some(past), Some(path)) = (past, &args.bulk.resume) {
        feed.run = Some(past.head.run);
        let preparation = Preparation { prefix: &topology.prefix, run: feed.run };
        feed.found = resume::find_written(bus, &past, input, preparation).await?;
        let cannot = || format!("cannot write account `{}`", path.display());
        let mut account = Account::reopen(path).with_context(cannot)?;
        if let Some(last) = past.doubt.last() {
            account.looked_up(&feed.found, last).with_context(cannot)?;
        }
        feed.done = past.done;
        return Ok(Some(account));
    }
    let Some(path) = &args.bulk.account else { return Ok(None) };
    let run = Uuid::new_v4();
    feed.run = Some(run);
    let since_ms = u64::try_from(bus.clock().await?.now.as_millisecond()).unwrap_or(0);
    let head = Head { schema: SCHEMA.into(), run, since_ms, input_bytes: source.bytes };
    match Account::create(path, &head) {
        Ok(account) => Ok(Some(account)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let shown = path.display();
            let usage = Usage::new(format!("account `{shown}` exists already"));
            Err(usage.with_hint(format!("go on from it with --resume {shown}")).into())
        }
        Err(error) => {
            Err(Error::new(error).context(format!("cannot write account `{}`", path.display())))
        }
    }
}

type Reading = JoinHandle<std::io::Result<()>>;

/// Reads, parses and packs on a thread of its own, so that neither the input nor the network waits
/// for the other.
fn read_apart(feed: Feed, source: Source) -> (mpsc::Receiver<Batch<Tag>>, Reading) {
    let (sender, batches) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        feed.run(source.reader, |batch| sender.blocking_send(batch).is_ok())
    });
    (batches, reading)
}

async fn finished(reading: Reading) -> Result<()> {
    reading.await?.context("cannot read on in the input")
}

fn print(env: &Env, book: &mut Book, report: &BulkReport) -> Result<()> {
    match (book.listing.take(), env.out.format()) {
        (Some(listing), format) => {
            listing.finish(report)?;
            if matches!(format, Format::Table | Format::Csv) {
                notes::note(report.sentence());
            }
        }
        (None, Format::Table) => {
            let mut stdout = std::io::stdout().lock();
            writeln!(stdout, "{}", report.sentence())?;
        }
        (None, _) => env.out.print(report)?,
    }
    book.tell_untold();
    Ok(())
}

type Ends = (Ending, Result<()>, Result<Option<i64>, BusError>);

/// Tells how the run ended, the worst first.
fn conclude(
    args: &Args,
    book: Book,
    (ending, read, replicas): Ends,
    is_interrupted: bool,
) -> Result<Verdict> {
    tell_refusals(args, &book);
    let tally = book.tally;
    if let Some(lost) = ending.lost {
        return Err(Error::new(lost).context(cut_short(args, &tally)));
    }
    if let Some(failure) = book.failure {
        let place = format!("stopped: every line up to {} is confirmed", tally.confirmed_through);
        return Err(Error::new(failure).context(place));
    }
    if is_interrupted {
        let next = tally.confirmed_through + 1;
        notes::note(format_args!(
            "interrupted: every line up to {} is confirmed; {}",
            tally.confirmed_through,
            go_on(args, next)
        ));
        return Err(Interrupted.into());
    }
    read?;
    let has_replicas = is_replicated(args, replicas?);
    Ok(Verdict::pass_if(has_replicas && tally.failed() == 0))
}

/// One line for each kind of refusal.
fn tell_refusals(args: &Args, book: &Book) {
    let tally = &book.tally;
    for kind in tally.refusals.values() {
        let events = Counted(kind.count, "event");
        let message =
            format!("{events} refused, from line {} on: {}", kind.first_line, kind.refusal);
        notes::error(message, kind.refusal.hint().as_deref());
    }
    if !book.is_stopped {
        return;
    }
    let next = tally.confirmed_through + 1;
    notes::note(format_args!(
        "stopped sending: every line up to {} is confirmed{}; {}",
        tally.confirmed_through,
        if tally.last_confirmed > next { ", and some after it" } else { "" },
        go_on(args, next)
    ));
}

fn cut_short(args: &Args, tally: &Tally) -> CutShort {
    let through = tally.confirmed_through;
    let Some(span) = tally.in_doubt_lines else {
        let message = format!("every line up to {through} is confirmed, and nothing after it");
        return CutShort { message, hint: go_on(args, through + 1) };
    };
    let message = format!(
        "every line up to {through} is confirmed, lines {} to {} are in doubt (sent, not answered), and nothing after them was sent",
        span.first, span.last
    );
    let hint = match account_path(args) {
        Some(path) => format!(
            "go on with --resume {}: it looks up what is in doubt before it sends it again",
            path.display()
        ),
        None => format!(
            "look for the events in doubt, then go on with --start-line {}; with --account a run can look them up itself",
            span.last + 1
        ),
    };
    CutShort { message, hint }
}

fn go_on(args: &Args, line: u64) -> String {
    match account_path(args) {
        Some(path) => format!("go on with --resume {}", path.display()),
        None => format!("go on with --start-line {line}"),
    }
}

fn account_path(args: &Args) -> Option<&Path> {
    args.bulk.account.as_deref().or(args.bulk.resume.as_deref())
}

/// Reads the whole input and says what is wrong with it, without a server.
fn check(args: &Args, topology: &Topology, source: Source, env: &Env) -> Result<Verdict> {
    let progress = Progress::new(source.bytes);
    let begun = Instant::now();
    let mut book = Book::new(Tally::default(), progress);
    let mut valid = 0;
    feed(args, topology).run(source.reader, |batch| {
        book.progress.reach(batch.mark, || format!("{valid} valid"));
        for tag in batch.into_tags() {
            match tag.what {
                What::Bad(reason) => book.reject(tag.line, &reason),
                What::Entry { .. } | What::Found => valid += 1,
            }
        }
        true
    })?;
    book.progress.finish();
    book.tell_untold();
    tracing::debug!("checked in {:.2?}", begun.elapsed());
    let bad = book.tally.bad;
    let report = CheckReport { published: 0, failed: bad, valid, bad, dry_run: true };
    if env.out.format() == Format::Table {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{} to publish, {bad} bad", Counted(valid, "event"))?;
    } else {
        env.out.print(&report)?;
    }
    Ok(Verdict::pass_if(bad == 0))
}
