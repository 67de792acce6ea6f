//! A consumer of a group: reads new entries of all its streams, acknowledges them, and adds events.

use std::collections::VecDeque;
use std::time::Duration;

use astra_model::event::Event;
use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::groups::delivery::{Delivered, deliver, xreadgroup};
use crate::protocol::resp::Cursor;
use crate::protocol::value;
use crate::retry::Backoff;
use crate::streams::poll::{PollPause, Poller, RawReply, has_entries};

/// How long a read waits for new entries. It is short, so that a caller that wants to stop need not wait long.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

/// Pauses between reads of a cluster that returned nothing: short, because a consumer exists to react.
const PAUSE: PollPause =
    PollPause::Backoff(Backoff::doubling(Duration::from_millis(1), Duration::from_millis(20)));

/// The result of adding an event: its entry ID, `None` if the stream does not exist, or the error reply.
pub type Appended = Result<Option<EntryId>, ReplyError>;

/// A consumer of a group. It has connections of its own, because a read that blocks would hold up other users.
#[derive(Debug)]
pub struct Consumer {
    bus: BusWriter,
    source: Source,
    group: Name,
    name: Name,
    streams: Vec<Name>,
    count: usize,
    /// The commands of a read: one for all streams, or in a cluster one for each.
    reads: Vec<(Name, Cmd)>,
    reply: Vec<u8>,
}

#[derive(Debug)]
enum Source {
    /// One server, which blocks until there are entries.
    Blocking(RawConnection),
    /// A cluster, and its replies to acknowledgements that the caller has not received yet.
    Polling(Poller, VecDeque<RawReply>),
}

impl Consumer {
    /// Connects a consumer that reads at most `count` entries of each stream at a time.
    ///
    /// # Errors
    /// A server that cannot be reached.
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
            reads: Vec::new(),
            reply: Vec::new(),
        };
        consumer.build_reads();
        Ok(consumer)
    }

    /// Returns the streams that it reads.
    pub fn streams(&self) -> &[Name] {
        &self.streams
    }

    fn build_reads(&mut self) {
        let (together, block) = match self.source {
            Source::Blocking(_) => (self.streams.len().max(1), Some(LONGEST_BLOCK)),
            Source::Polling(..) => (1, None),
        };
        let read = |streams: &[Name]| {
            let command = xreadgroup((&self.group, &self.name), streams, self.count, block);
            (streams[0].clone(), command)
        };
        self.reads = self.streams.chunks(together).map(read).collect();
    }

    /// Sends acknowledgements, followed by the next read. The server replies to the acknowledgements before it
    /// waits for entries.
    ///
    /// # Errors
    /// A server that cannot be reached.
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

    /// Receives the reply to the acknowledgements on one stream: how many of the entries were pending.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses the acknowledgement.
    pub async fn receive_ack_count(&mut self) -> Result<u64, BusError> {
        let refused = |refusal| BusError::Refused { subject: "XACK".into(), refusal };
        let unexpected = || value::unexpected("XACK", "a count");
        match &mut self.source {
            Source::Blocking(connection) => {
                connection.reply(Duration::ZERO, &mut self.reply).await?.map_err(refused)?;
            }
            Source::Polling(_, replies) => {
                self.reply = replies.pop_front().ok_or_else(unexpected)?.map_err(refused)?;
            }
        }
        let count = self.reply.strip_prefix(b":").and_then(|digits| str::from_utf8(digits).ok());
        count.and_then(|digits| digits.trim_end().parse().ok()).ok_or_else(unexpected)
    }

    /// Receives the reply to the read, and passes each entry to `take`; none if nothing was added for a second.
    ///
    /// # Errors
    /// A server that cannot be reached, the first error of `take`, or the error reply for one of the streams.
    /// Entries of the other streams are passed on first.
    pub async fn receive_entries<E: From<BusError>>(
        &mut self,
        mut take: impl FnMut(Delivered<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let replies = match &mut self.source {
            Source::Blocking(connection) => {
                let answer = connection.reply(LONGEST_BLOCK, &mut self.reply).await?;
                vec![answer.map(|_| std::mem::take(&mut self.reply))]
            }
            Source::Polling(poller, _) => {
                let replies = poller.poll(&self.reads, LONGEST_BLOCK, has_entries).await?;
                replies.into_iter().map(|(_, reply)| reply).collect()
            }
        };
        let mut refused = None;
        for reply in replies {
            match reply {
                Ok(reply) => {
                    deliver(&reply, &mut take)
                        .map_err(|_| value::unexpected("XREADGROUP", "entries"))??;
                    self.reply = reply;
                }
                Err(refusal) => refused = Some(refusal),
            }
        }
        let subject = format!("group `{}`", self.group);
        refused.map_or(Ok(()), |refusal| Err(BusError::Refused { subject, refusal }.into()))
    }

    /// Adds events in order, in one round trip. A read must not be waiting for its reply.
    ///
    /// # Errors
    /// A server that cannot be reached; what it refuses is the [`Appended`] of that event.
    pub async fn append(
        &mut self,
        events: &[(Name, &Event<'_>)],
    ) -> Result<Vec<Appended>, BusError> {
        let Source::Blocking(connection) = &mut self.source else {
            return self.bus.append(events).await;
        };
        for (stream, event) in events {
            connection.queue(&xadd(stream, event));
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

    /// Stops reading streams on which the group no longer exists, and returns whether there were any.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn drop_missing_streams(&mut self) -> Result<bool, BusError> {
        let groups = self.bus.group_names(&self.streams).await?;
        let mut exists = groups
            .into_iter()
            .map(|groups| groups.is_ok_and(|groups| groups.contains(&self.group)));
        let before = self.streams.len();
        self.streams.retain(|_| exists.next().unwrap_or(false));
        drop(exists);
        self.build_reads();
        Ok(self.streams.len() < before)
    }
}

impl BusWriter {
    /// Adds events in pipelined round trips, in order within each stream. It never creates a stream, so
    /// one that has expired stays gone.
    ///
    /// # Errors
    /// A server that cannot be reached; what it refuses is the [`Appended`] of that event.
    pub async fn append(&self, events: &[(Name, &Event<'_>)]) -> Result<Vec<Appended>, BusError> {
        let requests =
            events.iter().map(|(stream, event)| Request::one(stream.clone(), xadd(stream, event)));
        self.ask(requests.collect()).await?.into_iter().map(appended).collect()
    }
}

fn xadd(stream: &Name, event: &Event<'_>) -> Cmd {
    let mut add = cmd("XADD");
    add.arg(stream.as_bytes()).arg("NOMKSTREAM").arg("*");
    for (field, value) in event.fields() {
        add.arg(field).arg(value);
    }
    add
}

fn appended(answer: Answer) -> Result<Appended, BusError> {
    match answer {
        Err(refusal) => Ok(Err(refusal)),
        Ok(redis::Value::Nil) => Ok(Ok(None)),
        Ok(id) => {
            let id = value::bytes(&id).and_then(EntryId::parse_bytes);
            id.map(|id| Ok(Some(id))).ok_or_else(|| value::unexpected("XADD", "an entry ID"))
        }
    }
}
