//! Reads the pending entries of a group without changing them.
//!
//! `XPENDING` reads them in pages. Its `IDLE` form would scan the whole list in one call, and reading as a
//! consumer would raise the delivery counts.

use astra_model::{EntryId, Name};
use redis::{Cmd, Value, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::Request;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::groups::group::{ConsumerState, consumer_states, xinfo_consumers};
use crate::protocol::value::{self, Record};

/// The largest page, in entries: it keeps the server busy for about 0.4 ms.
const LARGEST_PAGE: u64 = 1000;

/// The size of a page in bytes, if the bodies of its entries are read as well.
const PAGE_BYTES: u64 = 1 << 20;

/// The first page, in entries, while the size of the entries is unknown.
const FIRST_PAGE: u64 = 32;

/// The pending entries of a group on one stream in summary, and its consumers.
#[derive(Clone, Debug)]
pub struct PendingState {
    /// The sum over the consumers, all from one reply.
    pub pending: u64,
    pub oldest: Option<EntryId>,
    pub newest: Option<EntryId>,
    /// All consumers, also those without pending entries.
    pub consumers: Vec<ConsumerState>,
}

/// One pending entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEntry {
    pub id: EntryId,
    pub consumer: Name,
    /// Milliseconds since its last delivery.
    pub idle_ms: u64,
    pub deliveries: u64,
}

impl PendingState {
    /// Returns the consumer with this name.
    pub fn consumer(&self, name: &Name) -> Option<&ConsumerState> {
        self.consumers.iter().find(|consumer| consumer.name == *name)
    }
}

impl Bus {
    /// Returns the names of the groups of each stream, in order, or the error reply, for example if the stream was
    /// removed.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn group_names(
        &self,
        streams: &[Name],
    ) -> Result<Vec<Result<Vec<Name>, ReplyError>>, BusError> {
        let requests = streams.iter().map(|stream| {
            let mut groups = cmd("XINFO");
            groups.arg("GROUPS").arg(stream.as_bytes());
            Request::one(stream.clone(), groups)
        });
        let answers = self.ask(requests.collect()).await?;
        answers
            .into_iter()
            .map(|answer| value::transpose(answer.map(|reply| names(&reply))))
            .collect()
    }

    /// Returns the pending entries of each (stream, group), in order, or the error reply, for example if the group
    /// was removed.
    ///
    /// This sends two plain commands for each group, not a transaction: a server that is out of memory
    /// refuses transactions, even for reading, and that is when pending entries pile up.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn pending_states(
        &self,
        bindings: &[(Name, Name)],
    ) -> Result<Vec<Result<PendingState, ReplyError>>, BusError> {
        let requests = bindings.iter().flat_map(|(stream, group)| {
            [xinfo_consumers(stream, group), xpending(stream, group)]
                .map(|command| Request::one(stream.clone(), command))
        });
        let answers = self.ask(requests.collect()).await?;
        let pairs = answers.chunks_exact(2).map(|pair| match (&pair[0], &pair[1]) {
            (Ok(consumers), Ok(summary)) => value::transpose(Ok(state(consumers, summary))),
            (Err(refusal), _) | (_, Err(refusal)) => Ok(Err(refusal.clone())),
        });
        pairs.collect()
    }

    /// Returns the oldest entry that is pending for any of these consumers.
    ///
    /// # Errors
    /// A server that cannot be reached, or an error reply.
    pub async fn oldest_pending(
        &self,
        stream: &Name,
        group: &Name,
        consumers: &[Name],
    ) -> Result<Option<EntryId>, BusError> {
        let request = |consumer: &Name| {
            let whole = (EntryId::MIN, EntryId::MAX);
            Request::one(stream.clone(), xpending_range(stream, group, whole, 1, Some(consumer)))
        };
        let answers = self.ask(consumers.iter().map(request).collect()).await?;
        let mut oldest: Option<EntryId> = None;
        for answer in answers {
            let reply = answer.map_err(|refusal| group_error(stream, group, refusal))?;
            let first = entries(&reply)?.first().map(|entry| entry.id);
            oldest = oldest.into_iter().chain(first).min();
        }
        Ok(oldest)
    }

    /// Returns the first `count` pending entries within a range of IDs, of one consumer if it is given.
    ///
    /// # Errors
    /// A server that cannot be reached, or an error reply.
    pub async fn pending_range(
        &self,
        stream: &Name,
        group: &Name,
        range: (EntryId, EntryId),
        count: u64,
        consumer: Option<&Name>,
    ) -> Result<Vec<PendingEntry>, BusError> {
        let command = xpending_range(stream, group, range, count, consumer);
        let subject = format!("group `{group}` on stream `{stream}`");
        entries(&self.call(stream, &subject, &command).await?)
    }
}

