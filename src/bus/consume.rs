//! A member of a consumer group: reading what is new on all of its streams, adding events, and acknowledging.

use std::time::Duration;

use redis::{Cmd, Pipeline, Value, cmd};

use crate::bus::append::{Appended, addition};
use crate::bus::error::{BusError, Refusal};
use crate::bus::node::Node;
use crate::bus::reader::Reader;
use crate::bus::resp::{Cursor, Malformed};
use crate::bus::{Name, value};
use crate::entry_id::EntryId;
use crate::event::Event;

/// How long a read waits for something new, so that whoever wants to stop need not wait long.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

/// A consumer of a group, over a connection of its own: a read that blocks holds up nobody else.
#[derive(Debug)]
pub(crate) struct Consumer {
    node: Node,
    reader: Reader,
    group: Name,
    name: Name,
    streams: Vec<Name>,
    count: usize,
    block: Duration,
    read: Cmd,
    reply: Vec<u8>,
}

/// An entry as it was delivered.
#[derive(Debug)]
pub(crate) struct Delivered<'a> {
    pub(crate) stream: &'a [u8],
    pub(crate) id: EntryId,
    /// Names and values in the order in which they are stored.
    pub(crate) fields: &'a [(&'a [u8], &'a [u8])],
}

impl Consumer {
    /// Connects a consumer that reads at most `count` entries of each stream at a time.
    pub(crate) async fn connect(
        node: &Node,
        group: Name,
        name: Name,
        streams: Vec<Name>,
        count: usize,
    ) -> Result<Self, BusError> {
        let mut consumer = Self {
            reader: node.reader().await?,
            node: node.apart(),
            group,
            name,
            streams,
            count,
            block: LONGEST_BLOCK,
            read: Cmd::new(),
            reply: Vec::new(),
        };
        consumer.prepare();
        Ok(consumer)
    }

    /// The streams that it reads.
    pub(crate) fn streams(&self) -> &[Name] {
        &self.streams
    }

    fn prepare(&mut self) {
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg(self.group.as_bytes()).arg(self.name.as_bytes());
        read.arg("COUNT").arg(self.count);
        read.arg("BLOCK").arg(u64::try_from(self.block.as_millis()).unwrap_or(1)).arg("STREAMS");
        for stream in &self.streams {
            read.arg(stream.as_bytes());
        }
        for _ in &self.streams {
            read.arg(">");
        }
        self.read = read;
    }

    /// Sends acknowledgements and, right behind them, the next read: the server answers the former before it waits
    /// for entries.
    pub(crate) async fn send(&mut self, receipts: &[(Name, Vec<EntryId>)]) -> Result<(), BusError> {
        for (stream, ids) in receipts {
            let mut acknowledge = cmd("XACK");
            acknowledge.arg(stream.as_bytes()).arg(self.group.as_bytes());
            for id in ids {
                acknowledge.arg(id.to_string());
            }
            self.reader.queue(&acknowledge);
        }
        self.reader.queue(&self.read);
        self.reader.flush().await
    }

    /// Takes the answer to the acknowledgement of entries of one stream: how many were pending.
    pub(crate) async fn acknowledged(&mut self) -> Result<u64, BusError> {
        let answer = self.answer("XACK").await?;
        let count = answer.strip_prefix(b":").and_then(|digits| std::str::from_utf8(digits).ok());
        let count = count.and_then(|digits| digits.trim_end().parse().ok());
        count.ok_or_else(|| value::shape("XACK", "a count"))
    }

    /// Takes the answer to the read, and hands over what was never delivered to the group; nothing after a second in
    /// which nothing came.
    pub(crate) async fn entries<E: From<BusError>>(
        &mut self,
        take: impl FnMut(Delivered<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let subject = format!("group `{}`", self.group);
        let answer = self.reader.reply(self.block, &mut self.reply).await?;
        answer.map_err(|refusal| BusError::Refused { subject, refusal })?;
        deliver(&self.reply, take).unwrap_or_else(|error| Err(self.reader.garbled(error).into()))
    }

    /// Adds events in order, in one round trip; only while no read is under way.
    pub(crate) async fn append(
        &mut self,
        events: &[(Name, &Event<'_>)],
    ) -> Result<Vec<Appended>, BusError> {
        for (stream, event) in events {
            self.reader.queue(&addition(stream, event));
        }
        self.reader.flush().await?;
        let mut answers = Vec::with_capacity(events.len());
        for _ in events {
            let refusal = self.reader.reply(Duration::ZERO, &mut self.reply).await?.err();
            answers.push(match refusal {
                Some(refusal) => Err(refusal),
                None => Ok(Cursor::new(&self.reply, 0)
                    .bulk()
                    .map(|id| EntryId::parse_bytes(id.of(&self.reply)))
                    .map_err(|error| self.reader.garbled(error))?),
            });
        }
        Ok(answers)
    }

    async fn answer(&mut self, command: &str) -> Result<&[u8], BusError> {
        let refused = |refusal: Refusal| BusError::Refused { subject: command.to_owned(), refusal };
        self.reader.reply(Duration::ZERO, &mut self.reply).await?.map_err(refused)?;
        Ok(&self.reply)
    }

    /// Stops reading streams on which the group is gone, and returns whether there were any.
    pub(crate) async fn forget_missing(&mut self) -> Result<bool, BusError> {
        let mut pipeline = Pipeline::new();
        for stream in &self.streams {
            pipeline.cmd("XINFO").arg("GROUPS").arg(stream.as_bytes());
        }
        let answers = self.node.pipeline(&pipeline).await?;
        let mut is_there = answers.iter().map(|answer| has_group(answer, &self.group));
        let before = self.streams.len();
        self.streams.retain(|_| is_there.next().unwrap_or(false));
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
pub(crate) fn is_missing_group(error: &BusError) -> bool {
    match error {
        BusError::Refused { refusal, .. } => {
            matches!(refusal.code.as_str(), "NOGROUP" | "UNBLOCKED" | "WRONGTYPE")
        }
        _ => false,
    }
}

fn has_group(groups: &Value, wanted: &Name) -> bool {
    let mut groups = value::items(groups).unwrap_or_default().iter();
    groups.any(|group| {
        let record = value::Record::new("XINFO GROUPS", group);
        record.and_then(|record| record.name("name")).is_ok_and(|name| name == *wanted)
    })
}
