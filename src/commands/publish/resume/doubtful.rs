//! Looks up which lines of earlier sessions are written: those in doubt, and those whose stream has
//! lost its end.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;

use astra_bus::{Bus, BusError, Order, ReplyError, StreamLookup, StreamRange, StreamState};
use astra_model::event::Field;
use astra_model::{EntryId, Name};

use crate::commands::env::{CommandError, CommandResult, ExitKind, Usage, WithContext as _};
use crate::commands::publish::input::{Lines, Preparation, Prepared, Source};
use crate::commands::publish::journal::{JournalState, LineSet};

/// The ACL rules that a publisher needs beyond its role, because resuming reads before it writes.
pub(super) const REQUIRED_RULES: &str = "+xinfo +xrange +xrevrange +multi +exec +client|list";

/// Recognizes an entry: by its `event_id`, or by all of its fields if it has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum EventKey {
    EventId(Vec<u8>),
    Fields(Vec<(Vec<u8>, Vec<u8>)>),
}

/// The lines to look up in one stream, in the order of sending.
type LookupTargets = HashMap<EventKey, VecDeque<u64>>;

/// What the lookup has shown.
#[derive(Debug, Default)]
pub(super) struct LookedUp {
    /// Lines that were in doubt, and are written.
    pub(super) found: LineSet,
    /// Lines that were done, and are no longer there.
    pub(super) lost: LineSet,
}

/// Looks up the lines of the input up to `last`.
///
/// # Errors
/// If the input is another one, or if entries were trimmed since, so that a missing entry does not
/// prove that it was not written.
pub(super) async fn look_up(
    bus: &Bus,
    journal: &JournalState,
    last: u64,
    input: &Path,
    preparation: Preparation<'_>,
) -> CommandResult<LookedUp> {
    let mut looked_up = LookedUp::default();
    let targets = lookup_targets(journal, last, input, preparation)?;
    let names: Vec<Name> = targets.keys().cloned().collect();
    let states = bus.stream_states(&names).await?;
    for ((stream, mut targets), lookup) in targets.into_iter().zip(states) {
        let first = first_possible(journal, &stream);
        match lookup {
            StreamLookup::Missing => {}
            StreamLookup::Refused(refusal) => return Err(unreadable(&stream, refusal)),
            StreamLookup::Stream(state) => check_untrimmed(&stream, &state, first, &targets)?,
        }
        search(bus, &stream, first, &mut targets, |line| {
            if journal.is_in_doubt(line) {
                looked_up.found.insert(line, line);
            }
        })
        .await?;
        let missing = targets.into_values().flatten();
        for line in missing.filter(|line| !journal.is_in_doubt(*line)) {
            looked_up.lost.insert(line, line);
        }
    }
    Ok(looked_up)
}

fn unreadable(stream: &Name, refusal: ReplyError) -> CommandError {
    let subject = format!("cannot look up the lines in doubt on `{stream}`");
    BusError::Refused { subject, refusal }.into()
}

/// The first entry ID that a line to look up can have: after the last entry that the run has
/// confirmed in that stream, or from the start of the run.
fn first_possible(journal: &JournalState, stream: &Name) -> EntryId {
    let confirmed = journal.last_entry(stream).and_then(EntryId::next);
    confirmed.unwrap_or(EntryId::new(journal.header.since_ms, 0))
}

/// Checks that nothing from `first` on was trimmed. Trimming takes the oldest entries, so while one
/// before `first` is there, none after it is gone.
fn check_untrimmed(
    stream: &Name,
    state: &StreamState,
    first: EntryId,
    targets: &LookupTargets,
) -> CommandResult<()> {
    let is_whole = state.entries_added == Some(state.length)
        || state.first.is_some_and(|oldest| oldest < first);
    if is_whole {
        return Ok(());
    }
    let line = targets.values().flatten().min().copied().unwrap_or_default();
    let trimmed = match state.entries_added {
        Some(_) => "was trimmed since it was sent",
        None => "may have been trimmed since it was sent, which this server does not report",
    };
    let message =
        format!("cannot determine whether line {line} is published: `{stream}` {trimmed}");
    Err(CommandError::new(ExitKind::Failure, message))
}

/// Searches a stream for the targets, and removes those that it finds.
async fn search(
    bus: &Bus,
    stream: &Name,
    first: EntryId,
    targets: &mut LookupTargets,
    mut found: impl FnMut(u64),
) -> CommandResult<()> {
    let range = StreamRange { stream: stream.clone(), first, last: EntryId::MAX };
    let mut history = bus.history(vec![range], Order::OldestFirst).await?;
    while let Some((_, entry)) = history.next_entry().await? {
        let key = event_key(entry.fields());
        if let Some(same) = targets.get_mut(&key) {
            if let Some(line) = same.pop_front() {
                found(line);
            }
            if same.is_empty() {
                targets.remove(&key);
            }
        }
        if targets.is_empty() {
            return Ok(());
        }
    }
    match history.take_refused().pop() {
        Some((_, refusal)) => Err(unreadable(stream, refusal)),
        None => Ok(()),
    }
}

/// Reads the lines to look up from the input, up to `last` and on to the digest that covers it.
fn lookup_targets(
    journal: &JournalState,
    last: u64,
    input: &Path,
    preparation: Preparation<'_>,
) -> CommandResult<BTreeMap<Name, LookupTargets>> {
    let mut targets = BTreeMap::new();
    let mut lines = Lines::new(Source::open(input)?.reader);
    let mut digest = journal.input_digest();
    loop {
        while let Some(line) = lines.next_line() {
            let number = line.number;
            digest.update(number, line.text.unwrap_or_default()).map_err(Usage::from)?;
            if number > last && !digest.is_unverified() {
                return Ok(targets);
            }
            let is_candidate = journal.doubt.contains(number) || journal.has_lost();
            let Some(text) = line.text.ok().filter(|_| is_candidate && number <= last) else {
                continue;
            };
            if let Ok(Some(prepared)) = preparation.prepare(number, text) {
                add_target(&mut targets, journal, number, &prepared);
            }
        }
        if !lines.read_more().with_context(|| format!("cannot read `{}`", input.display()))? {
            digest.end().map_err(Usage::from)?;
            return Ok(targets);
        }
    }
}

fn add_target(
    targets: &mut BTreeMap<Name, LookupTargets>,
    journal: &JournalState,
    line: u64,
    prepared: &Prepared<'_>,
) {
    let stream = Name::from(prepared.stream().to_vec());
    if journal.must_look_up(line, &stream) {
        let targets = targets.entry(stream).or_default();
        targets.entry(event_key(prepared.fields())).or_default().push_back(line);
    }
}

fn event_key<'a>(fields: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> EventKey {
    let fields: Vec<_> = fields.map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    let is_id = |(name, _): &&(Vec<u8>, Vec<u8>)| name == Field::EventId.name().as_bytes();
    match fields.iter().find(is_id) {
        Some((_, id)) if !id.is_empty() => EventKey::EventId(id.clone()),
        _ => EventKey::Fields(fields),
    }
}
