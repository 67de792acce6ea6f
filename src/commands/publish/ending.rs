//! Telling how a bulk run ended, and how to go on from there.

use std::io;
use std::path::Path;

use anyhow::Result;
use astra_bus::BusError;
use astra_model::io_reason;

use crate::commands::env::Interrupted;
use crate::commands::publish::CutShort;
use crate::commands::publish::args::Args;
use crate::commands::publish::durable::{self, Durable};
use crate::commands::publish::journal::Book;
use crate::commands::publish::tally::{LeftOut, Span, Tally};
use crate::commands::verdict::Verdict;
use crate::output::notes;
use crate::output::units::{Counted, Grouped};

/// How sending, reading, replicating and printing ended.
type Ends = (Option<BusError>, Result<()>, Result<Durable, BusError>, io::Result<()>);

/// Tells how the run ended, the worst first.
pub(super) fn conclude(
    args: &Args,
    book: Book,
    (lost, read, durable, printed): Ends,
    is_interrupted: bool,
) -> Result<Verdict> {
    tell_refusals(args, &book);
    let tally = book.tally;
    if let Some(lost) = lost {
        let mut cut = cut_short(args, &tally);
        if let Some(first) = lost.hint().filter(|_| !lost.is_transient()) {
            cut.hint = format!("{first}; then {}", cut.hint);
        }
        return Err(cut.because_of(lost).into());
    }
    if let Some(failure) = book.failure {
        let place = format!("stopped: {}: {}", unwritable(&failure), confirmed(&tally));
        notes::error(place, Some(&go_on(args, &tally)));
        return Ok(Verdict::Fail);
    }
    if is_interrupted {
        notes::note(format_args!("interrupted: {}; {}", confirmed(&tally), go_on(args, &tally)));
        return Err(Interrupted.into());
    }
    read?;
    if tally.published + tally.failed() == 0 {
        warn_of_nothing(args);
    }
    let is_durable = durable::is_enough(args, durable?);
    match printed {
        // A reader who has left misses nothing of what was asked for.
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
            notes::error(unwritable(&failure), None);
            return Ok(Verdict::Fail);
        }
        _ => {}
    }
    Ok(Verdict::pass_if(is_durable && tally.failed() == 0))
}

/// Says of an input that ends before the line to begin with that there was nothing to do.
pub(super) fn warn_of_nothing(args: &Args) {
    let first = args.bulk.start_line;
    if first > 1 {
        notes::warning(format_args!("the input has no event from line {first} on"));
    }
}

/// One line for each kind of refusal.
fn tell_refusals(args: &Args, book: &Book) {
    let tally = &book.tally;
    for (code, kind) in &tally.refusals {
        let events = Counted(kind.count, "event");
        let on = book.refused_on.get(code).map_or_else(String::new, |on| format!("{on}: "));
        let message =
            format!("{events} refused, from line {} on: {on}{}", kind.first_line, kind.refusal);
        notes::error(message, kind.refusal.hint().as_deref());
    }
    if book.is_stopped && tally.in_doubt == 0 {
        let (confirmed, next) = (confirmed(tally), go_on(args, tally));
        notes::note(format_args!("stopped sending: {confirmed}; {next}"));
    }
}

fn unwritable(failure: &io::Error) -> String {
    format!("cannot write the account or the output: {}", io_reason(failure))
}

/// How far everything is confirmed, and whether more is.
fn confirmed(tally: &Tally) -> String {
    let Some(span) = tally.confirmed() else {
        return if tally.has_confirmed_beyond() {
            "some lines are confirmed"
        } else {
            "no line is confirmed"
        }
        .into();
    };
    let beyond = if tally.has_confirmed_beyond() { ", and some after it" } else { "" };
    match span {
        Span { first: 1, last } => format!("every line up to {last} is confirmed{beyond}"),
        Span { first, last } if first == last => format!("line {last} is confirmed{beyond}"),
        Span { first, last } => format!("every line from {first} to {last} is confirmed{beyond}"),
    }
}

fn cut_short(args: &Args, tally: &Tally) -> CutShort {
    let confirmed = confirmed(tally);
    if tally.is_scattered() {
        return scattered(args, tally, &confirmed);
    }
    let Some(span) = tally.in_doubt_lines else {
        let message = if tally.has_confirmed_beyond() {
            confirmed
        } else {
            format!("{confirmed}, and nothing after it")
        };
        return CutShort { message, hint: go_on(args, tally) };
    };
    let are = if span.first == span.last { "is" } else { "are" };
    let message = format!(
        "{confirmed}, {span} {are} in doubt (sent, not answered), and nothing after that was sent"
    );
    let hint = match account_path(args) {
        Some(path) => format!(
            "go on with --resume {}: it looks up what is in doubt before it sends it again",
            path.display()
        ),
        None => format!(
            "look for the events of {span}, publish those that are missing, then {}; with --account a run can look them up itself",
            start_at(tally, span.last + 1)
        ),
    };
    CutShort { message, hint }
}

/// What to say where one connection of several was lost, so that lines of several fates are mixed.
fn scattered(args: &Args, tally: &Tally, confirmed: &str) -> CutShort {
    let doubt = tally.in_doubt_lines.map(|span| {
        format!(", {} of {span} in doubt (sent, not answered)", Grouped(tally.in_doubt))
    });
    let unsent = tally
        .passed_over
        .map(|LeftOut { count, lines }| format!(", {} of {lines} not sent", Grouped(count)));
    let first = tally.confirmed_through + 1;
    let hint = match account_path(args) {
        Some(_) => go_on(args, tally),
        None => format!(
            "look for the events from line {first} on, and publish those that are missing; with --account a run can look them up itself"
        ),
    };
    let (doubt, unsent) = (doubt.unwrap_or_default(), unsent.unwrap_or_default());
    CutShort { message: format!("{confirmed}{doubt}{unsent}"), hint }
}

/// The next step where nothing is in doubt. An account knows by itself what is left.
fn go_on(args: &Args, tally: &Tally) -> String {
    match account_path(args) {
        Some(path) => format!("go on with --resume {}", path.display()),
        None => start_at(tally, tally.next_line()),
    }
}

/// Names the line to begin with, and the refused ones that are passed over with it.
fn start_at(tally: &Tally, line: u64) -> String {
    let left_out = match tally.left_out {
        Some(LeftOut { count: 1, lines }) => format!(", which leaves out refused {lines}"),
        Some(LeftOut { count, lines }) => {
            format!(", which leaves out {} refused ones of {lines}", Grouped(count))
        }
        None => String::new(),
    };
    format!("go on with --start-line {line}{left_out}")
}

fn account_path(args: &Args) -> Option<&Path> {
    args.bulk.account.as_deref().or(args.bulk.resume.as_deref())
}
