//! A pipeline: publishing connections of its own, many commands unanswered at a time, and the exact
//! outcome of each.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use astra_model::Name;
use futures_util::future::join_all;
use redis::cmd;
use tokio::sync::{mpsc, watch};

use crate::cluster::bus::Bus;
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::publish::batch::Batch;
use crate::publish::dispatch::Routes;
use crate::publish::encode::{self, XaddOptions};
use crate::publish::limits::{RETRY_PAUSE, UNANSWERED_BATCHES};
use crate::publish::node_connection::NodeConnection;
use crate::publish::observer::{PublishObserver, WriteOutcome};
use crate::publish::rate_limit::RateLimit;
use crate::publish::replies::Reply;
use crate::publish::reply_reader::{Answer, Deferred, ReplyReader};
use crate::publish::writer::{BatchSender, Inbox, Pause, raise};

/// A connection to each node that events are published to.
#[derive(Debug)]
pub struct Pipeline {
    pub(crate) bus: Bus,
    /// The name of its connections in `CLIENT LIST`.
    pub(crate) name: Option<String>,
    pub(crate) connections: Vec<NodeConnection>,
    pub(crate) routes: Routes,
}

/// How the sending of a run of batches ended.
struct Segment<T> {
    lost: Option<BusError>,
    deferred: Vec<Deferred<T>>,
}

impl BusWriter {
    /// Opens a connection to every node, for many events. A `name` lets [`Bus::clients_named`] find
    /// the connections again.
    ///
    /// Waits for unreachable nodes of a cluster, up to the failover timeout. The streams of a node
    /// that stays unreachable are refused.
    ///
    /// # Errors
    /// Also if a server cannot work yet, e.g. while it loads its data. Nothing was sent then.
    pub async fn pipeline(&self, name: Option<String>) -> Result<Pipeline, BusError> {
        let start = Instant::now();
        let mut slot_map = self.slot_map().await?;
        let bus = Bus::clone(self);
        let mut pipeline = Pipeline { bus, name, connections: Vec::new(), routes: Routes::One };
        loop {
            let connected = pipeline.reconnect(Arc::clone(&slot_map)).await;
            let is_last = start.elapsed() >= self.failover_timeout() || slot_map.only().is_some();
            match connected {
                Ok(()) if is_last || pipeline.routes.is_complete() => {
                    pipeline.give_up_unreachable();
                    return Ok(pipeline);
                }
                Err(error) if is_last || !error.is_transient() => return Err(error),
                _ => {}
            }
            tokio::time::sleep(RETRY_PAUSE).await;
            slot_map = self.refresh_slot_map().await.unwrap_or(slot_map);
        }
    }

    /// Opens one connection, to the server that the user named: for a single event, which follows
    /// redirects if its stream is elsewhere.
    ///
    /// # Errors
    /// Also if the server cannot work yet. Nothing was sent then.
    pub async fn single_pipeline(&self) -> Result<Pipeline, BusError> {
        let connections = vec![NodeConnection::open(&self.seed, None).await?];
        Ok(Pipeline { bus: Bus::clone(self), name: None, connections, routes: Routes::One })
    }
}

impl Pipeline {
    /// Whether every server recognizes repeats (`IDMP`). Tries it on one of `streams` per node, with
    /// an empty producer, so that no server of any version writes anything.
    pub async fn deduplicates(&mut self, streams: &[Name]) -> Result<bool, BusError> {
        let mut is_known = true;
        for (index, connection) in self.connections.iter_mut().enumerate() {
            let is_here =
                |stream: &&Name| self.routes.connection_of(stream.as_bytes()) == Ok(index);
            let Some(stream) = streams.iter().find(is_here) else { return Ok(false) };
            let mut attempt = cmd("XADD");
            attempt.arg(stream.as_bytes()).arg(&["IDMP", "", "-", "*", "-", "-"]);
            let reply = connection.request(&attempt, Duration::ZERO).await?;
            is_known &= matches!(reply, Reply::Refused(refusal) if refusal.detail.contains("IDMP"));
        }
        Ok(is_known)
    }

