//! A member of a consumer group: reading what is new on all of its streams, adding events, and acknowledging.

use std::collections::VecDeque;
use std::time::Duration;

use astra_model::event::Event;
use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::writer::BusWriter;
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::groups::append::{Appended, addition};
use crate::protocol::resp::{Cursor, Malformed};
use crate::protocol::value;
use crate::retry::Backoff;
use crate::streams::poll::{PollPause, Poller, RawReply, has_entries};

/// How long a read waits for something new, so that whoever wants to stop need not wait long.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

/// Pauses between reads of a cluster that returned nothing: short, because a consumer exists to react.
const PAUSE: PollPause =
    PollPause::Backoff(Backoff::doubling(Duration::from_millis(1), Duration::from_millis(20)));

/// A consumer of a group, over connections of its own: a read that blocks holds up nobody else.
#[derive(Debug)]
pub struct Consumer {
    bus: BusWriter,
    source: Source,
    group: Name,
    name: Name,
    streams: Vec<Name>,
    count: usize,
    block: Duration,
    /// What is read: all streams at once, or each by itself in a cluster.
    reads: Vec<(Name, Cmd)>,
    reply: Vec<u8>,
}

#[derive(Debug)]
enum Source {
    /// One server, which blocks until there are entries.
    Blocking(RawConnection),
    /// A cluster, and its replies to acknowledgements that were not taken yet.
    Polling(Poller, VecDeque<RawReply>),
}

/// An entry as it was delivered.
#[derive(Debug)]
pub struct Delivered<'a> {
    pub stream: &'a [u8],
    pub id: EntryId,
    /// Names and values in the order in which they are stored.
    pub fields: &'a [(&'a [u8], &'a [u8])],
}

impl Consumer {
    /// Connects a consumer that reads at most `count` entries of each stream at a time.
    pub async fn connect(
        bus: &BusWriter,
        group: Name,
        name: Name,
        streams: Vec<Name>,
        count: usize,
    ) -> Result<Self, BusError> {
        let source = match bus.slot_map().await?.only() {
            Some(node) => Source::Blocking(node.raw_connection().await?),
            None => Source::Polling(Poller::new(bus, PAUSE, false), VecDeque::new()),
        };
        let mut consumer = Self {
            bus: bus.clone(),
            source,
            group,
            name,
            streams,
            count,
            block: LONGEST_BLOCK,
            reads: Vec::new(),
            reply: Vec::new(),
        };
        consumer.prepare();
        Ok(consumer)
    }

    /// The streams that it reads.
    pub fn streams(&self) -> &[Name] {
        &self.streams
    }

    fn prepare(&mut self) {
        let (together, block) = match self.source {
            Source::Blocking(_) => (self.streams.len().max(1), Some(self.block)),
            Source::Polling(..) => (1, None),
        };
        let read = |streams: &[Name]| (streams[0].clone(), self.read(streams, block));
        self.reads = self.streams.chunks(together).map(read).collect();
    }

    fn read(&self, streams: &[Name], block: Option<Duration>) -> Cmd {
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg(self.group.as_bytes()).arg(self.name.as_bytes());
        read.arg("COUNT").arg(self.count);
        if let Some(block) = block {
            read.arg("BLOCK").arg(u64::try_from(block.as_millis()).unwrap_or(1));
        }
        read.arg("STREAMS");
        for stream in streams {
            read.arg(stream.as_bytes());
        }
        for _ in streams {
            read.arg(">");
        }
        read
    }

    /// Sends acknowledgements and, right behind them, the next read: the server answers the former before it waits
    /// for entries.
    pub async fn send(&mut self, receipts: &[(Name, Vec<EntryId>)]) -> Result<(), BusError> {
        let receipts = receipts.iter().map(|(stream, ids)| {
            let mut acknowledge = cmd("XACK");
            acknowledge.arg(stream.as_bytes()).arg(self.group.as_bytes());
            for id in ids {
                acknowledge.arg(id.to_string());
            }
            (stream.clone(), acknowledge)
        });
        match &mut self.source {
            Source::Blocking(connection) => {
                for (_, command) in receipts.chain(self.reads.iter().cloned()) {
                    connection.queue(&command);
                }
                connection.flush().await
            }
            Source::Polling(poller, replies) => {
                replies.extend(poller.send(&receipts.collect::<Vec<_>>()).await?);
                Ok(())
            }
        }
    }

