//! Telling how a bulk run ended, and how to go on from there.

use std::path::Path;

use anyhow::{Error, Result};

use crate::bus::{BusError, Ending};
use crate::commands::publish::journal::Book;
use crate::commands::publish::tally::Tally;
use crate::commands::publish::{Args, CutShort, is_replicated};
use crate::commands::{Interrupted, Verdict};
use crate::output::notes;
use crate::output::units::Counted;

/// How sending, reading and replicating ended.
type Ends = (Ending, Result<()>, Result<Option<i64>, BusError>);

/// Tells how the run ended, the worst first.
pub(super) fn conclude(
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
