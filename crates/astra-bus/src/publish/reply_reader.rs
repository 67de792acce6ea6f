//! The receiving side of a pipeline: the outcome of each command, in the order of handing in.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;

use astra_model::Name;
use tokio::io::AsyncRead;
use tokio::sync::{OnceCell, mpsc, watch};

use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::publish::batch::WirePosition;
use crate::publish::dispatch::{InFlight, Routes};
use crate::publish::encode::EncodedCommand;
use crate::publish::observer::{PublishObserver, WriteOutcome};
use crate::publish::replies::{ConnectionLoss, Replies, Reply};
use crate::publish::writer::{Pause, raise};

/// What a node has replied to a command.
#[derive(Debug)]
pub(crate) enum Answer {
    Final(WriteOutcome),
    Redirected(Redirected),
}

/// A command that its node did not carry out, because the stream is on another one, or moves.
#[derive(Debug)]
pub(crate) struct Redirected {
    pub(crate) command: Vec<u8>,
    pub(crate) stream: Name,
    pub(crate) refusal: ReplyError,
}

/// What the observer gets only after an earlier command was sent again, so that the order is kept.
#[derive(Debug)]
pub(crate) enum Deferred<T> {
    Completed(T, Answer),
    BatchCompleted(u64),
}

/// Reads the replies of one connection.
pub(crate) struct NodeReplies<'a, R> {
    pub(crate) node: &'a Node,
    /// The master of the node, if it turns out to be a replica; asked for once.
    pub(crate) master: OnceCell<Option<String>>,
    pub(crate) replies: &'a mut Replies<R>,
    pub(crate) written: &'a Cell<u64>,
    pub(crate) has_confirmed: &'a Cell<bool>,
    /// Informs the writer of the connection that it is lost.
    pub(crate) is_lost: watch::Sender<bool>,
    pub(crate) loss: Option<ConnectionLoss>,
}

impl<R: AsyncRead + Unpin> NodeReplies<'_, R> {
    /// Waits for the reply to a command that ends after `end` bytes of the connection. Once the
    /// connection is lost, the bytes that it has taken decide the outcome.
    pub(crate) async fn answer(&mut self, end: u64, command: EncodedCommand<'_>) -> Answer {
        if self.loss.is_none() {
            let loss = match self.replies.next(self.written).await {
                Ok(Reply::Id(id)) => {
                    self.has_confirmed.set(true);
                    return Answer::Final(WriteOutcome::Confirmed(id));
                }
                Ok(Reply::Refused(refusal)) => return self.refused(refusal, command).await,
                Ok(Reply::Integer(_) | Reply::Integers(_) | Reply::Status) => {
                    ConnectionLoss::UnexpectedReply
                }
                Err(loss) => loss,
            };
            self.loss = Some(loss);
            self.is_lost.send_replace(true);
        }
        let is_sent = end <= self.written.get();
        Answer::Final(if is_sent { WriteOutcome::InDoubt } else { WriteOutcome::Unsent })
    }

    /// Adds what the server leaves out of a refusal: the master of a replica, or the permission.
    async fn refused(&self, refusal: ReplyError, command: EncodedCommand<'_>) -> Answer {
        let EncodedCommand { bytes, stream } = command;
        if refusal.is_redirect() {
            let (command, stream) = (bytes.to_vec(), Name::from(stream.to_vec()));
            return Answer::Redirected(Redirected { command, stream, refusal });
        }
        let refusal = if refusal.is_read_only() {
            let master = self.master.get_or_init(|| self.node.master_of_replica()).await;
            refusal.with_master(master.as_deref())
        } else {
            refusal.with_denied(self.node.user(), "XADD", &[stream])
        };
        Answer::Final(WriteOutcome::Refused(refusal))
    }
}

/// Reads the replies of all connections, and reports the outcomes to the observer.
pub(crate) struct ReplyReader<'a, T, O, R> {
    pub(crate) pause: &'a watch::Sender<Pause>,
    pub(crate) observer: &'a RefCell<&'a mut O>,
    pub(crate) routes: &'a Routes,
    pub(crate) connections: Vec<NodeReplies<'a, R>>,
    pub(crate) deferred: Vec<Deferred<T>>,
}

impl<T, O: PublishObserver<T>, R: AsyncRead + Unpin> ReplyReader<'_, T, O, R> {
    /// Reads until every sent batch has its outcomes. Returns why each connection was lost, if it
    /// was, and what was deferred.
    pub(crate) async fn run(
        mut self,
        mut in_flight: mpsc::Receiver<InFlight<T>>,
    ) -> (Vec<Option<ConnectionLoss>>, Vec<Deferred<T>>) {
        while let Some(batch) = in_flight.recv().await {
            let count = batch.items.len();
            for item in batch.items {
                let command = item.command.as_ref().map(|span| span.of(&batch.commands));
                let answer = match (command, item.position) {
                    (None, _) => Answer::Final(WriteOutcome::Marker),
                    (Some(command), None) => Answer::Final(self.unreachable(command.stream)),
                    (Some(command), Some(position)) => self.answer(position, command).await,
                };
                self.complete(item.tag, answer);
            }
            self.complete_batch(batch.mark);
            tracing::debug!("{count} pipelined XADD answered in {:.2?}", batch.since.elapsed());
        }
        (self.connections.into_iter().map(|replies| replies.loss).collect(), self.deferred)
    }

    async fn answer(&mut self, position: WirePosition, command: EncodedCommand<'_>) -> Answer {
        let replies = &mut self.connections[position.connection];
        let answer = replies.answer(position.end, command).await;
        if replies.loss.is_some() {
            raise(self.pause, Pause::Stop);
        }
        answer
    }

    /// The outcome of a command that no connection was given.
    fn unreachable(&self, stream: &[u8]) -> WriteOutcome {
        let refusal = self.routes.connection_of(stream).err();
        refusal.map_or(WriteOutcome::Unsent, |refusal| WriteOutcome::Refused(refusal.clone()))
    }

    fn complete(&mut self, tag: T, answer: Answer) {
        match answer {
            Answer::Final(outcome) if self.deferred.is_empty() => {
                let flow = self.observer.borrow_mut().completed(tag, outcome);
                self.stop_on_break(flow);
            }
            answer => {
                raise(self.pause, Pause::Redirected);
                self.deferred.push(Deferred::Completed(tag, answer));
            }
        }
    }

    fn complete_batch(&mut self, mark: u64) {
        if self.deferred.is_empty() {
            let flow = self.observer.borrow_mut().batch_completed(mark);
            self.stop_on_break(flow);
        } else {
            self.deferred.push(Deferred::BatchCompleted(mark));
        }
    }

    fn stop_on_break(&self, flow: ControlFlow<()>) {
        if flow.is_break() {
            raise(self.pause, Pause::Stop);
        }
    }
}
