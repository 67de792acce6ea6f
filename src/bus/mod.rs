//! Everything that speaks Redis: connections, streams, groups and pending entries, errors in an operator's words.
//!
//! A [`Bus`] is a set of nodes and a rule which of them owns a key. Callers ask by key
//! ([`Bus::ask`]), of all nodes ([`Bus::nodes`]), or over a connection of their own ([`Node::apart`]);
//! none of them needs to know how many servers there are.

mod append;
mod consume;
mod dead_letter;
mod entries;
mod ephemeral;
mod error;
mod facts;
mod ghosts;
mod groups;
mod hashes;
mod history;
mod identity;
mod lag;
mod live;
mod loss;
mod name;
mod node;
mod page;
mod pending;
mod prune;
mod publish;
mod reader;
mod resp;
mod rights;
mod scan;
mod settle;
mod snapshot;
mod streams;
mod tip;
mod value;

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use redis::{Cmd, Pipeline, Value};

use crate::context::Target;

pub(crate) use append::Appended;
pub(crate) use consume::{Consumer, Delivered, is_missing_group};
pub(crate) use dead_letter::dead_letter_stream;
pub(crate) use entries::Entry;
pub(crate) use error::{BusError, Refusal, io_reason};
pub(crate) use ghosts::{Fields, HeldEntry, bytes_an_entry};
pub(crate) use groups::NewGroup;
pub(crate) use hashes::{Hash, Held};
pub(crate) use history::{Order, Stretch};
pub(crate) use identity::Identity;
pub(crate) use lag::{Lag, Trail};
pub(crate) use live::{Arrival, Live};
pub(crate) use loss::Loss;
pub(crate) use name::Name;
pub(crate) use node::Node;
pub(crate) use pending::{PendingEntry, PendingPages, PendingState};
pub(crate) use prune::{Leftover, Removal};
pub(crate) use publish::{Batch, Ending, Fate, Journal, Onward, Pipe};
pub(crate) use rights::Right;
pub(crate) use scan::Selection;
pub(crate) use settle::{SETTLED_AT_ONCE, Settled, Settling};
pub(crate) use streams::{Found, GroupState, StreamState};
pub(crate) use tip::Tip;

/// Requests sent together: enough to hide the round trip, few enough to keep the server's
/// output buffer and a stall of other clients small (measured: 100 to 500 are equally fast).
const BATCH: usize = 256;

/// Batches under way at a time.
const IN_FLIGHT: usize = 4;

/// The event bus: the servers that hold its streams.
#[derive(Debug)]
pub(crate) struct Bus {
    nodes: Vec<Node>,
}

/// What is asked about one key, in one go: a command, or several as one transaction.
#[derive(Debug)]
pub(crate) struct Request {
    key: Name,
    commands: Vec<Cmd>,
}

/// The server's answer to a request: of a transaction, the array of its answers.
pub(crate) type Answer = Result<Value, Refusal>;

impl Request {
    pub(crate) fn one(key: Name, command: Cmd) -> Self {
        Self { key, commands: vec![command] }
    }

    /// Commands that nobody's command can come between.
    pub(crate) fn atomic(key: Name, commands: Vec<Cmd>) -> Self {
        Self { key, commands }
    }

    fn is_atomic(&self) -> bool {
        self.commands.len() > 1
    }
}

impl Bus {
    /// A bus on the server of `target`; it connects when it is first asked something.
    pub(crate) fn new(target: Target, timeout: Duration) -> Self {
        Self { nodes: vec![Node::new(target, timeout)] }
    }

    /// All servers that hold a part of the bus and accept writes.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The server that holds `key`.
    pub(crate) fn node(&self, _key: &Name) -> &Node {
        &self.nodes[0]
    }

    /// Asks one thing; an error reply is an error that names `subject`.
    pub(crate) async fn call(
        &self,
        key: &Name,
        subject: &str,
        command: &Cmd,
    ) -> Result<Value, BusError> {
        self.node(key).call(subject, command).await
    }

    /// Asks many things in pipelined round trips; the answers come in the order of the requests.
    ///
    /// # Errors
    /// Only when the server is lost: a command that is refused is an answer.
    pub(crate) async fn ask(&self, requests: Vec<Request>) -> Result<Vec<Answer>, BusError> {
        self.ask_and(requests, |answer| answer).await
    }

    /// As [`Bus::ask`], where each answer is read as soon as its batch is there, so that the raw
    /// replies of ten thousand streams are never held at once (measured: a third of the time).
    pub(crate) async fn ask_and<T>(
        &self,
        requests: Vec<Request>,
        read: impl Fn(Answer) -> T,
    ) -> Result<Vec<T>, BusError> {
        let batches: Vec<&[Request]> = requests.chunks(BATCH).collect();
        let answers = batches.into_iter().map(|batch| self.ask_batch(batch, &read));
        let read: Vec<Vec<T>> = stream::iter(answers).buffered(IN_FLIGHT).try_collect().await?;
        Ok(read.into_iter().flatten().collect())
    }

    /// Asks the node that owns the keys of a batch, which are never empty.
    async fn ask_batch<T>(
        &self,
        requests: &[Request],
        read: &impl Fn(Answer) -> T,
    ) -> Result<Vec<T>, BusError> {
        let node = self.node(&requests[0].key);
        let mut pipeline = Pipeline::new();
        for request in requests {
            add(&mut pipeline, request);
        }
        let mut values = node.pipeline(&pipeline).await?.into_iter();
        Ok(requests.iter().map(|request| read(take(request, &mut values))).collect())
    }
}

fn add(pipeline: &mut Pipeline, request: &Request) {
    if request.is_atomic() {
        pipeline.cmd("MULTI");
    }
    for command in &request.commands {
        pipeline.add_command(command.clone());
    }
    if request.is_atomic() {
        pipeline.cmd("EXEC");
    }
}

/// Takes the answers of one request off the pipeline's; of a transaction, that of its `EXEC`, or
/// the reason why a command was not even queued.
fn take(request: &Request, values: &mut impl Iterator<Item = Value>) -> Answer {
    let mut next = || values.next().unwrap_or_default();
    if !request.is_atomic() {
        return answer(next());
    }
    let queued: Vec<Value> = (0..=request.commands.len()).map(|_| next()).collect();
    let done = next();
    match (value::refusal(&done), queued.iter().find_map(value::refusal)) {
        (Some(_), Some(reason)) => Err(reason),
        _ => answer(done),
    }
}

fn answer(value: Value) -> Answer {
    match value {
        Value::ServerError(error) => Err((&error).into()),
        value => Ok(value),
    }
}
