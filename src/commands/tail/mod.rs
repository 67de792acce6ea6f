//! `astra tail`: the entries of streams, merged in ID order, as they are and as they come.

mod args;
mod escape;
#[cfg(feature = "filter")]
mod expression;
mod filter;
mod follow;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod hidden;
mod json;
mod news;
mod position;
mod printer;
mod range;
mod reading;
mod search;
mod stream_set;
mod text;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use astra_bus::{Selection, StreamHead, StreamRange};
use astra_model::{EntryId, Name};
use jiff::Timestamp;

use crate::commands::env::{Env, Usage};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, notes};
use hidden::Hidden;
use news::News;
use position::Position;
use printer::Printer;
use range::Range;
use reading::Reading;
use search::Search;
use stream_set::StreamSet;
use text::TextLines;

pub(crate) use args::Args;

/// Time after the end of `--until` in which entries of that end may still be on their way.
const GRACE: Duration = Duration::from_millis(50);

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    if !matches!(env.out.format(), Format::Table | Format::Json) {
        let refusal = Usage::new("tail prints `table` or `json`, and no other format");
        return Err(refusal.with_hint("for programs, pass -o json: one object a line").into());
    }
    let topology = env.topology()?;
    let bus = env.bus()?;
    let patterns = topology.patterns_or_all(&args.patterns);
    let clock = bus.clock().await?;
    let range = args.range.resolve(clock.now);
    let selection = bus.select_streams(&patterns).await?;
    tell(&selection, clock.replica_note().as_deref(), range.is_followed);
    let text = (env.out.format() == Format::Table)
        .then(|| TextLines::new(env.out.style(), &topology.prefix));
    let printer = Printer::new(args.filter.clone(), text, args.count);
    let hidden = Hidden::new(bus.slot_map().await?, range.first_of_hidden(clock.now));
    let search = Search::new(bus.with_own_connections(), patterns);
    let (streams, news) = (StreamSet::new(hidden), News::default());
    let mut reading = Reading { bus, streams, printer, news, shown: range.shown() };
    reading.miss(selection.unreachable);
    let result = read(&mut reading, &selection.streams, range, clock.now, &search).await;
    reading.printer.flush().await?;
    reading.printer.tell_failures();
    result?;
    reading.news.servers(reading.bus.unreachable_nodes());
    Ok(Verdict::pass_if(!reading.news.is_partial()))
}

async fn read(
    reading: &mut Reading,
    names: &[Name],
    range: Range,
    now: Timestamp,
    search: &Search,
) -> Result<()> {
    let deadline =
        range.until.map(|until| Instant::now() + GRACE + until.duration_since(now).unsigned_abs());
    let backlog = start(reading, names, range).await?;
    if reading.printer.is_done() {
        return Ok(());
    }
    let shown = reading.show_backlog(backlog).await;
    if !range.is_followed || reading.printer.is_done() {
        return shown;
    }
    let lost = shown.err().map(follow::passing).transpose()?;
    follow::run(reading, search, deadline, lost).await
}

/// Sets every stream's position, and returns what is to be shown of what is there.
async fn start(reading: &mut Reading, names: &[Name], range: Range) -> Result<Vec<StreamRange>> {
    let mut tips = Vec::with_capacity(names.len());
    for (name, tip) in names.iter().zip(reading.bus.stream_heads(names).await?) {
        match tip {
            Ok(tip) => tips.extend(tip.map(|tip| (name, tip))),
            Err(refusal) => reading.streams.refuse(name, &refusal, &mut reading.news),
        }
    }
    reading.news.tell();
    reading.miss(reading.bus.unreachable_nodes());
    let mut backlog: Vec<StreamRange> =
        tips.iter().filter_map(|(name, tip)| stretch(name, tip, range)).collect();
    if let Some(count) = range.newest {
        backlog = reading.newest(backlog, count).await?;
    }
    let firsts: HashMap<&Name, EntryId> =
        backlog.iter().map(|stretch| (&stretch.stream, stretch.first)).collect();
    let place = |(name, tip): (&Name, StreamHead)| {
        let first = firsts.get(name).copied();
        let before = first.map(|first| first.previous().unwrap_or(EntryId::MIN));
        (name.clone(), Position::new(before.unwrap_or(tip.last_generated), &tip))
    };
    reading.streams.insert(tips.into_iter().map(place).collect());
    Ok(backlog)
}

/// What is asked for of the entries that a stream has.
fn stretch(name: &Name, tip: &StreamHead, range: Range) -> Option<StreamRange> {
    let last = tip.last_generated.min(range.last);
    let first = range.first.filter(|first| *first <= last)?;
    Some(StreamRange { stream: name.clone(), first, last })
}

/// Says what of the patterns stands for nothing.
fn tell(selection: &Selection, replica_note: Option<&str>, is_followed: bool) {
    let waiting = if is_followed { "; waiting for one" } else { "" };
    for pattern in &selection.unmatched {
        notes::warning(format_args!("pattern `{pattern}` matches no stream{waiting}"));
    }
    if !selection.left_out.is_empty() {
        let streams = Counted(selection.left_out.len() as u64, "stream");
        notes::warning(format_args!("{streams} named like a pattern left out"));
    }
    if let Some(note) = replica_note {
        notes::warning(note);
    }
}
