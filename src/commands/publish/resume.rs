//! `--resume`: what an earlier part of a run has settled, and looking up what it left in doubt.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;

use anyhow::{Context as _, Error, Result};
use astra_bus::{Bus, BusError, Order, ReplyError, StreamLookup, StreamRange, StreamState};
use astra_model::event::Field;
use astra_model::{EntryId, Name};

use crate::commands::env::Usage;
use crate::commands::publish::input::Lines;
use crate::commands::publish::past::Past;
use crate::commands::publish::prepare::{Preparation, Prepared};
use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::source::Source;

/// What a publisher has to be allowed beyond its role, to look before it writes.
pub(super) const RULES: &str = "+xinfo +xrange +xrevrange +multi +exec +client|list";

/// By what an entry is recognised: its `event_id`, or all of its fields where it has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Mark {
    EventId(Vec<u8>),
    Fields(Vec<(Vec<u8>, Vec<u8>)>),
}

/// The open lines of one stream, in the order in which they were sent.
type Wanted = HashMap<Mark, VecDeque<u64>>;

/// What a look at the servers has said of the lines that were open.
#[derive(Debug, Default)]
pub(super) struct LookedUp {
    /// In doubt before, and written.
    pub(super) found: Ranges,
    /// Done before, and not there any more.
    pub(super) lost: Ranges,
}

/// Finds which of the lines that are in doubt, or that may be lost, are written.
///
/// # Errors
/// Where that cannot be told, because entries were trimmed since: nothing is guessed.
pub(super) async fn find_written(
    bus: &Bus,
    past: &Past,
    input: &Path,
    preparation: Preparation<'_>,
) -> Result<LookedUp> {
    let mut looked = LookedUp::default();
    let wanted = wanted(past, input, preparation)?;
    let names: Vec<Name> = wanted.keys().cloned().collect();
    let states = bus.stream_states(&names).await?;
    for ((stream, lines), state) in wanted.into_iter().zip(states) {
        let bound = bound(past, &stream);
        match state {
            StreamLookup::Missing => {}
            StreamLookup::Refused(refusal) => return Err(unreadable(&stream, refusal)),
            StreamLookup::Stream(state) => check_untrimmed(&stream, &state, bound, &lines)?,
        }
        let mut lines = lines;
        search(bus, &stream, bound, &mut lines, |line| {
            if past.is_in_doubt(line) {
                looked.found.insert(line, line);
            }
        })
        .await?;
        let missing = lines.into_values().flatten();
        for line in missing.filter(|line| !past.is_in_doubt(*line)) {
            looked.lost.insert(line, line);
        }
    }
    Ok(looked)
}

fn unreadable(stream: &Name, refusal: ReplyError) -> Error {
    let subject = format!("cannot look up what is in doubt on `{stream}`");
    BusError::Refused { subject, refusal }.into()
}

/// The first position at which an entry in doubt can stand: after the last one that the run has
/// confirmed in that stream, or from the start of the run on.
fn bound(past: &Past, stream: &Name) -> EntryId {
    let confirmed = past.last.get(&stream.to_string()).and_then(|id| id.next());
    confirmed.unwrap_or(EntryId::new(past.head.since_ms, 0))
}

/// The trimmer takes the oldest entries: while one before `bound` is there, none after it was taken.
fn check_untrimmed(
    stream: &Name,
    state: &StreamState,
    bound: EntryId,
    lines: &Wanted,
) -> Result<()> {
    let is_whole =
        state.entries_added == Some(state.length) || state.first.is_some_and(|first| first < bound);
    if is_whole {
        return Ok(());
    }
    let line = lines.values().flatten().min().copied().unwrap_or_default();
    let (was, whereof) = match state.entries_added {
        Some(_) => ("was", ""),
        None => ("may have been", ", and this server does not tell"),
    };
    anyhow::bail!(
        "cannot tell whether line {line} is published: `{stream}` {was} trimmed since it was sent{whereof}"
    )
}

async fn search(
    bus: &Bus,
    stream: &Name,
    bound: EntryId,
    lines: &mut Wanted,
    mut found: impl FnMut(u64),
) -> Result<()> {
    let stretch = StreamRange { stream: stream.clone(), first: bound, last: EntryId::MAX };
    let mut history = bus.history(vec![stretch], Order::OldestFirst).await?;
    while let Some((_, entry)) = history.next_entry().await? {
        let mark = mark(entry.fields());
        if let Some(same) = lines.get_mut(&mark) {
            if let Some(line) = same.pop_front() {
                found(line);
            }
            if same.is_empty() {
                lines.remove(&mark);
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
    }
    match history.take_refused().pop() {
        Some((_, refusal)) => Err(unreadable(stream, refusal)),
        None => Ok(()),
    }
}

/// Reads the open lines from the input again.
fn wanted(
    past: &Past,
    input: &Path,
    preparation: Preparation<'_>,
) -> Result<BTreeMap<Name, Wanted>> {
    let mut wanted: BTreeMap<Name, Wanted> = BTreeMap::new();
    let Some(last) = past.last_open() else { return Ok(wanted) };
    let mut lines = Lines::new(Source::open(input)?.reader);
    let mut witness = past.witness();
    loop {
        while let Some(line) = lines.next_line() {
            // In another input nothing can be looked up.
            witness.take(&line).map_err(Usage::from)?;
            let (number, text) = line;
            if number > last && !witness.is_unsure() {
                return Ok(wanted);
            }
            let is_open = past.doubt.contains(number) || past.has_lost();
            let Some(text) = text.ok().filter(|_| is_open && number <= last) else { continue };
            if let Ok(Some(prepared)) = preparation.prepare(number, text) {
                want(&mut wanted, past, number, &prepared);
            }
        }
        if !lines.read_on().with_context(|| format!("cannot read `{}`", input.display()))? {
            witness.end().map_err(Usage::from)?;
            return Ok(wanted);
        }
    }
}

fn want(wanted: &mut BTreeMap<Name, Wanted>, past: &Past, line: u64, prepared: &Prepared<'_>) {
    let stream = Name::from(prepared.stream().to_vec());
    if past.is_open(line, &stream) {
        let lines = wanted.entry(stream).or_default();
        lines.entry(mark_of(prepared)).or_default().push_back(line);
    }
}

fn mark_of(prepared: &Prepared<'_>) -> Mark {
    mark(prepared.fields())
}

fn mark<'a>(fields: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Mark {
    let fields: Vec<_> = fields.map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    let is_id = |(name, _): &&(Vec<u8>, Vec<u8>)| name == Field::EventId.name().as_bytes();
    match fields.iter().find(is_id) {
        Some((_, id)) if !id.is_empty() => Mark::EventId(id.clone()),
        _ => Mark::Fields(fields),
    }
}

/// Holds the input against the one that the account is of.
pub(super) fn check_same_input(past: &Past, source: &Source) -> Result<(), Usage> {
    match (past.head.input_bytes, source.bytes) {
        (Some(then), Some(now)) if then != now => Err(Usage::new(format!(
            "the input has {now} bytes, but the account is of one with {then}"
        ))
        .with_hint("go on with the same input: lines are told apart by their number")),
        _ => Ok(()),
    }
}