/// Reads the pending entries of a group page by page, in the order of their IDs.
#[derive(Debug)]
pub struct PendingPages<'a> {
    bus: &'a Bus,
    stream: &'a Name,
    group: &'a Name,
    consumer: Option<&'a Name>,
    next: Option<EntryId>,
    until: EntryId,
    page: u64,
}

impl<'a> PendingPages<'a> {
    /// Starts at the oldest entry of `state`. The pages end at its newest, so that they end on a busy stream.
    pub fn new(
        bus: &'a Bus,
        (stream, group): (&'a Name, &'a Name),
        state: &PendingState,
        consumer: Option<&'a Name>,
    ) -> Self {
        let until = state.newest.unwrap_or(EntryId::MIN);
        Self { bus, stream, group, consumer, next: state.oldest, until, page: FIRST_PAGE }
    }

    /// Returns the next page, `None` after the last.
    ///
    /// # Errors
    /// A server that cannot be reached, or an error reply.
    pub async fn next(&mut self) -> Result<Option<Vec<PendingEntry>>, BusError> {
        let Some(from) = self.next.filter(|from| *from <= self.until) else { return Ok(None) };
        let range = (from, self.until);
        let page = self
            .bus
            .pending_range(self.stream, self.group, range, self.page, self.consumer)
            .await?;
        let is_last = (page.len() as u64) < self.page;
        self.next = page.last().and_then(|entry| entry.id.next()).filter(|_| !is_last);
        Ok(Some(page).filter(|page| !page.is_empty()))
    }

    /// Adapts the size of the following pages to the mean size of the entry bodies of the last page; 0 if the
    /// bodies are not read.
    pub fn resize(&mut self, bytes_per_entry: u64) {
        self.page = (PAGE_BYTES / bytes_per_entry.max(1)).clamp(1, LARGEST_PAGE);
    }
}

fn xpending(stream: &Name, group: &Name) -> Cmd {
    let mut command = cmd("XPENDING");
    command.arg(stream.as_bytes()).arg(group.as_bytes());
    command
}

fn xpending_range(
    stream: &Name,
    group: &Name,
    (from, until): (EntryId, EntryId),
    count: u64,
    consumer: Option<&Name>,
) -> Cmd {
    let mut command = xpending(stream, group);
    command.arg(from.to_string()).arg(until.to_string()).arg(count);
    if let Some(consumer) = consumer {
        command.arg(consumer.as_bytes());
    }
    command
}

fn group_error(stream: &Name, group: &Name, refusal: ReplyError) -> BusError {
    BusError::Refused { subject: format!("group `{group}` on stream `{stream}`"), refusal }
}

pub(crate) fn names(groups: &Value) -> Result<Vec<Name>, BusError> {
    let groups =
        value::items(groups).ok_or_else(|| value::unexpected("XINFO GROUPS", "an array"))?;
    groups.iter().map(|group| Record::new("XINFO GROUPS", group)?.name("name")).collect()
}

pub(crate) fn state(consumers: &Value, summary: &Value) -> Result<PendingState, BusError> {
    let consumers = consumer_states(consumers)?;
    let Some([_, oldest, newest, _]) = value::items(summary) else {
        return Err(value::unexpected("XPENDING", "a summary"));
    };
    Ok(PendingState {
        pending: consumers.iter().map(|consumer| consumer.pending).fold(0, u64::saturating_add),
        oldest: value::bytes(oldest).and_then(EntryId::parse_bytes),
        newest: value::bytes(newest).and_then(EntryId::parse_bytes),
        consumers,
    })
}

pub(crate) fn entries(reply: &Value) -> Result<Vec<PendingEntry>, BusError> {
    let rows = value::items(reply).ok_or_else(|| value::unexpected("XPENDING", "rows"))?;
    rows.iter()
        .map(|row| entry(row).ok_or_else(|| value::unexpected("XPENDING", "a row")))
        .collect()
}

fn entry(row: &Value) -> Option<PendingEntry> {
    let [id, consumer, idle, deliveries] = value::items(row)? else { return None };
    Some(PendingEntry {
        id: EntryId::parse_bytes(value::bytes(id)?)?,
        consumer: Name::from(value::bytes(consumer)?.to_vec()),
        // A clock that was set back makes it negative.
        idle_ms: u64::try_from(value::integer(idle)?).unwrap_or(0),
        deliveries: u64::try_from(value::integer(deliveries)?).ok()?,
    })
}
