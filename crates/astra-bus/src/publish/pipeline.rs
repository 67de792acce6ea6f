//! A pipe: connections of its own for publishing, many commands under way, each answer accounted for.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::sync::{mpsc, watch};

use crate::cluster::bus::Bus;
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::publish::batch::Batch;
use crate::publish::dispatch::Routes;
use crate::publish::node_connection::NodeConnection;
use crate::publish::observer::PublishObserver;
use crate::publish::rate_limit::RateLimit;
use crate::publish::reply_reader::{Deferred, ReplyReader, raise};
use crate::publish::writer::{Inbox, Pause, SendState};

/// Batches that are sent and not yet answered: what is in doubt when a connection is lost is at
/// most this many.
pub(crate) const UNDER_WAY: usize = 16;

/// Between two attempts to find servers that are away, or where a stream is.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// A logged-in connection to each server that is published to: a lane.
#[derive(Debug)]
pub struct Pipeline {
    pub(crate) bus: Bus,
    /// What its connections are called at the servers.
    pub(crate) name: Option<String>,
    pub(crate) lanes: Vec<NodeConnection>,
    pub(crate) routes: Routes,
}

/// What a stretch of a run ended with.
struct Leg<T> {
    lost: Option<BusError>,
    held: Vec<Deferred<T>>,
}

impl BusWriter {
    /// Opens a connection to every server, to publish much. Where it is to be found again, it is
    /// given a name, see [`Bus::clients_named`].
    ///
    /// A server of a cluster is waited for; one that stays away refuses what is for it.
    ///
    /// # Errors
    /// Also where a server refuses to work at all, e.g. while it loads its data: nothing was sent then.
    pub async fn pipeline(&self, name: Option<String>) -> Result<Pipeline, BusError> {
        let began = Instant::now();
        let mut slot_map = self.slot_map().await?;
        let mut pipe =
            Pipeline { bus: Bus::clone(self), name, lanes: Vec::new(), routes: Routes::One };
        loop {
            let followed = pipe.reconnect(Arc::clone(&slot_map)).await;
            let is_over = began.elapsed() >= self.failover_timeout() || slot_map.only().is_some();
            match followed {
                Ok(()) if is_over || pipe.routes.is_whole() => {
                    pipe.give_up();
                    return Ok(pipe);
                }
                Err(error) if is_over || !error.is_transient() => return Err(error),
                _ => {}
            }
            tokio::time::sleep(PAUSE).await;
            slot_map = self.refresh_slot_map().await.unwrap_or(slot_map);
        }
    }

    /// Opens a connection to the server that was named alone: for a single event, which goes on from
    /// there if its stream is elsewhere.
    ///
    /// # Errors
    /// Also where the server refuses to work at all: nothing was sent then.
    pub async fn single_pipeline(&self) -> Result<Pipeline, BusError> {
        let lanes = vec![NodeConnection::open(&self.seed, None).await?];
        Ok(Pipeline { bus: Bus::clone(self), name: None, lanes, routes: Routes::One })
    }
}

impl Pipeline {
    /// Sends batches until the channel ends, the journal or `stop` says so, or a connection is lost,
    /// which is returned.
    ///
    /// Every item of every batch that was begun is settled in the journal, in order.
    pub async fn run<T, J: PublishObserver<T>>(
        &mut self,
        batches: mpsc::Receiver<Batch<T>>,
        per_second: Option<f64>,
        journal: &mut J,
        stop: impl Future<Output = ()>,
    ) -> Option<BusError> {
        let halt = watch::Sender::new(Pause::No);
        let work = self.legs(Inbox::new(batches), RateLimit::new(per_second), journal, &halt);
        tokio::pin!(work);
        tokio::select! {
            lost = &mut work => lost,
            () = stop => { raise(&halt, Pause::Stop); work.await }
        }
    }

    /// Sends as long as every stream is where it is thought to be; then what was sent astray is
    /// carried to where it belongs, and sending goes on.
    async fn legs<T, J: PublishObserver<T>>(
        &mut self,
        mut inbox: Inbox<T>,
        mut pace: RateLimit,
        journal: &mut J,
        halt: &watch::Sender<Pause>,
    ) -> Option<BusError> {
        loop {
            let leg = self.leg(&mut inbox, &mut pace, journal, halt).await;
            let is_over = leg.held.is_empty();
            let lost = self.resend(leg.held, leg.lost, journal, halt).await;
            if is_over || lost.is_some() || *halt.borrow() == Pause::Stop {
                return lost;
            }
            halt.send_replace(Pause::No);
        }
    }

    async fn leg<T, J: PublishObserver<T>>(
        &mut self,
        inbox: &mut Inbox<T>,
        pace: &mut RateLimit,
        journal: &mut J,
        halt: &watch::Sender<Pause>,
    ) -> Leg<T> {
        let (flights, under_way) = mpsc::channel(UNDER_WAY);
        let journal = RefCell::new(journal);
        let queued = self.lanes.iter().map(|lane| lane.written.get()).collect();
        let (mut senders, mut pushes, mut listens) = (Vec::new(), Vec::new(), Vec::new());
        for lane in &mut self.lanes {
            let (sender, push, listen) = lane.halves();
            senders.push(sender);
            pushes.push(push.run());
            listens.push(listen);
        }
        let (routes, signal, lanes) = (&self.routes, halt.subscribe(), senders);
        let sending = SendState {
            inbox,
            routes,
            queued,
            lanes,
            flights,
            halt: signal,
            pace,
            journal: &journal,
        };
        let answers =
            ReplyReader { halt, journal: &journal, routes, lanes: listens, held: Vec::new() };
        let ((), _, (losses, held)) =
            tokio::join!(sending.run(), join_all(pushes), answers.run(under_way));
        let mut losses = self.lanes.iter().zip(losses);
        let lost = losses.find_map(|(lane, loss)| loss.map(|loss| lane.lost(loss)));
        Leg { lost, held }
    }
}
