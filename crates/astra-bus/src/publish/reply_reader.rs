//! The answering half of a pipe: the fate of each command, in the order in which they were handed in.

use std::cell::{Cell, RefCell};

use tokio::io::AsyncRead;
use tokio::sync::{OnceCell, mpsc, watch};

use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::publish::batch::WirePosition;
use crate::publish::dispatch::{InFlight, Routes};
use crate::publish::encode;
use crate::publish::observer::{Onward, PublishObserver, WriteOutcome};
use crate::publish::replies::{Loss, Replies, Reply};
use crate::publish::writer::Pause;

/// What became of a command at the server that it was sent to.
#[derive(Debug)]
pub(crate) enum Outcome {
    Known(WriteOutcome),
    /// Its stream is on another server, or on none for now: it was not carried out.
    Elsewhere(Redirected),
}

/// A command that has to be sent again.
#[derive(Debug)]
pub(crate) struct Redirected {
    pub(crate) command: Vec<u8>,
    pub(crate) refusal: ReplyError,
}

/// What is told only once a command before it has been sent again, so that all is told in order.
#[derive(Debug)]
pub(crate) enum Deferred<T> {
    Item(T, Outcome),
    Done(u64),
}

/// The answering half of one lane.
pub(crate) struct NodeReplies<'a, R> {
    pub(crate) node: &'a Node,
    /// Whose replica it is: asked once, when it refuses to be written to.
    pub(crate) master: OnceCell<Option<String>>,
    pub(crate) replies: &'a mut Replies<R>,
    pub(crate) written: &'a Cell<u64>,
    pub(crate) has_confirmed: &'a Cell<bool>,
    /// Tells the sending half of the lane that the connection is lost.
    pub(crate) cut: watch::Sender<bool>,
    pub(crate) loss: Option<Loss>,
}

/// The answering half.
pub(crate) struct ReplyReader<'a, T, J, R> {
    pub(crate) halt: &'a watch::Sender<Pause>,
    pub(crate) journal: &'a RefCell<&'a mut J>,
    pub(crate) routes: &'a Routes,
    pub(crate) lanes: Vec<NodeReplies<'a, R>>,
    pub(crate) held: Vec<Deferred<T>>,
}

/// Asks for no less than `wanted`.
pub(crate) fn raise(halt: &watch::Sender<Pause>, wanted: Pause) {
    halt.send_if_modified(|halt| {
        let is_more = *halt < wanted;
        *halt = wanted.max(*halt);
        is_more
    });
}

impl<R> NodeReplies<'_, R> {
    /// Adds to a refusal what the server leaves out.
    async fn complete(&self, refusal: ReplyError, command: &[u8]) -> ReplyError {
        if refusal.is_read_only() {
            let master = self.master.get_or_init(|| self.node.master_of_replica()).await;
            return refusal.with_master(master.as_deref());
        }
        refusal.with_denied(self.node.user(), "XADD", &[encode::stream_of(command)])
    }
}

impl<T, J: PublishObserver<T>, R: AsyncRead + Unpin> ReplyReader<'_, T, J, R> {
    /// Settles all that comes; returns why each lane was lost, if it was, and what is held back.
    pub(crate) async fn run(
        mut self,
        mut under_way: mpsc::Receiver<InFlight<T>>,
    ) -> (Vec<Option<Loss>>, Vec<Deferred<T>>) {
        while let Some(flight) = under_way.recv().await {
            let count = flight.items.len();
            let mut start = 0;
            for item in flight.items {
                let outcome = match item.end {
                    None => Outcome::Known(WriteOutcome::Noted),
                    Some(end) => {
                        let command = &flight.transport[start..end];
                        start = end;
                        match item.place {
                            Some(place) => self.outcome(place, command).await,
                            None => Outcome::Known(self.away(command)),
                        }
                    }
                };
                self.settled(item.tag, outcome);
            }
            self.done(flight.mark);
            tracing::debug!("{count} XADD in one go, answered in {:.2?}", flight.since.elapsed());
        }
        (self.lanes.into_iter().map(|lane| lane.loss).collect(), self.held)
    }

    /// What became of a command that was given to no lane.
    fn away(&self, command: &[u8]) -> WriteOutcome {
        let lane = self.routes.lane_of(encode::stream_of(command));
        lane.err().map_or(WriteOutcome::Unsent, |refusal| WriteOutcome::Refused(refusal.clone()))
    }

    fn settled(&mut self, tag: T, outcome: Outcome) {
        match outcome {
            Outcome::Known(fate) if self.held.is_empty() => {
                let onward = self.journal.borrow_mut().settled(tag, fate);
                self.heed(onward);
            }
            outcome => {
                raise(self.halt, Pause::Pause);
                self.held.push(Deferred::Item(tag, outcome));
            }
        }
    }

    fn done(&mut self, mark: u64) {
        if self.held.is_empty() {
            let onward = self.journal.borrow_mut().batch_done(mark);
            self.heed(onward);
        } else {
            self.held.push(Deferred::Done(mark));
        }
    }

    fn heed(&self, onward: Onward) {
        if onward == Onward::Stop {
            raise(self.halt, Pause::Stop);
        }
    }

    /// Waits for the answer to a command; once its connection is lost, tells from the bytes that it
    /// has taken.
    async fn outcome(&mut self, place: WirePosition, command: &[u8]) -> Outcome {
        let lane = &mut self.lanes[place.lane];
        if lane.loss.is_none() {
            let loss = match lane.replies.next(lane.written).await {
                Ok(Reply::Id(id)) => {
                    lane.has_confirmed.set(true);
                    return Outcome::Known(WriteOutcome::Confirmed(id));
                }
                Ok(Reply::Refused(refusal)) if refusal.is_redirect() => {
                    return Outcome::Elsewhere(Redirected { command: command.to_vec(), refusal });
                }
                Ok(Reply::Refused(refusal)) => {
                    return Outcome::Known(WriteOutcome::Refused(
                        lane.complete(refusal, command).await,
                    ));
                }
                Ok(Reply::Integer(_) | Reply::Integers(_) | Reply::Status) => Loss::Strange,
                Err(loss) => loss,
            };
            lane.loss = Some(loss);
            lane.cut.send_replace(true);
            raise(self.halt, Pause::Stop);
        }
        let is_taken = place.end <= lane.written.get();
        Outcome::Known(if is_taken { WriteOutcome::InDoubt } else { WriteOutcome::Unsent })
    }
}
