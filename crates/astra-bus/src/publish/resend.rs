//! Commands that a server of a cluster sent elsewhere: taken there one by one, in order.
//!
//! Nothing else is under way meanwhile, so that the order within a stream is kept: what comes later
//! for a stream that has moved was turned away as well, and follows.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::publish::encode;
use crate::publish::node_connection::NodeConnection;
use crate::publish::observer::{Onward, PublishObserver, WriteOutcome};
use crate::publish::pipeline::{PAUSE, Pipeline};
use crate::publish::replies::{Loss, Reply};
use crate::publish::reply_reader::{Deferred, Outcome, Redirected, raise};
use crate::publish::writer::Pause;

/// Said before a command whose slot is on its way to the server.
const ASKING: &[u8] = b"*1\r\n$6\r\nASKING\r\n";

/// A fate, and the loss of a connection that made it so.
type Resent = (WriteOutcome, Option<BusError>);

impl Pipeline {
    /// Settles what was held back, after it was carried to where it belongs; returns the first loss.
    pub(crate) async fn resend<T, J: PublishObserver<T>>(
        &mut self,
        held: Vec<Deferred<T>>,
        mut lost: Option<BusError>,
        journal: &mut J,
        halt: &watch::Sender<Pause>,
    ) -> Option<BusError> {
        // Since when nothing has gone through: all that is held is not waited for one by one.
        let mut since = Instant::now();
        for held in held {
            let onward = match held {
                Deferred::Done(mark) => journal.batch_done(mark),
                Deferred::Item(tag, Outcome::Known(fate)) => journal.settled(tag, fate),
                Deferred::Item(tag, Outcome::Elsewhere(_)) if lost.is_some() => {
                    journal.settled(tag, WriteOutcome::Unsent)
                }
                Deferred::Item(tag, Outcome::Elsewhere(astray)) => {
                    let (fate, error) = self.take_there(astray, since).await;
                    if matches!(fate, WriteOutcome::Confirmed(_)) {
                        since = Instant::now();
                    }
                    lost = error;
                    journal.settled(tag, fate)
                }
            };
            if onward == Onward::Stop {
                raise(halt, Pause::Stop);
            }
        }
        lost
    }

    /// Sends a command to where its stream is, until a server was waited for long enough.
    async fn take_there(&mut self, mut astray: Redirected, since: Instant) -> Resent {
        loop {
            let is_last = since.elapsed() >= self.bus.failover_timeout();
            let lane = match self.lane_for(&astray).await {
                Ok(lane) => lane,
                Err(BusError::Refused { refusal, .. }) if is_last && refusal.is_unreachable() => {
                    return (WriteOutcome::Refused(refusal), None);
                }
                Err(error) if is_last || !error.is_transient() => {
                    return (WriteOutcome::Unsent, Some(error));
                }
                Err(_) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let is_asking = astray.refusal.importing_node().is_some();
            match self.lanes[lane].send_again(&astray.command, is_asking).await {
                (WriteOutcome::Refused(refusal), None) if refusal.is_redirect() && !is_last => {
                    astray.refusal = refusal;
                }
                (WriteOutcome::Refused(refusal), None) => {
                    let stream = encode::stream_of(&astray.command);
                    let refusal = refusal.with_denied(self.bus.user(), "XADD", &[stream]);
                    return (WriteOutcome::Refused(refusal), None);
                }
                carried => return carried,
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The lane over which a command is tried next.
    async fn lane_for(&mut self, astray: &Redirected) -> Result<usize, BusError> {
        if let Some(place) = astray.refusal.importing_node() {
            let node = Arc::new(self.bus.seed.peer(place));
            return self.lane_to(&node).await;
        }
        let slot_map = self.bus.refresh_slot_map().await?;
        self.reconnect(slot_map).await?;
        let lane = self.routes.lane_of(encode::stream_of(&astray.command));
        let away = |refusal: &ReplyError| BusError::Refused {
            subject: String::new(),
            refusal: refusal.clone(),
        };
        lane.map_err(away)
    }
}

impl NodeConnection {
    /// Sends one command alone.
    async fn send_again(&mut self, command: &[u8], is_asking: bool) -> Resent {
        let transport = [if is_asking { ASKING } else { b"" }, command].concat();
        if let Err(error) = self.writer.write_all(&transport).await {
            return (WriteOutcome::Unsent, Some(self.lost(Loss::Broken(error))));
        }
        self.written.set(self.written.get() + transport.len() as u64);
        match self.answer_to(is_asking).await {
            Ok(fate) => (fate, None),
            Err(loss) => (WriteOutcome::InDoubt, Some(self.lost(loss))),
        }
    }

    async fn answer_to(&mut self, is_asking: bool) -> Result<WriteOutcome, Loss> {
        self.writer.flush().await.map_err(Loss::Broken)?;
        if is_asking && self.replies.next(&self.written).await? != Reply::Status {
            return Err(Loss::Strange);
        }
        match self.replies.next(&self.written).await? {
            Reply::Id(id) => {
                self.has_confirmed.set(true);
                Ok(WriteOutcome::Confirmed(id))
            }
            Reply::Refused(refusal) => Ok(WriteOutcome::Refused(refusal)),
            Reply::Integer(_) | Reply::Integers(_) | Reply::Status => Err(Loss::Strange),
        }
    }
}
