//! The answering half of a pipe: the fate of each command, in the order in which they were handed in.

use std::cell::{Cell, RefCell};

use tokio::io::AsyncRead;
use tokio::sync::{OnceCell, mpsc, watch};

use crate::error::reply_error::Refusal;
use crate::node::handle::Node;
use crate::publish::batch::Place;
use crate::publish::dispatch::{Flight, Routes};
use crate::publish::encode;
use crate::publish::observer::{Fate, Journal, Onward};
use crate::publish::replies::{Loss, Replies, Reply};
use crate::publish::writer::Halt;

/// What became of a command at the server that it was sent to.
#[derive(Debug)]
pub(crate) enum Outcome {
    Known(Fate),
    /// Its stream is on another server, or on none for now: it was not carried out.
    Elsewhere(Astray),
}

/// A command that has to be sent again.
#[derive(Debug)]
pub(crate) struct Astray {
    pub(crate) command: Vec<u8>,
    pub(crate) refusal: Refusal,
}

/// What is told only once a command before it has been sent again, so that all is told in order.
#[derive(Debug)]
pub(crate) enum Held<T> {
    Item(T, Outcome),
    Done(u64),
}

/// The answering half of one lane.
pub(crate) struct Listen<'a, R> {
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
pub(crate) struct Answers<'a, T, J, R> {
    pub(crate) halt: &'a watch::Sender<Halt>,
    pub(crate) journal: &'a RefCell<&'a mut J>,
    pub(crate) routes: &'a Routes,
    pub(crate) lanes: Vec<Listen<'a, R>>,
    pub(crate) held: Vec<Held<T>>,
}

/// Asks for no less than `wanted`.
pub(crate) fn raise(halt: &watch::Sender<Halt>, wanted: Halt) {
    halt.send_if_modified(|halt| {
        let is_more = *halt < wanted;
        *halt = wanted.max(*halt);
        is_more
    });
}

impl<R> Listen<'_, R> {
    /// Adds to a refusal what the server leaves out.
    async fn complete(&self, refusal: Refusal, command: &[u8]) -> Refusal {
        if refusal.is_read_only() {
            let master = self.master.get_or_init(|| self.node.master_of_replica()).await;
            return refusal.on_replica_of(master.as_deref());
        }
        refusal.of(self.node.user(), "XADD", &[encode::stream_of(command)])
    }
}

impl<T, J: Journal<T>, R: AsyncRead + Unpin> Answers<'_, T, J, R> {
    /// Settles all that comes; returns why each lane was lost, if it was, and what is held back.
    pub(crate) async fn run(
        mut self,
        mut under_way: mpsc::Receiver<Flight<T>>,
    ) -> (Vec<Option<Loss>>, Vec<Held<T>>) {
        while let Some(flight) = under_way.recv().await {
            let count = flight.items.len();
            let mut start = 0;
            for item in flight.items {
                let outcome = match item.end {
                    None => Outcome::Known(Fate::Noted),
                    Some(end) => {
                        let command = &flight.wire[start..end];
                        start = end;
                        match item.place {
                            Some(place) => self.outcome(place, command).await,
                            None => Outcome::Known(self.away(command)),
                        }
                    }
                };
                self.settle(item.tag, outcome);
            }
            self.done(flight.mark);
            tracing::debug!("{count} XADD in one go, answered in {:.2?}", flight.since.elapsed());
        }
        (self.lanes.into_iter().map(|lane| lane.loss).collect(), self.held)
    }

    /// What became of a command that was given to no lane.
    fn away(&self, command: &[u8]) -> Fate {
        let lane = self.routes.lane_of(encode::stream_of(command));
        lane.err().map_or(Fate::Unsent, |refusal| Fate::Refused(refusal.clone()))
    }

    fn settle(&mut self, tag: T, outcome: Outcome) {
        match outcome {
            Outcome::Known(fate) if self.held.is_empty() => {
                let onward = self.journal.borrow_mut().settle(tag, fate);
                self.heed(onward);
            }
            outcome => {
                raise(self.halt, Halt::Pause);
                self.held.push(Held::Item(tag, outcome));
            }
        }
    }

    fn done(&mut self, mark: u64) {
        if self.held.is_empty() {
            let onward = self.journal.borrow_mut().batch_done(mark);
            self.heed(onward);
        } else {
            self.held.push(Held::Done(mark));
        }
    }

    fn heed(&self, onward: Onward) {
        if onward == Onward::Stop {
            raise(self.halt, Halt::Stop);
        }
    }

    /// Waits for the answer to a command; once its connection is lost, tells from the bytes that it
    /// has taken.
    async fn outcome(&mut self, place: Place, command: &[u8]) -> Outcome {
        let lane = &mut self.lanes[place.lane];
        if lane.loss.is_none() {
            let loss = match lane.replies.next(lane.written).await {
                Ok(Reply::Id(id)) => {
                    lane.has_confirmed.set(true);
                    return Outcome::Known(Fate::Confirmed(id));
                }
                Ok(Reply::Refused(refusal)) if refusal.is_rerouting() => {
                    return Outcome::Elsewhere(Astray { command: command.to_vec(), refusal });
                }
                Ok(Reply::Refused(refusal)) => {
                    return Outcome::Known(Fate::Refused(lane.complete(refusal, command).await));
                }
                Ok(Reply::Integer(_) | Reply::Integers(_) | Reply::Status) => Loss::Strange,
                Err(loss) => loss,
            };
            lane.loss = Some(loss);
            lane.cut.send_replace(true);
            raise(self.halt, Halt::Stop);
        }
        let is_taken = place.end <= lane.written.get();
        Outcome::Known(if is_taken { Fate::InDoubt } else { Fate::Unsent })
    }
}
