//! Reports how a bulk run ended, and how to continue.

use std::io;
use std::path::Path;

use astra_bus::BusError;
use astra_model::io_reason;

use crate::commands::env::{CommandResult, Interrupted};
use crate::commands::publish::args::Args;
use crate::commands::publish::bulk::run_state::RunState;
use crate::commands::publish::error::CutShort;
use crate::commands::publish::journal::LineSpan;
use crate::commands::publish::report::{Durability, SkippedLines, Tally, durability};
use crate::commands::verdict::Verdict;
use crate::output::notes;
use crate::output::units::{Counted, Grouped};

/// How the steps of a run ended.
pub(super) struct Ends {
    /// The connection that was lost while sending.
    pub(super) lost: Option<BusError>,
    pub(super) is_interrupted: bool,
    pub(super) read: CommandResult<()>,
    pub(super) durability: Result<Durability, BusError>,
}

/// Reports the worst that happened, given also whether the report could be printed.
pub(super) fn conclude(
    args: &Args,
    state: RunState,
    ends: Ends,
    printed: io::Result<()>,
) -> CommandResult {
    print_refusals(args, &state);
    let tally = state.tally;
    if let Some(lost) = ends.lost {
        return Err(cut_short(args, &tally, &lost).because_of(lost));
    }
    if let Some(failure) = state.failure {
        let message = format!("stopped: {}: {}", unwritable(&failure), confirmed(&tally));
        notes::error(message, Some(&next_step(args, &tally)));
        return Ok(Verdict::Fail);
    }
    if ends.is_interrupted {
        let (confirmed, next) = (confirmed(&tally), next_step(args, &tally));
        notes::note(format_args!("interrupted: {confirmed}; {next}"));
        return Err(Interrupted.into());
    }
    ends.read?;
    if tally.published + tally.failed() == 0 {
        warn_of_no_event(args);
    }
    let is_durable = durability::is_sufficient(args, ends.durability?);
    match printed {
        // A reader who closed the pipe did not want the rest.
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
            notes::error(unwritable(&failure), None);
            return Ok(Verdict::Fail);
        }
        _ => {}
    }
    Ok(Verdict::pass_if(is_durable && tally.failed() == 0))
}

/// Warns if the input ends before the line to start with.
pub(super) fn warn_of_no_event(args: &Args) {
    let first = args.bulk.start_line;
    if first > 1 {
        notes::warning(format_args!("the input has no event from line {first} on"));
    }
}

/// Prints one error for each error code.
fn print_refusals(args: &Args, state: &RunState) {
    let tally = &state.tally;
    for (code, refused) in &tally.refusals {
        let events = Counted(refused.count, "event");
        let on = state.refused_on.get(code).map_or_else(String::new, |on| format!("{on}: "));
        let (first, refusal) = (refused.first_line, &refused.refusal);
        let message = format!("{events} refused, from line {first} on: {on}{refusal}");
        notes::error(message, refusal.hint().as_deref());
    }
    if state.is_stopped && tally.in_doubt == 0 {
        let (confirmed, next) = (confirmed(tally), next_step(args, tally));
        notes::note(format_args!("stopped sending: {confirmed}; {next}"));
    }
}

fn unwritable(failure: &io::Error) -> String {
    format!("cannot write the journal or the output: {}", io_reason(failure))
}

/// Which lines are confirmed, in words.
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
        LineSpan { first: 1, last } => format!("every line up to {last} is confirmed{beyond}"),
        LineSpan { first, last } if first == last => format!("line {last} is confirmed{beyond}"),
        LineSpan { first, last } => {
            format!("every line from {first} to {last} is confirmed{beyond}")
        }
    }
}

/// What is published when the connection is lost, and the next step. If the loss itself has a
/// lasting cause, its remedy comes first.
fn cut_short(args: &Args, tally: &Tally, lost: &BusError) -> CutShort {
    let confirmed = confirmed(tally);
    let (message, hint) = if tally.is_scattered() {
        scattered(args, tally, &confirmed)
    } else if let Some(span) = tally.in_doubt_lines {
        in_doubt(args, tally, &confirmed, span)
    } else if tally.has_confirmed_beyond() {
        (confirmed, next_step(args, tally))
    } else {
        (format!("{confirmed}, and nothing after it"), next_step(args, tally))
    };
    match lost.hint().filter(|_| !lost.is_transient()) {
        Some(remedy) => CutShort::new(message, format!("{remedy}; then {hint}")),
        None => CutShort::new(message, hint),
    }
}

/// One connection was lost: the lines in doubt come after all confirmed ones.
fn in_doubt(args: &Args, tally: &Tally, confirmed: &str, span: LineSpan) -> (String, String) {
    let are = if span.first == span.last { "is" } else { "are" };
    let message = format!(
        "{confirmed}, {span} {are} in doubt (sent, not answered), and nothing after that was sent"
    );
    let hint = match journal_path(args) {
        Some(path) => format!(
            "continue with --resume {}, which looks up the lines in doubt before it sends them again",
            path.display()
        ),
        None => format!(
            "look for the events of {span}, publish those that are missing, then {}; with --account, a run looks them up itself",
            start_at(tally, span.last + 1)
        ),
    };
    (message, hint)
}

/// One of several connections was lost: lines with different outcomes are mixed.
fn scattered(args: &Args, tally: &Tally, confirmed: &str) -> (String, String) {
    let doubt = tally.in_doubt_lines.map(|span| {
        format!(", {} of {span} in doubt (sent, not answered)", Grouped(tally.in_doubt))
    });
    let unsent = tally
        .skipped_unsent
        .map(|SkippedLines { count, lines }| format!(", {} of {lines} not sent", Grouped(count)));
    let first = tally.confirmed_through + 1;
    let hint = match journal_path(args) {
        Some(_) => next_step(args, tally),
        None => format!(
            "look for the events from line {first} on, and publish those that are missing; with --account, a run looks them up itself"
        ),
    };
    let (doubt, unsent) = (doubt.unwrap_or_default(), unsent.unwrap_or_default());
    (format!("{confirmed}{doubt}{unsent}"), hint)
}

/// The next step if no line is in doubt. A journal knows by itself what is left.
fn next_step(args: &Args, tally: &Tally) -> String {
    match journal_path(args) {
        Some(path) => format!("continue with --resume {}", path.display()),
        None => start_at(tally, tally.next_line()),
    }
}

/// Names the line to start with, and the refused lines that this skips.
fn start_at(tally: &Tally, line: u64) -> String {
    let skipped = match tally.skipped_refused {
        Some(SkippedLines { count: 1, lines }) => format!(", which skips refused {lines}"),
        Some(SkippedLines { count, lines }) => {
            format!(", which skips {} refused of {lines}", Grouped(count))
        }
        None => String::new(),
    };
    format!("continue with --start-line {line}{skipped}")
}

fn journal_path(args: &Args) -> Option<&Path> {
    args.bulk.account.as_deref().or(args.bulk.resume.as_deref())
}
