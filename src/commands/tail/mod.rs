//! `astra tail`: prints the entries of streams, merged in ID order, and follows them.

mod args;
mod discovery;
mod filter;
mod follow;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod printer;
mod range;
mod session;

use std::time::{Duration, Instant};

use astra_bus::Selection;
use astra_model::Name;
use jiff::Timestamp;

use crate::commands::env::{CommandResult, Env, Usage};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, notes};
use discovery::StreamDiscovery;
use printer::{Printer, TextLines};
use range::Range;
use session::TailSession;

pub(crate) use args::Args;

/// How long to wait after the end of `--until`, because entries of that time may still arrive.
const GRACE: Duration = Duration::from_millis(50);

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    if !matches!(env.out.format(), Format::Table | Format::Json) {
        let error = Usage::new("tail prints only `table` or `json`");
        return Err(error.with_hint("for programs, pass -o json: one object per line").into());
    }
    let topology = env.topology()?;
    let bus = env.bus()?;
    let patterns = topology.patterns_or_all(&args.patterns);
    let clock = bus.clock().await?;
    let range = args.range.resolve(clock.now);
    let selection = bus.select_streams(&patterns).await?;
    warn_about(&selection, clock.replica_note().as_deref(), range.is_followed);
    let text = (env.out.format() == Format::Table)
        .then(|| TextLines::new(env.out.style(), &topology.prefix));
    let printer = Printer::new(args.filter.clone(), text, args.count);
    let unreachable = bus.unreachable_streams().await?;
    let discovery = StreamDiscovery::new(bus.with_own_connections(), patterns);
    let mut session = TailSession::new(bus, unreachable, printer, range, clock.now);
    session.note_unreachable(selection.unreachable);
    let result = read(&mut session, &selection.streams, range, clock.now, &discovery).await;
    session.flush().await?;
    result?;
    session.update_nodes();
    Ok(Verdict::pass_if(!session.is_partial()))
}

async fn read(
    session: &mut TailSession,
    streams: &[Name],
    range: Range,
    now: Timestamp,
    discovery: &StreamDiscovery,
) -> CommandResult<()> {
    let deadline =
        range.until.map(|until| Instant::now() + GRACE + until.duration_since(now).unsigned_abs());
    let backlog = session.start(streams, range).await?;
    if session.is_done() {
        return Ok(());
    }
    let shown = session.show_backlog(backlog).await;
    if !range.is_followed || session.is_done() {
        return shown;
    }
    let lost = shown.err().map(follow::transient).transpose()?;
    follow::follow(session, discovery, deadline, lost).await
}

/// Warns about patterns and streams that are not read, and about stale data.
fn warn_about(selection: &Selection, replica_note: Option<&str>, is_followed: bool) {
    let waiting = if is_followed { "; waiting for one" } else { "" };
    for pattern in &selection.unmatched {
        notes::warning(format_args!("pattern `{pattern}` matches no stream{waiting}"));
    }
    if !selection.left_out.is_empty() {
        let streams = Counted(selection.left_out.len() as u64, "stream");
        notes::warning(format_args!("skipping {streams} named like a pattern"));
    }
    if let Some(note) = replica_note {
        notes::warning(note);
    }
}
