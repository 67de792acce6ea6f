//! The sending half of a pipe: batches go out one after the other, a bounded number unanswered.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, watch};

use crate::publish::batch::Batch;
use crate::publish::dispatch::{InFlight, Part, Routes};
use crate::publish::observer::{Onward, PublishObserver};
use crate::publish::rate_limit::RateLimit;

/// How far sending may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pause {
    No,
    /// Begin no batch until what a server sent elsewhere is there.
    Pause,
    /// Begin no batch any more.
    Stop,
}

/// Batches that wait to be sent.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    batches: mpsc::Receiver<Batch<T>>,
    /// Taken out, and not begun.
    next: Option<Batch<T>>,
}

impl<T> Inbox<T> {
    pub(crate) fn new(batches: mpsc::Receiver<Batch<T>>) -> Self {
        Self { batches, next: None }
    }

    /// Waits for a batch to be there, and returns the number of its commands.
    async fn ready(&mut self) -> Option<usize> {
        if self.next.is_none() {
            self.next = self.batches.recv().await;
        }
        self.next.as_ref().map(Batch::commands)
    }
}

/// The sending half.
pub(crate) struct SendState<'a, T, J> {
    pub(crate) inbox: &'a mut Inbox<T>,
    pub(crate) routes: &'a Routes,
    /// Bytes that were ever given to each lane.
    pub(crate) queued: Vec<u64>,
    pub(crate) lanes: Vec<mpsc::UnboundedSender<Rc<Vec<u8>>>>,
    pub(crate) flights: mpsc::Sender<InFlight<T>>,
    pub(crate) halt: watch::Receiver<Pause>,
    pub(crate) pace: &'a mut RateLimit,
    pub(crate) journal: &'a RefCell<&'a mut J>,
}

impl<T, J: PublishObserver<T>> SendState<'_, T, J> {
    /// Gives batches to the lanes until there is nothing more or it is told to halt.
    pub(crate) async fn run(mut self) {
        while let Some(batch) = self.next().await {
            let tags = batch.items.iter().map(|item| &item.tag);
            if self.journal.borrow_mut().sending(tags) == Onward::Stop {
                break;
            }
            let (flight, parts) = self.routes.assign(batch, &mut self.queued);
            if self.flights.send(flight).await.is_err() {
                break;
            }
            for Part { lane, bytes } in parts {
                // A lane that is gone takes nothing: its items are found to be unsent.
                let _gone = self.lanes[lane].send(bytes);
            }
        }
    }

    /// The next batch, once there is room for one under way and the pace allows it.
    async fn next(&mut self) -> Option<Batch<T>> {
        let mut halt = self.halt.clone();
        let ready = async {
            let commands = self.inbox.ready().await?;
            if let Some(due) = self.pace.book(commands) {
                tokio::time::sleep_until(due).await;
            }
            drop(self.flights.reserve().await.ok()?);
            self.inbox.next.take()
        };
        tokio::select! {
            biased;
            _ = halt.wait_for(|halt| *halt > Pause::No) => None,
            batch = ready => batch,
        }
    }
}

/// The sending half of one lane.
pub(crate) struct NodeWriter<'a, W> {
    pub(crate) writer: &'a mut W,
    /// Bytes ever taken by the connection.
    pub(crate) written: &'a Cell<u64>,
    pub(crate) queue: mpsc::UnboundedReceiver<Rc<Vec<u8>>>,
    /// Whether the connection is lost.
    pub(crate) cut: watch::Receiver<bool>,
}

impl<W: AsyncWrite + Unpin> NodeWriter<'_, W> {
    /// Writes until there is nothing more, or the connection takes no more: why, the reading side
    /// finds, which waits for the answers.
    pub(crate) async fn run(mut self) {
        while let Some(bytes) = self.queue.recv().await {
            let mut cut = self.cut.clone();
            let is_written = tokio::select! {
                biased;
                _ = cut.wait_for(|is_cut| *is_cut) => false,
                written = self.write(&bytes) => written.is_ok(),
            };
            if !is_written {
                return;
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let count = self.writer.write(rest).await?;
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.written.set(self.written.get() + count as u64);
            rest = &rest[count..];
        }
        // An encrypted connection keeps back what is not called for.
        self.writer.flush().await
    }
}