    /// Takes the answer to the acknowledgement of entries of one stream: how many were pending.
    pub async fn acknowledged(&mut self) -> Result<u64, BusError> {
        let refused = |refusal| BusError::Refused { subject: "XACK".into(), refusal };
        let shape = || value::shape("XACK", "a count");
        match &mut self.source {
            Source::Blocking(connection) => {
                connection.reply(Duration::ZERO, &mut self.reply).await?.map_err(refused)?;
            }
            Source::Polling(_, replies) => {
                self.reply = replies.pop_front().ok_or_else(shape)?.map_err(refused)?;
            }
        }
        let count = self.reply.strip_prefix(b":").and_then(|digits| str::from_utf8(digits).ok());
        count.and_then(|digits| digits.trim_end().parse().ok()).ok_or_else(shape)
    }

    /// Takes the answer to the read, and hands over what was never delivered to the group; nothing after a second in
    /// which nothing came.
    pub async fn entries<E: From<BusError>>(
        &mut self,
        mut take: impl FnMut(Delivered<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let replies = match &mut self.source {
            Source::Blocking(connection) => {
                let answer = connection.reply(self.block, &mut self.reply).await?;
                vec![answer.map(|_| std::mem::take(&mut self.reply))]
            }
            Source::Polling(poller, _) => {
                let replies = poller.poll(&self.reads, self.block, has_entries).await?;
                replies.into_iter().map(|(_, reply)| reply).collect()
            }
        };
        let mut refused = None;
        for reply in replies {
            match reply {
                Ok(reply) => {
                    deliver(&reply, &mut take)
                        .map_err(|_| value::shape("XREADGROUP", "entries"))??;
                    self.reply = reply;
                }
                Err(refusal) => refused = Some(refusal),
            }
        }
        // Last: what other streams brought is delivered all the same.
        let subject = format!("group `{}`", self.group);
        refused.map_or(Ok(()), |refusal| Err(BusError::Refused { subject, refusal }.into()))
    }

    /// Adds events in order, in one round trip; only while no read is under way.
    pub async fn append(
        &mut self,
        events: &[(Name, &Event<'_>)],
    ) -> Result<Vec<Appended>, BusError> {
        let Source::Blocking(connection) = &mut self.source else {
            return self.bus.append(events).await;
        };
        for (stream, event) in events {
            connection.queue(&addition(stream, event));
        }
        connection.flush().await?;
        let mut answers = Vec::with_capacity(events.len());
        for _ in events {
            let refusal = connection.reply(Duration::ZERO, &mut self.reply).await?.err();
            answers.push(match refusal {
                Some(refusal) => Err(refusal),
                None => Ok(Cursor::new(&self.reply, 0)
                    .bulk()
                    .map(|id| EntryId::parse_bytes(id.of(&self.reply)))
                    .map_err(|error| connection.protocol_error(error))?),
            });
        }
        Ok(answers)
    }

    /// Stops reading streams on which the group is gone, and returns whether there were any.
    pub async fn forget_missing(&mut self) -> Result<bool, BusError> {
        let groups = self.bus.group_names(&self.streams).await?;
        let mut is_there = groups
            .into_iter()
            .map(|groups| groups.is_ok_and(|groups| groups.contains(&self.group)));
        let before = self.streams.len();
        self.streams.retain(|_| is_there.next().unwrap_or(false));
        drop(is_there);
        self.prepare();
        Ok(self.streams.len() < before)
    }
}

/// Reads the answer to `XREADGROUP` and hands each entry over, until one is refused.
fn deliver<E>(
    reply: &[u8],
    mut take: impl FnMut(Delivered<'_>) -> Result<(), E>,
) -> Result<Result<(), E>, Malformed> {
    let mut cursor = Cursor::new(reply, 0);
    let mut fields = Vec::with_capacity(16);
    for _ in 0..cursor.array()? {
        if cursor.array()? != 2 {
            return Err(Malformed);
        }
        let stream = cursor.bulk()?.of(reply);
        for _ in 0..cursor.array()? {
            if cursor.array()? != 2 {
                return Err(Malformed);
            }
            let id = EntryId::parse_bytes(cursor.bulk()?.of(reply)).ok_or(Malformed)?;
            fields.clear();
            for _ in 0..cursor.pairs()? {
                fields.push((cursor.bulk()?.of(reply), cursor.bulk()?.of(reply)));
            }
            if let Err(error) = take(Delivered { stream, id, fields: &fields }) {
                return Ok(Err(error));
            }
        }
    }
    Ok(Ok(()))
}

/// Whether an error of a read says that a stream or the group on it is gone.
pub fn is_missing_group(error: &BusError) -> bool {
    match error {
        BusError::Refused { refusal, .. } => {
            matches!(refusal.code.as_str(), "NOGROUP" | "UNBLOCKED" | "WRONGTYPE")
        }
        _ => false,
    }
}
