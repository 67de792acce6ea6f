//! Takes consistent snapshots of streams and their groups.

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;
use redis::cmd;

use crate::cluster::bus::Bus;
use crate::cluster::keyed_requests::{Answers, KeyedRequests};
use crate::cluster::requests::BATCH;
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::resp::{Cursor, Malformed};
use crate::streams::decode::{read_groups, read_stream, read_transaction, unreadable};
use crate::streams::state::{StreamLookup, StreamState};

/// How often a stream is read again because it changed while its groups were read.
const ATTEMPTS: u32 = 10;

impl Bus {
    /// The state of each stream, in the order of `names`. Each stream is read in one transaction, so that
    /// its entries and its groups are of the same moment.
    ///
    /// A server that is out of memory refuses even reads inside a transaction. Then the stream is read
    /// before and after its groups, until it has not changed in between.
    pub async fn stream_states(&self, names: &[Name]) -> Result<Vec<StreamLookup>, BusError> {
        let found = self.route(&States { names }).await?;
        Ok(found.into_iter().map(|found| found.unwrap_or_else(StreamLookup::Refused)).collect())
    }
}

/// Snapshots as requests by key.
struct States<'a> {
    names: &'a [Name],
}

impl KeyedRequests for States<'_> {
    type Answer = StreamLookup;

    fn len(&self) -> usize {
        self.names.len()
    }

    fn key(&self, index: usize) -> &Name {
        &self.names[index]
    }

    fn is_repeatable(&self, _index: usize) -> bool {
        true
    }

    async fn send(
        &self,
        node: &Arc<Node>,
        indexes: &[usize],
        is_asking: bool,
    ) -> Result<Answers<StreamLookup>, BusError> {
        let names: Vec<&Name> = indexes.iter().map(|index| &self.names[*index]).collect();
        let mut snapshots = Snapshots::open(node, is_asking).await?;
        let mut found = snapshots.take(&names).await?;
        for (name, found) in names.iter().zip(&mut found) {
            if matches!(found, StreamLookup::Refused(refusal) if refusal.code == "OOM") {
                *found = snapshots.take_without_transaction(name).await?;
            }
        }
        snapshots.close(node);
        let found = names.iter().zip(found).map(|(name, found)| match found {
            StreamLookup::Refused(refusal) => {
                StreamLookup::Refused(refusal.with_denied(node.user(), "XINFO", &[name.as_bytes()]))
            }
            found => found,
        });
        Ok(found.map(separate_redirect).collect())
    }
}

/// Separates redirects from everything else that was found.
fn separate_redirect(found: StreamLookup) -> Result<StreamLookup, ReplyError> {
    match found {
        StreamLookup::Refused(refusal) if refusal.is_redirect() => Err(refusal),
        found => Ok(found),
    }
}

/// A connection that takes snapshots.
#[derive(Debug)]
pub(crate) struct Snapshots {
    connection: RawConnection,
    reply: Vec<u8>,
    /// Whether the node is importing the streams' slots.
    is_asking: bool,
}

impl Snapshots {
    /// Takes a connection to `node`.
    pub(crate) async fn open(node: &Node, is_asking: bool) -> Result<Self, BusError> {
        Ok(Self { connection: node.take_connection().await?, reply: Vec::new(), is_asking })
    }

    /// Gives the connection back.
    pub(crate) fn close(self, node: &Node) {
        node.give_back(self.connection);
    }

    /// Takes a snapshot of each stream; the next batch is sent while one is answered.
    pub(crate) async fn take(&mut self, names: &[&Name]) -> Result<Vec<StreamLookup>, BusError> {
        let mut found = Vec::with_capacity(names.len());
        let mut sent = 0;
        for batch in names.chunks(BATCH) {
            for name in batch {
                self.queue_transaction(name);
            }
            self.connection.flush().await?;
            sent += batch.len();
            while sent - found.len() > BATCH {
                found.push(self.answer().await?);
            }
        }
        while found.len() < sent {
            found.push(self.answer().await?);
        }
        Ok(found)
    }

    /// Queues a transaction; one `ASKING` covers all of it.
    fn queue_transaction(&mut self, name: &Name) {
        if self.is_asking {
            self.connection.queue(&cmd("ASKING"));
        }
        self.connection.queue(&cmd("MULTI"));
        self.queue_xinfo("STREAM", name);
        self.queue_xinfo("GROUPS", name);
        self.connection.queue(&cmd("EXEC"));
    }

    fn queue_xinfo(&mut self, what: &str, name: &Name) {
        self.connection.queue(cmd("XINFO").arg(what).arg(name.as_bytes()));
    }

    /// Reads the result of a transaction; if a command was not queued, the reason.
    async fn answer(&mut self) -> Result<StreamLookup, BusError> {
        let mut reason = None;
        for _ in 0..3 + usize::from(self.is_asking) {
            let queued = self.connection.reply(Duration::ZERO, &mut self.reply).await?;
            reason = reason.or(queued.err());
        }
        match (self.connection.reply(Duration::ZERO, &mut self.reply).await?, reason) {
            (Err(_), Some(reason)) | (Err(reason), None) => Ok(StreamLookup::Refused(reason)),
            (Ok(_), _) => {
                read_transaction(&self.reply).map_err(|error| self.connection.protocol_error(error))
            }
        }
    }

    /// Takes a snapshot without a transaction.
    pub(crate) async fn take_without_transaction(
        &mut self,
        name: &Name,
    ) -> Result<StreamLookup, BusError> {
        for _ in 0..ATTEMPTS {
            // If the slot is being imported, the error reply to a read without `ASKING` names the node to ask.
            self.queue_xinfo("STREAM", name);
            self.queue_xinfo("GROUPS", name);
            self.queue_xinfo("STREAM", name);
            self.connection.flush().await?;
            let before = self.part(read_stream).await?;
            let groups = self.part(read_groups).await?;
            let after = self.part(read_stream).await?;
            let (before, groups, after) = match (before, groups, after) {
                (Ok(before), Ok(groups), Ok(after)) => (before, groups, after),
                (Err(refusal), ..) | (_, Err(refusal), _) | (.., Err(refusal)) => {
                    return Ok(unreadable(refusal));
                }
            };
            if before == after {
                return Ok(StreamLookup::Stream(StreamState { groups, ..after }));
            }
        }
        let detail = "the stream changes too fast to be read on a server that is out of memory";
        Ok(StreamLookup::Refused(ReplyError::new("ERR", detail)))
    }

    async fn part<T>(
        &mut self,
        read: fn(&mut Cursor<'_>) -> Result<T, Malformed>,
    ) -> Result<Result<T, ReplyError>, BusError> {
        if let Err(refusal) = self.connection.reply(Duration::ZERO, &mut self.reply).await? {
            return Ok(Err(refusal));
        }
        let part = read(&mut Cursor::new(&self.reply, 0));
        part.map(Ok).map_err(|error| self.connection.protocol_error(error))
    }
}
