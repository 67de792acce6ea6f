//! The entries that come: `XREAD` over any number of streams, never with a group.

use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::pool::{Pool, RawRequests};
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::entries::{Entries, Entry, FieldSlices};
use crate::protocol::resp::{Cursor, Malformed};
use crate::protocol::value;
use crate::streams::order::Order;

/// Entries of all streams in one reply, roughly.
const ENTRIES: usize = 10_000;

/// Entries of one stream in one reply at most.
const PAGE: usize = 1000;

/// The shortest time between two looks at a cluster, whose streams nobody can wait for together: a
/// server waits only for keys of one slot.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);

/// Looking may take this part of the time: a look at all streams costs the servers about that long.
const SHARE: u32 = 10;

/// Connections on which new entries are waited for.
#[derive(Debug)]
pub struct Follower {
    source: Source,
    reply: Vec<u8>,
    parts: Vec<(usize, Entries)>,
    heads: BinaryHeap<(u64, u64, usize)>,
    fields: FieldSlices,
}

#[derive(Debug)]
enum Source {
    /// One server, which says when something comes.
    One(RawConnection),
    /// A cluster, which is looked at again and again.
    Many(Bus, Pool),
}

/// What waiting for entries brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// Nothing came in time.
    Nothing,
    /// All that there is: read it with [`Follower::next`].
    All,
    /// Some streams have more than one reply takes: the rest cannot be merged with it.
    Some,
    Refused(ReplyError),
}

impl Bus {
    /// Opens what is needed to wait for new entries.
    pub async fn follow(&self) -> Result<Follower, BusError> {
        let source = match self.slot_map().await?.only() {
            Some(node) => Source::One(node.raw_connection().await?),
            None => Source::Many(self.clone(), Pool::default()),
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
    /// Waits up to `block` for entries after the given positions. A server of a cluster that is
    /// away is passed over; its streams are read on from the same positions when it is back.
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
            Source::One(reader) => {
                reader.queue(&xread(positions.clone(), count, Some(block)));
                reader.flush().await?;
                if let Err(refusal) = reader.reply(block, &mut self.reply).await? {
                    return Ok(ReadOutcome::Refused(refusal));
                }
                let names = positions.map(|(name, _)| name).enumerate();
                self.take_in(0, names, count).map_err(|error| self.source.protocol_error(error))
            }
            Source::Many(..) => self.look_until(positions, count, block).await,
        }
    }

    /// Looks at a cluster until something has come, or the time is up.
    async fn look_until<'a>(
        &mut self,
        positions: impl ExactSizeIterator<Item = (&'a Name, EntryId)> + Clone,
        count: usize,
        block: Duration,
    ) -> Result<ReadOutcome, BusError> {
        let commands: Vec<(Name, Cmd)> = positions
            .clone()
            .map(|position| (position.0.clone(), xread(std::iter::once(position), count, None)))
            .collect();
        let deadline = Instant::now() + block;
        loop {
            let began = Instant::now();
            let arrival = self.look(positions.clone(), &commands, count).await?;
            let now = Instant::now();
            if arrival != ReadOutcome::Nothing || now >= deadline {
                return Ok(arrival);
            }
            let pause = (now - began).saturating_mul(SHARE).max(SHORTEST_PAUSE);
            tokio::time::sleep(pause.min(deadline - now)).await;
        }
    }

    async fn look<'a>(
        &mut self,
        positions: impl Iterator<Item = (&'a Name, EntryId)>,
        commands: &[(Name, Cmd)],
        count: usize,
    ) -> Result<ReadOutcome, BusError> {
        let Source::Many(bus, pool) = &self.source else { return Ok(ReadOutcome::Nothing) };
        let questions = RawRequests { pool, commands, is_repeatable: true };
        let answers = bus.route(&questions).await?;
        let mut arrival = ReadOutcome::Nothing;
        for ((index, (name, _)), answer) in positions.enumerate().zip(answers) {
            match answer.and_then(|answer| answer) {
                Ok(reply) => {
                    let start = self.reply.len();
                    self.reply.extend_from_slice(&reply);
                    let taken = self.take_in(start, std::iter::once((index, name)), count);
                    arrival =
                        arrival.and(taken.map_err(|error| self.source.protocol_error(error))?);
                }
                Err(refusal) if refusal.is_unreachable() => {}
                Err(refusal) => return Ok(ReadOutcome::Refused(refusal)),
            }
        }
        Ok(arrival)
    }

    /// The next entry of what came, and the index of its position.
    pub fn next_entry(&mut self) -> Result<Option<(usize, Entry<'_>)>, BusError> {
        let Some(rank) = self.heads.pop() else { return Ok(None) };
        let part = Order::OldestFirst.lane(rank);
        let (stream, entries) = &mut self.parts[part];
        let entry = entries.take(&self.reply, &mut self.fields);
        let entry = entry.map_err(|error| self.source.protocol_error(error))?;
        if let Some(id) = entries.next_id() {
            self.heads.push(Order::OldestFirst.rank(id, part));
        }
        Ok(entry.map(|entry| (*stream, entry)))
    }

    /// Takes in the reply that begins at `start`, and finds each stream of it among `positions`: the
    /// server keeps their order.
    fn take_in<'a>(
        &mut self,
        start: usize,
        mut positions: impl Iterator<Item = (usize, &'a Name)>,
        count: usize,
    ) -> Result<ReadOutcome, Malformed> {
        let mut cursor = Cursor::new(&self.reply, start);
        let mut arrival = ReadOutcome::Nothing;
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
            arrival = arrival.and(if is_full { ReadOutcome::Some } else { ReadOutcome::All });
        }
        Ok(arrival)
    }
}

impl Source {
    /// What to say of a reply that is not what was asked for.
    fn protocol_error(&self, error: Malformed) -> BusError {
        match self {
            Self::One(reader) => reader.protocol_error(error),
            Self::Many(..) => value::shape("XREAD", "entries"),
        }
    }
}

impl ReadOutcome {
    /// What two replies come to together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, arrival) | (arrival, Self::Nothing) => arrival,
            (Self::All, Self::All) => Self::All,
            _ => Self::Some,
        }
    }
}

/// The command that reads behind positions, and waits up to `block` where nothing is there.
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
