//! The sending side of a pipeline: batches go out one after the other, a limited number unanswered.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, watch};

use crate::publish::batch::Batch;
use crate::publish::dispatch::{InFlight, NodeCommands, Routes};
use crate::publish::observer::PublishObserver;
use crate::publish::rate_limit::RateLimit;

/// Whether further batches may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pause {
    No,
    /// Send no batch until the redirected commands are written.
    Redirected,
    /// Send no further batch.
    Stop,
}

/// Raises the pause to at least `wanted`.
pub(crate) fn raise(pause: &watch::Sender<Pause>, wanted: Pause) {
    pause.send_if_modified(|pause| {
        let is_raised = *pause < wanted;
        *pause = wanted.max(*pause);
        is_raised
    });
}

/// Batches that wait to be sent.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    batches: mpsc::Receiver<Batch<T>>,
    /// Received, but not sent yet.
    next: Option<Batch<T>>,
}

impl<T> Inbox<T> {
    pub(crate) fn new(batches: mpsc::Receiver<Batch<T>>) -> Self {
        Self { batches, next: None }
    }

    /// Waits until a batch is here, and returns the number of its commands; `None` at the end.
    async fn ready(&mut self) -> Option<usize> {
        if self.next.is_none() {
            self.next = self.batches.recv().await;
        }
        self.next.as_ref().map(Batch::command_count)
    }
}

/// Hands batches to the connections.
pub(crate) struct BatchSender<'a, T, O> {
    pub(crate) inbox: &'a mut Inbox<T>,
    pub(crate) routes: &'a Routes,
    /// Bytes that each connection was ever given.
    pub(crate) queued: Vec<u64>,
    /// The queue of each connection.
    pub(crate) queues: Vec<mpsc::UnboundedSender<Rc<Vec<u8>>>>,
    pub(crate) in_flight: mpsc::Sender<InFlight<T>>,
    pub(crate) pause: watch::Receiver<Pause>,
    pub(crate) rate_limit: &'a mut RateLimit,
    pub(crate) observer: &'a RefCell<&'a mut O>,
}

impl<T, O: PublishObserver<T>> BatchSender<'_, T, O> {
    /// Hands out batches until the input ends or a pause is raised.
    pub(crate) async fn run(mut self) {
        while let Some(batch) = self.next().await {
            let tags = batch.items.iter().map(|item| &item.tag);
            if self.observer.borrow_mut().sending(tags).is_break() {
                break;
            }
            let (batch, parts) = self.routes.assign(batch, &mut self.queued);
            if self.in_flight.send(batch).await.is_err() {
                break;
            }
            for NodeCommands { connection, bytes } in parts {
                // A lost connection has closed its queue; the reply reader reports these as unsent.
                let _closed = self.queues[connection].send(bytes);
            }
        }
    }

    /// The next batch, once another may be unanswered and the rate limit allows it.
    async fn next(&mut self) -> Option<Batch<T>> {
        let mut pause = self.pause.clone();
        let ready = async {
            let commands = self.inbox.ready().await?;
            if let Some(due) = self.rate_limit.reserve(commands) {
                tokio::time::sleep_until(due).await;
            }
            drop(self.in_flight.reserve().await.ok()?);
            self.inbox.next.take()
        };
        tokio::select! {
            biased;
            _ = pause.wait_for(|pause| *pause > Pause::No) => None,
            batch = ready => batch,
        }
    }
}

/// Writes the queue of one connection to it.
pub(crate) struct NodeWriter<'a, W> {
    pub(crate) writer: &'a mut W,
    /// Bytes that the connection has ever taken.
    pub(crate) written: &'a Cell<u64>,
    pub(crate) queue: mpsc::UnboundedReceiver<Rc<Vec<u8>>>,
    pub(crate) is_lost: watch::Receiver<bool>,
}

impl<W: AsyncWrite + Unpin> NodeWriter<'_, W> {
    /// Writes until the queue closes or the connection fails. The reply reader reports the cause.
    pub(crate) async fn run(mut self) {
        while let Some(bytes) = self.queue.recv().await {
            let mut is_lost = self.is_lost.clone();
            let is_written = tokio::select! {
                biased;
                _ = is_lost.wait_for(|is_lost| *is_lost) => false,
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
        // A TLS connection buffers what is not flushed.
        self.writer.flush().await
    }
}