    /// Publishes one event. Returns its outcome, and the lost connection if one is the reason.
    pub async fn publish_one<'a, I>(
        &mut self,
        options: XaddOptions<'_>,
        fields: impl Fn() -> I,
    ) -> (WriteOutcome, Option<BusError>)
    where
        I: Iterator<Item = (&'a [u8], &'a [u8])>,
    {
        let start = Instant::now();
        let mut buffer = Vec::new();
        let span = encode::xadd(&mut buffer, options, fields);
        let buffer = Rc::new(buffer);
        let connection = match self.routes.connection_of(options.stream) {
            Ok(index) => &mut self.connections[index],
            Err(refusal) => return (WriteOutcome::Refused(refusal.clone()), None),
        };
        let end = connection.written.get() + buffer.len() as u64;
        let (queue, writer, mut replies) = connection.halves();
        // The queue is open: its receiver is the writer.
        let _sent = queue.send(Rc::clone(&buffer));
        drop(queue);
        let ((), answer) = tokio::join!(writer.run(), replies.answer(end, span.of(&buffer)));
        let loss = replies.loss.take();
        tracing::debug!("1 XADD answered in {:.2?}", start.elapsed());
        match answer {
            Answer::Final(outcome) => (outcome, loss.map(|loss| connection.lost(loss))),
            Answer::Redirected(redirected) => {
                self.follow_redirect(redirected, Instant::now()).await
            }
        }
    }

    /// Sends batches until the channel ends, the observer or `stop` stops it, or a connection is
    /// lost, whose error is returned.
    ///
    /// The observer gets an outcome for every item of every batch that it saw being sent, in order.
    pub async fn run<T, O: PublishObserver<T>>(
        &mut self,
        batches: mpsc::Receiver<Batch<T>>,
        per_second: Option<f64>,
        observer: &mut O,
        stop: impl Future<Output = ()>,
    ) -> Option<BusError> {
        let pause = watch::Sender::new(Pause::No);
        let work = self.segments(Inbox::new(batches), RateLimit::new(per_second), observer, &pause);
        tokio::pin!(work);
        tokio::select! {
            lost = &mut work => lost,
            () = stop => { raise(&pause, Pause::Stop); work.await }
        }
    }

    /// Sends until a command is redirected, sends the redirected ones again, and continues.
    async fn segments<T, O: PublishObserver<T>>(
        &mut self,
        mut inbox: Inbox<T>,
        mut rate_limit: RateLimit,
        observer: &mut O,
        pause: &watch::Sender<Pause>,
    ) -> Option<BusError> {
        loop {
            let segment = self.segment(&mut inbox, &mut rate_limit, observer, pause).await;
            let is_over = segment.deferred.is_empty();
            let lost = self.resend(segment.deferred, segment.lost, observer, pause).await;
            if is_over || lost.is_some() || *pause.borrow() == Pause::Stop {
                return lost;
            }
            pause.send_replace(Pause::No);
        }
    }

    async fn segment<T, O: PublishObserver<T>>(
        &mut self,
        inbox: &mut Inbox<T>,
        rate_limit: &mut RateLimit,
        observer: &mut O,
        pause: &watch::Sender<Pause>,
    ) -> Segment<T> {
        let (sent, in_flight) = mpsc::channel(UNANSWERED_BATCHES);
        let observer = RefCell::new(observer);
        let written = self.connections.iter().map(|connection| connection.written.get()).collect();
        let (mut queues, mut writers, mut readers) = (Vec::new(), Vec::new(), Vec::new());
        for connection in &mut self.connections {
            let (queue, writer, replies) = connection.halves();
            queues.push(queue);
            writers.push(writer.run());
            readers.push(replies);
        }
        let routes = &self.routes;
        let sender = BatchSender {
            inbox,
            routes,
            queued: written,
            queues,
            in_flight: sent,
            pause: pause.subscribe(),
            rate_limit,
            observer: &observer,
        };
        let reader = ReplyReader {
            pause,
            observer: &observer,
            routes,
            connections: readers,
            deferred: Vec::new(),
        };
        let ((), _, (losses, deferred)) =
            tokio::join!(sender.run(), join_all(writers), reader.run(in_flight));
        let mut losses = self.connections.iter().zip(losses);
        let lost = losses.find_map(|(connection, loss)| loss.map(|loss| connection.lost(loss)));
        Segment { lost, deferred }
    }
}
