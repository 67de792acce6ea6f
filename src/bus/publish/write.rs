//! The sending half of a pipe: batches go out one after the other, a bounded number unanswered.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::Instant;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, watch};

use crate::bus::publish::batch::{Batch, Item};
use crate::bus::publish::pace::Pace;
use crate::bus::publish::{Journal, Onward};

/// How far sending may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Halt {
    No,
    /// Finish the batch that is being sent.
    AfterBatch,
    /// The connection is gone.
    AtOnce,
}

/// A batch under way.
#[derive(Debug)]
pub(super) struct Flight<T> {
    pub(super) items: Vec<Item<T>>,
    pub(super) mark: u64,
    /// How many of the batch's bytes the connection has taken.
    pub(super) taken: Rc<Cell<usize>>,
    pub(super) since: Instant,
}

/// The sending half.
pub(super) struct Sending<'a, T, J> {
    pub(super) batches: mpsc::Receiver<Batch<T>>,
    pub(super) flights: mpsc::Sender<Flight<T>>,
    pub(super) halt: watch::Receiver<Halt>,
    pub(super) pace: Pace,
    pub(super) journal: &'a RefCell<&'a mut J>,
    /// Bytes ever taken by the connection.
    pub(super) written: &'a Cell<u64>,
}

impl<T, J: Journal<T>> Sending<'_, T, J> {
    /// Sends until there is nothing more, it is told to halt, or the connection takes no more.
    pub(super) async fn run(mut self, writer: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        while let Some(batch) = self.next().await {
            let tags = batch.items.iter().map(|item| &item.tag);
            if self.journal.borrow_mut().sending(tags) == Onward::Stop {
                break;
            }
            let taken = Rc::new(Cell::new(0));
            let (items, mark) = (batch.items, batch.mark);
            let flight = Flight { items, mark, taken: Rc::clone(&taken), since: Instant::now() };
            if self.flights.send(flight).await.is_err() {
                break;
            }
            self.push(writer, &batch.wire, &taken).await?;
        }
        Ok(())
    }

    /// The next batch, once there is room for one under way and the pace allows it.
    async fn next(&mut self) -> Option<Batch<T>> {
        let mut halt = self.halt.clone();
        let ready = async {
            let batch = self.batches.recv().await?;
            if let Some(due) = self.pace.book(batch.commands()) {
                tokio::time::sleep_until(due).await;
            }
            self.flights.reserve().await.ok()?;
            Some(batch)
        };
        tokio::select! {
            biased;
            _ = halt.wait_for(|halt| *halt > Halt::No) => None,
            batch = ready => batch,
        }
    }

    async fn push(
        &mut self,
        writer: &mut (impl AsyncWrite + Unpin),
        wire: &[u8],
        taken: &Cell<usize>,
    ) -> io::Result<()> {
        while taken.get() < wire.len() {
            let count = tokio::select! {
                biased;
                _ = self.halt.wait_for(|halt| *halt == Halt::AtOnce) => return Ok(()),
                count = writer.write(&wire[taken.get()..]) => count?,
            };
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            taken.set(taken.get() + count);
            self.written.set(self.written.get() + count as u64);
        }
        // What an encrypted connection has taken may still be in a buffer of its own.
        tokio::select! {
            biased;
            _ = self.halt.wait_for(|halt| *halt == Halt::AtOnce) => Ok(()),
            flushed = writer.flush() => flushed,
        }
    }
}
