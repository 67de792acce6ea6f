//! A connection of its own for publishing: many commands under way, each answer accounted for.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::{Duration, Instant};

use redis::{Cmd, cmd};
use tokio::io::{AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::{mpsc, watch};

use crate::bus::error::{BusError, io_reason};
use crate::bus::node::{self, Node, Wire};
use crate::bus::publish::batch::Batch;
use crate::bus::publish::pace::Pace;
use crate::bus::publish::replies::{Loss, Replies, Reply};
use crate::bus::publish::write::{Flight, Halt, Sending};
use crate::bus::publish::{Fate, Journal, Onward};

/// Batches that are sent and not yet answered: what is in doubt when a connection is lost is at
/// most this many.
const UNDER_WAY: usize = 8;

/// A logged-in connection that only publishes.
pub(crate) struct Pipe {
    address: String,
    timeout: Duration,
    writer: WriteHalf<Box<dyn Wire>>,
    replies: Replies<ReadHalf<Box<dyn Wire>>>,
}

/// How a run over a pipe ended.
#[derive(Debug)]
pub(crate) struct Ending {
    /// The connection was lost, so that what was not answered is in doubt.
    pub(crate) lost: Option<BusError>,
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Node {
    /// Opens a connection for publishing.
    ///
    /// # Errors
    /// Also where the server refuses to work at all, e.g. while it loads its data: nothing was sent then.
    pub(crate) async fn pipe(&self) -> Result<Pipe, BusError> {
        let (reader, writer) = tokio::io::split(self.open().await?);
        let timeout = self.timeout();
        let replies = Replies::new(reader, timeout);
        let mut pipe = Pipe { address: self.address(), timeout, writer, replies };
        match pipe.log_in(self).await {
            Ok(()) => Ok(pipe),
            Err(error) => Err(self.explained(error).await),
        }
    }
}

impl Pipe {
    async fn log_in(&mut self, node: &Node) -> Result<(), BusError> {
        let (login, said) = greeting(node);
        let mut wire = Vec::new();
        login.iter().chain(&said).for_each(|command| command.write_packed_command(&mut wire));
        let start = Instant::now();
        self.send(&wire).await?;
        for _ in login.iter().chain(&said) {
            let reply = self.replies.next(&Cell::new(0)).await;
            match reply.map_err(|loss| self.lost(loss))? {
                Reply::Refused(refusal) if refusal.is_unavailable() => {
                    return Err(BusError::Refused { subject: self.address.clone(), refusal });
                }
                Reply::Refused(refusal) => {
                    return Err(BusError::Login { address: self.address.clone(), refusal });
                }
                _ => {}
            }
        }
        node::log(&self.address, &said, start, said.len());
        Ok(())
    }

    async fn send(&mut self, wire: &[u8]) -> Result<(), BusError> {
        let sent = async {
            self.writer.write_all(wire).await?;
            self.writer.flush().await
        };
        sent.await.map_err(|error| self.lost(Loss::Broken(error)))
    }

    /// Sends batches until the channel ends, the journal or `stop` says so, or the connection is lost.
    ///
    /// Every item of every batch that was begun is settled in the journal, in order.
    pub(crate) async fn run<T, J: Journal<T>>(
        &mut self,
        batches: mpsc::Receiver<Batch<T>>,
        per_second: Option<f64>,
        journal: &mut J,
        stop: impl Future<Output = ()>,
    ) -> Ending {
        let (flights, under_way) = mpsc::channel(UNDER_WAY);
        let halt = watch::Sender::new(Halt::No);
        let (journal, written) = (RefCell::new(journal), Cell::new(0));
        let (signal, pace) = (halt.subscribe(), Pace::new(per_second));
        let sending =
            Sending { batches, flights, halt: signal, pace, journal: &journal, written: &written };
        let answers = Answers { halt: &halt, journal: &journal, written: &written };
        let (sent, loss) = {
            let work = async {
                let sent = sending.run(&mut self.writer);
                tokio::join!(sent, answers.run(&mut self.replies, under_way))
            };
            tokio::pin!(work);
            tokio::select! {
                done = &mut work => done,
                () = stop => { answers.halt(Halt::AfterBatch); work.await }
            }
        };
        // What the reading side saw says more than "broken pipe".
        let loss = loss.or_else(|| sent.err().map(Loss::Broken));
        Ending { lost: loss.map(|loss| self.lost(loss)) }
    }

    /// Waits until `replicas` replicas have what was written over this connection, and returns how
    /// many have.
    pub(crate) async fn wait(&mut self, replicas: u32, within: Duration) -> Result<i64, BusError> {
        let milliseconds = u64::try_from(within.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut wait = cmd("WAIT");
        wait.arg(replicas).arg(milliseconds);
        let (wire, start) = (wait.get_packed_command(), Instant::now());
        self.send(&wire).await?;
        let reply = self.replies.next_after(within).await.map_err(|loss| self.lost(loss))?;
        node::log(&self.address, [&wait], start, 1);
        match reply {
            Reply::Integer(count) => Ok(count),
            Reply::Refused(refusal) => Err(BusError::Refused { subject: "WAIT".into(), refusal }),
            Reply::Id(_) | Reply::Status => Err(self.lost(Loss::Strange)),
        }
    }

    fn lost(&self, loss: Loss) -> BusError {
        let address = self.address.clone();
        let reason = match loss {
            Loss::Silent => return BusError::Silent { address, after: self.timeout },
            Loss::Closed => "the server closed it".into(),
            Loss::Strange => "what it answers is no answer of Redis".into(),
            Loss::Broken(error) => io_reason(&error),
        };
        BusError::Lost { address, reason }
    }
}

/// What is said first: the login, which is never logged, and then which database, and a question
/// that shows whether it works.
fn greeting(node: &Node) -> (Option<Cmd>, Vec<Cmd>) {
    let (login, select) = node.login_commands();
    (login, select.into_iter().chain([cmd("PING")]).collect())
}

/// The answering half.
struct Answers<'a, J> {
    halt: &'a watch::Sender<Halt>,
    journal: &'a RefCell<&'a mut J>,
    written: &'a Cell<u64>,
}

impl<J> Answers<'_, J> {
    fn halt(&self, wanted: Halt) {
        self.halt.send_if_modified(|halt| {
            let is_more = *halt < wanted;
            *halt = wanted.max(*halt);
            is_more
        });
    }

    fn heed(&self, onward: Onward) {
        if onward == Onward::Stop {
            self.halt(Halt::AfterBatch);
        }
    }

    async fn run<T>(
        &self,
        replies: &mut Replies<ReadHalf<Box<dyn Wire>>>,
        mut under_way: mpsc::Receiver<Flight<T>>,
    ) -> Option<Loss>
    where
        J: Journal<T>,
    {
        let mut loss = None;
        while let Some(flight) = under_way.recv().await {
            let count = flight.items.len();
            for item in flight.items {
                let fate = match item.end {
                    None => Fate::Noted,
                    Some(end) => self.fate(replies, &mut loss, end, &flight.taken).await,
                };
                self.heed(self.journal.borrow_mut().settle(item.tag, fate));
            }
            self.heed(self.journal.borrow_mut().batch_done(flight.mark));
            tracing::debug!("{count} XADD in one go, answered in {:.2?}", flight.since.elapsed());
        }
        loss
    }

    /// Waits for the answer to the command that ends at `end`; once the connection is lost, tells
    /// from the bytes that it has taken.
    async fn fate(
        &self,
        replies: &mut Replies<ReadHalf<Box<dyn Wire>>>,
        loss: &mut Option<Loss>,
        end: usize,
        taken: &Cell<usize>,
    ) -> Fate {
        if loss.is_none() {
            match replies.next(self.written).await {
                Ok(Reply::Id(id)) => return Fate::Confirmed(id),
                Ok(Reply::Refused(refusal)) => return Fate::Refused(refusal),
                Ok(Reply::Integer(_) | Reply::Status) => *loss = Some(Loss::Strange),
                Err(error) => *loss = Some(error),
            }
            self.halt(Halt::AtOnce);
        }
        if end <= taken.get() { Fate::InDoubt } else { Fate::Unsent }
    }
}
