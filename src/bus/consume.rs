//! A member of a consumer group: reading what is new on all of its streams, and acknowledging it.

use std::time::Duration;

use redis::{Cmd, Pipeline, Value, cmd};

use crate::bus::error::BusError;
use crate::bus::node::Node;
use crate::bus::{Name, value};
use crate::entry_id::EntryId;

/// How long a read waits for something new, so that whoever wants to stop need not wait long.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

/// A consumer of a group, over a connection of its own: a read that blocks holds up nobody else.
#[derive(Debug)]
pub(crate) struct Consumer {
    node: Node,
    group: Name,
    name: Name,
    streams: Vec<Name>,
    count: usize,
    read: Cmd,
}

/// What one read delivered.
#[derive(Debug)]
pub(crate) struct Batch(Value);

/// An entry of a batch.
#[derive(Debug)]
pub(crate) struct Delivered<'a> {
    pub(crate) id: EntryId,
    fields: &'a [Value],
}

impl Consumer {
    /// A consumer that reads at most `count` entries of each stream at a time.
    pub(crate) fn new(
        node: &Node,
        group: Name,
        name: Name,
        streams: Vec<Name>,
        count: usize,
    ) -> Self {
        let mut consumer =
            Self { node: node.apart(), group, name, streams, count, read: Cmd::new() };
        consumer.prepare();
        consumer
    }

    /// The connection, for what the consumer itself publishes; never used while it reads.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    pub(crate) fn streams(&self) -> &[Name] {
        &self.streams
    }

    fn prepare(&mut self) {
        // A read must be answered well before the connection gives it up.
        let block = LONGEST_BLOCK.min(self.node.timeout() / 2).as_millis().max(1);
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg(self.group.as_bytes()).arg(self.name.as_bytes());
        read.arg("COUNT").arg(self.count);
        read.arg("BLOCK").arg(u64::try_from(block).unwrap_or(1)).arg("STREAMS");
        for stream in &self.streams {
            read.arg(stream.as_bytes());
        }
        for _ in &self.streams {
            read.arg(">");
        }
        self.read = read;
    }

    /// Reads what was never delivered to the group; an empty batch after a second in which nothing came.
    pub(crate) async fn read(&self) -> Result<Batch, BusError> {
        self.node.call(&format!("group `{}`", self.group), &self.read).await.map(Batch)
    }

    /// Acknowledges entries of several streams in one round trip, and returns for each stream how many were pending.
    pub(crate) async fn acknowledge(
        &self,
        entries: &[(Name, Vec<EntryId>)],
    ) -> Result<Vec<u64>, BusError> {
        let mut pipeline = Pipeline::with_capacity(entries.len());
        for (stream, ids) in entries {
            pipeline.cmd("XACK").arg(stream.as_bytes()).arg(self.group.as_bytes());
            for id in ids {
                pipeline.arg(id.to_string());
            }
        }
        let answers = self.node.pipeline(&pipeline).await?;
        let counted =
            answers.iter().zip(entries).map(|(answer, (stream, _))| match value::refusal(answer) {
                Some(refusal) => {
                    Err(BusError::Refused { subject: format!("stream `{stream}`"), refusal })
                }
                None => value::integer(answer)
                    .and_then(|count| u64::try_from(count).ok())
                    .ok_or_else(|| value::shape("XACK", "a count")),
            });
        counted.collect()
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

impl Batch {
    /// The entries by stream, in the order in which they were delivered.
    pub(crate) fn streams(&self) -> Result<Vec<(&[u8], Vec<Delivered<'_>>)>, BusError> {
        let shape = || value::shape("XREADGROUP", "streams with entries");
        let pairs: Vec<(&Value, &Value)> = match &self.0 {
            Value::Nil => Vec::new(),
            Value::Map(pairs) => pairs.iter().map(|(name, entries)| (name, entries)).collect(),
            other => value::items(other)
                .ok_or_else(shape)?
                .iter()
                .map(|pair| match value::items(pair) {
                    Some([name, entries]) => Ok((name, entries)),
                    _ => Err(shape()),
                })
                .collect::<Result<_, _>>()?,
        };
        let read = |(name, entries)| {
            let entries = value::items(entries)?.iter().map(delivered).collect::<Option<_>>()?;
            Some((value::bytes(name)?, entries))
        };
        pairs.into_iter().map(|pair| read(pair).ok_or_else(shape)).collect()
    }
}

fn delivered(entry: &Value) -> Option<Delivered<'_>> {
    let [id, fields] = value::items(entry)? else { return None };
    Some(Delivered {
        id: EntryId::parse_bytes(value::bytes(id)?)?,
        // An entry that is gone already comes without fields.
        fields: value::items(fields).unwrap_or_default(),
    })
}

impl<'a> Delivered<'a> {
    /// The fields of the entry, in their order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        self.fields
            .chunks_exact(2)
            .filter_map(|pair| Some((value::bytes(&pair[0])?, value::bytes(&pair[1])?)))
    }
}
