//! Following streams: `XREAD` over any number of them, never with a group.

use std::collections::BinaryHeap;
use std::time::Duration;

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::entries::{Entries, Entry, FieldSlices};
use crate::protocol::resp::{Cursor, Malformed};
use crate::protocol::value;
use crate::streams::poll::{PollPause, Poller, RawReply, has_entries};
use crate::streams::range::{Order, Rank};

/// Entries of all streams in one reply, roughly.
const ENTRIES: usize = 10_000;

/// Entries of one stream in one reply at most.
const PAGE: usize = 1000;

/// Reading a cluster's streams takes at most a tenth of the time: a read costs the servers about as long as it
/// takes.
const PAUSE: PollPause = PollPause::Share { parts: 10, shortest: Duration::from_millis(20) };

/// Waits for new entries on connections of its own.
#[derive(Debug)]
pub struct Follower {
    source: Source,
    reply: Vec<u8>,
    parts: Vec<(usize, Entries)>,
    heads: BinaryHeap<Rank>,
    fields: FieldSlices,
}

#[derive(Debug)]
enum Source {
    /// One server, which blocks until there are entries.
    Blocking(RawConnection),
    /// A cluster.
    Polling(Poller),
}

/// The result of waiting for entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// Nothing came in time.
    Nothing,
    /// Everything there is: read it with [`Follower::next_entry`].
    All,
    /// Some streams have more entries than fit into one reply; the rest cannot be merged with these.
    Some,
    Refused(ReplyError),
}

impl Bus {
    /// Opens a follower.
    pub async fn follow(&self) -> Result<Follower, BusError> {
        let source = match self.slot_map().await?.only() {
            Some(node) => Source::Blocking(node.raw_connection().await?),
            None => Source::Polling(Poller::new(self, PAUSE, true)),
        };
        Ok(Follower {
            source,
            reply: Vec::new(),
            parts: Vec::new(),
            heads: BinaryHeap::new(),
            fields: FieldSlices::new(),
        })
    }
}

impl Follower {
    /// Waits up to `block` for entries after the given positions. A node of a cluster that is away is
    /// skipped; its streams continue from the same positions when it is back.
    pub async fn wait<'a>(
        &mut self,
        positions: impl ExactSizeIterator<Item = (&'a Name, EntryId)> + Clone,
        block: Duration,
    ) -> Result<ReadOutcome, BusError> {
        let count = (ENTRIES / positions.len().max(1)).clamp(1, PAGE);
        self.parts.clear();
        self.heads.clear();
        self.reply.clear();
        match &mut self.source {
            Source::Blocking(connection) => {
                connection.queue(&xread(positions.clone(), count, Some(block)));
                connection.flush().await?;
                if let Err(refusal) = connection.reply(block, &mut self.reply).await? {
                    return Ok(ReadOutcome::Refused(refusal));
                }
                let names = positions.map(|(name, _)| name).enumerate();
                self.take_reply(0, names, count).map_err(|error| self.source.protocol_error(error))
            }
            Source::Polling(poller) => {
                let command = |position: (&Name, EntryId)| {
                    (position.0.clone(), xread(std::iter::once(position), count, None))
                };
                let commands: Vec<(Name, Cmd)> = positions.map(command).collect();
                let is_relevant = |reply: &RawReply| {
                    has_entries(reply) && !reply.as_ref().is_err_and(ReplyError::is_unreachable)
                };
                let replies = poller.poll(&commands, block, is_relevant).await?;
                self.take_replies(&commands, replies, count)
            }
        }
    }

    fn take_replies(
        &mut self,
        commands: &[(Name, Cmd)],
        replies: Vec<(usize, RawReply)>,
        count: usize,
    ) -> Result<ReadOutcome, BusError> {
        let mut outcome = ReadOutcome::Nothing;
        for (index, reply) in replies {
            let reply = match reply {
                Ok(reply) => reply,
                Err(refusal) => return Ok(ReadOutcome::Refused(refusal)),
            };
            let start = self.reply.len();
            self.reply.extend_from_slice(&reply);
            let name = std::iter::once((index, &commands[index].0));
            let taken = self.take_reply(start, name, count);
            outcome = outcome.and(taken.map_err(|error| self.source.protocol_error(error))?);
        }
        Ok(outcome)
    }

    /// The next entry of the last read, and the index of its position.
    pub fn next_entry(&mut self) -> Result<Option<(usize, Entry<'_>)>, BusError> {
        let Some(rank) = self.heads.pop() else { return Ok(None) };
        let part = Order::OldestFirst.source(rank);
        let (stream, entries) = &mut self.parts[part];
        let entry = entries.take(&self.reply, &mut self.fields);
        let entry = entry.map_err(|error| self.source.protocol_error(error))?;
        if let Some(id) = entries.next_id() {
            self.heads.push(Order::OldestFirst.rank(id, part));
        }
        Ok(entry.map(|entry| (*stream, entry)))
    }

    /// Takes the reply that begins at `start`, and finds each of its streams among `positions`: the server
    /// keeps their order.
    fn take_reply<'a>(
        &mut self,
        start: usize,
        mut positions: impl Iterator<Item = (usize, &'a Name)>,
        count: usize,
    ) -> Result<ReadOutcome, Malformed> {
        let mut cursor = Cursor::new(&self.reply, start);
        let mut outcome = ReadOutcome::Nothing;
        for _ in 0..cursor.array()? {
            if cursor.array()? != 2 {
                return Err(Malformed);
            }
            let name = cursor.bulk()?.of(&self.reply);
            let known = positions.find(|(_, known)| known.as_bytes() == name);
            let (stream, _) = known.ok_or(Malformed)?;
            let entries = Entries::new(&self.reply, cursor.at)?;
            if let Some(id) = entries.next_id() {
                self.heads.push(Order::OldestFirst.rank(id, self.parts.len()));
            }
            self.parts.push((stream, entries));
            let is_full = { cursor }.array()? >= count;
            cursor.skip()?;
            outcome = outcome.and(if is_full { ReadOutcome::Some } else { ReadOutcome::All });
        }
        Ok(outcome)
    }
}

impl Source {
    /// The error of a reply that does not hold entries.
    fn protocol_error(&self, error: Malformed) -> BusError {
        match self {
            Self::Blocking(connection) => connection.protocol_error(error),
            Self::Polling(_) => value::unexpected("XREAD", "entries"),
        }
    }
}

impl ReadOutcome {
    /// The outcome of two replies together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, outcome) | (outcome, Self::Nothing) => outcome,
            (Self::All, Self::All) => Self::All,
            _ => Self::Some,
        }
    }
}

/// The command that reads after `positions`, and waits up to `block` if nothing is there yet.
fn xread<'a>(
    positions: impl Iterator<Item = (&'a Name, EntryId)> + Clone,
    count: usize,
    block: Option<Duration>,
) -> Cmd {
    let mut xread = cmd("XREAD");
    xread.arg("COUNT").arg(count);
    if let Some(block) = block {
        xread.arg("BLOCK").arg(block.as_millis().max(1).to_string());
    }
    xread.arg("STREAMS");
    for (name, _) in positions.clone() {
        xread.arg(name.as_bytes());
    }
    for (_, after) in positions {
        xread.arg(after.to_string());
    }
    xread
}
