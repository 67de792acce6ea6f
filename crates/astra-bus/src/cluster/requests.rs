//! Many requests about many keys in few round trips.

use std::sync::Arc;

use astra_model::Name;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use redis::{Cmd, Pipeline, Value, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::keyed_requests::{Answers, KeyedRequests};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::value;

/// Requests sent together: enough to hide the round trip, few enough to keep the server's output buffer
/// and a stall of other clients small (measured: 100 to 500 are equally fast).
pub(crate) const BATCH: usize = 256;

/// Batches in flight at a time to one node.
const IN_FLIGHT: usize = 4;

/// Commands that may be sent a second time if the answer to the first was lost: they only read, or have
/// the same effect when repeated.
const REPEATABLE: [&str; 18] = [
    "XINFO",
    "XRANGE",
    "XREVRANGE",
    "XLEN",
    "XPENDING",
    "XREAD",
    "TYPE",
    "TTL",
    "HGETALL",
    "SMEMBERS",
    "EXISTS",
    "PEXPIRE",
    "UNLINK",
    "XGROUP",
    "TIME",
    "PING",
    "INFO",
    "ROLE",
];

/// A request about one key: a command, or several as one transaction.
#[derive(Debug)]
pub(crate) struct Request {
    key: Name,
    commands: Vec<Cmd>,
}

/// The answer to a request; for a transaction, the array of its answers.
pub(crate) type Answer = Result<Value, ReplyError>;

impl Request {
    pub(crate) fn one(key: Name, command: Cmd) -> Self {
        Self { key, commands: vec![command] }
    }

    /// Commands that the server carries out as one transaction.
    pub(crate) fn atomic(key: Name, commands: Vec<Cmd>) -> Self {
        Self { key, commands }
    }

    fn is_atomic(&self) -> bool {
        self.commands.len() > 1
    }

    fn is_repeatable(&self) -> bool {
        let word = |command: &Cmd| match command.args_iter().next() {
            Some(redis::Arg::Simple(word)) => str::from_utf8(word).map(str::to_owned).ok(),
            _ => None,
        };
        self.commands
            .iter()
            .all(|command| word(command).is_some_and(|word| REPEATABLE.contains(&word.as_str())))
    }

    fn add_to(&self, pipeline: &mut Pipeline, is_asking: bool) {
        if is_asking {
            pipeline.cmd("ASKING");
        }
        if self.is_atomic() {
            pipeline.cmd("MULTI");
        }
        for command in &self.commands {
            pipeline.add_command(command.clone());
        }
        if self.is_atomic() {
            pipeline.cmd("EXEC");
        }
    }

    /// Takes this request's answer off the pipeline's values: for a transaction, the answer to `EXEC`, or
    /// the reason why a command was not queued.
    fn take(
        &self,
        values: &mut impl Iterator<Item = Value>,
        is_asking: bool,
        user: &str,
    ) -> Answer {
        let mut next = || values.next().unwrap_or_default();
        if is_asking {
            next();
        }
        if !self.is_atomic() {
            return answer(next())
                .map_err(|refusal| refusal.with_denied_command(user, &self.commands[0]));
        }
        let queued: Vec<Value> = (0..=self.commands.len()).map(|_| next()).collect();
        let done = next();
        // The first answer is that to MULTI itself.
        let multi = cmd("MULTI");
        let commands = std::iter::once(&multi).chain(&self.commands);
        let mut refusals = commands.zip(&queued).filter_map(|(command, queued)| {
            Some(value::refusal(queued)?.with_denied_command(user, command))
        });
        match (value::refusal(&done), refusals.next()) {
            (Some(_), Some(reason)) => Err(reason),
            _ => answer(done),
        }
    }
}

fn answer(value: Value) -> Answer {
    match value {
        Value::ServerError(error) => Err((&error).into()),
        value => Ok(value),
    }
}

impl Bus {
    /// Sends one command about `key`; an error reply becomes an error that names `subject`.
    pub(crate) async fn call(
        &self,
        key: &Name,
        subject: &str,
        command: &Cmd,
    ) -> Result<Value, BusError> {
        if let Some(node) = self.slot_map().await?.only() {
            return node.call(subject, command).await;
        }
        let mut answers = self.ask(vec![Request::one(key.clone(), command.clone())]).await?;
        let answer = answers.pop().unwrap_or_else(|| Ok(Value::Nil));
        answer.map_err(|refusal| BusError::Refused { subject: subject.into(), refusal })
    }

    /// Sends requests in pipelined round trips; the answers come in the order of the requests.
    ///
    /// # Errors
    /// Only if the server is lost: an error reply is an answer.
    pub(crate) async fn ask(&self, requests: Vec<Request>) -> Result<Vec<Answer>, BusError> {
        self.ask_and(requests, |answer| answer).await
    }

    /// As [`Bus::ask`], but decodes each answer as soon as its batch arrives, so that the raw replies of ten
    /// thousand streams are never in memory at once (measured: a third of the time).
    pub(crate) async fn ask_and<T: Send>(
        &self,
        requests: Vec<Request>,
        read: impl Fn(Answer) -> T + Sync,
    ) -> Result<Vec<T>, BusError> {
        let answers = self.route(&RequestBatch { requests: &requests, read: &read }).await?;
        let given_up = |refusal| read(Err(refusal));
        Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(given_up)).collect())
    }
}

/// Requests, and how their answers are decoded.
struct RequestBatch<'a, F> {
    requests: &'a [Request],
    read: &'a F,
}

impl<T: Send, F: Fn(Answer) -> T + Sync> KeyedRequests for RequestBatch<'_, F> {
    type Answer = T;

    fn len(&self) -> usize {
        self.requests.len()
    }

    fn key(&self, index: usize) -> &Name {
        &self.requests[index].key
    }

    fn is_repeatable(&self, index: usize) -> bool {
        self.requests[index].is_repeatable()
    }

    async fn send(
        &self,
        node: &Arc<Node>,
        indexes: &[usize],
        is_asking: bool,
    ) -> Result<Answers<T>, BusError> {
        let mut batches = Vec::with_capacity(indexes.len().div_ceil(BATCH));
        for batch in indexes.chunks(BATCH) {
            batches.push(self.send_batch(node, batch, is_asking));
        }
        let answers: Vec<Answers<T>> =
            stream::iter(batches).buffered(IN_FLIGHT).try_collect().await?;
        Ok(answers.into_iter().flatten().collect())
    }
}

impl<T, F: Fn(Answer) -> T> RequestBatch<'_, F> {
    async fn send_batch(
        &self,
        node: &Node,
        batch: &[usize],
        is_asking: bool,
    ) -> Result<Answers<T>, BusError> {
        let mut pipeline = Pipeline::new();
        for index in batch {
            self.requests[*index].add_to(&mut pipeline, is_asking);
        }
        let values = node.pipeline(&pipeline).await?;
        let master = node.master_behind(&values).await;
        let mut values = values.into_iter();
        let taken = batch
            .iter()
            .map(|index| self.requests[*index].take(&mut values, is_asking, node.user()))
            .map(|answer| answer.map_err(|refusal| refusal.with_master(master.as_deref())));
        Ok(taken.map(|answer| self.read(answer)).collect())
    }

    /// Decodes an answer, unless it redirects the request.
    fn read(&self, answer: Answer) -> Result<T, ReplyError> {
        match answer {
            Err(refusal) if refusal.is_redirect() => Err(refusal),
            answer => Ok((self.read)(answer)),
        }
    }
}
