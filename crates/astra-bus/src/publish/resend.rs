//! Sends redirected commands again, one by one and in order.
//!
//! Nothing else is unanswered meanwhile. This keeps the order within each stream: later commands for
//! a stream that has moved were redirected as well, and follow.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::publish::limits::RETRY_PAUSE;
use crate::publish::node_connection::NodeConnection;
use crate::publish::observer::{PublishObserver, WriteOutcome};
use crate::publish::pipeline::Pipeline;
use crate::publish::replies::{ConnectionLoss, Reply};
use crate::publish::reply_reader::{Answer, Deferred, Redirected};
use crate::publish::writer::{Pause, raise};

/// Announces a command whose slot is being imported by the node.
const ASKING: &[u8] = b"*1\r\n$6\r\nASKING\r\n";

/// The outcome of one command, and the lost connection that caused it, if one did.
type SingleOutcome = (WriteOutcome, Option<BusError>);

impl Pipeline {
    /// Sends the redirected commands again, and reports all that was deferred to the observer.
    /// Returns the first lost connection.
    pub(crate) async fn resend<T, O: PublishObserver<T>>(
        &mut self,
        deferred: Vec<Deferred<T>>,
        mut lost: Option<BusError>,
        observer: &mut O,
        pause: &watch::Sender<Pause>,
    ) -> Option<BusError> {
        // Since the last success: the failover timeout applies to all commands together.
        let mut since = Instant::now();
        for deferred in deferred {
            let flow = match deferred {
                Deferred::BatchCompleted(mark) => observer.batch_completed(mark),
                Deferred::Completed(tag, Answer::Final(outcome)) => {
                    observer.completed(tag, outcome)
                }
                Deferred::Completed(tag, Answer::Redirected(_)) if lost.is_some() => {
                    observer.completed(tag, WriteOutcome::Unsent)
                }
                Deferred::Completed(tag, Answer::Redirected(redirected)) => {
                    let (outcome, error) = self.follow_redirect(redirected, since).await;
                    if matches!(outcome, WriteOutcome::Confirmed(_)) {
                        since = Instant::now();
                    }
                    lost = error;
                    observer.completed(tag, outcome)
                }
            };
            if flow.is_break() {
                raise(pause, Pause::Stop);
            }
        }
        lost
    }

    /// Sends a command to the node of its stream, and retries until the failover timeout has passed
    /// `since` then.
    pub(crate) async fn follow_redirect(
        &mut self,
        mut redirected: Redirected,
        since: Instant,
    ) -> SingleOutcome {
        loop {
            let is_last = since.elapsed() >= self.bus.failover_timeout();
            let connection = match self.connection_for(&redirected).await {
                Ok(connection) => connection,
                Err(BusError::Refused { refusal, .. }) if is_last && refusal.is_unreachable() => {
                    return (WriteOutcome::Refused(refusal), None);
                }
                Err(error) if is_last || !error.is_transient() => {
                    return (WriteOutcome::Unsent, Some(error));
                }
                Err(_) => {
                    tokio::time::sleep(RETRY_PAUSE).await;
                    continue;
                }
            };
            let is_asking = redirected.refusal.importing_node().is_some();
            let connection = &mut self.connections[connection];
            match connection.send_alone(&redirected.command, is_asking).await {
                (WriteOutcome::Refused(refusal), None) if refusal.is_redirect() && !is_last => {
                    redirected.refusal = refusal;
                }
                (WriteOutcome::Refused(refusal), None) => {
                    let stream = redirected.stream.as_bytes();
                    let refusal = refusal.with_denied(self.bus.user(), "XADD", &[stream]);
                    return (WriteOutcome::Refused(refusal), None);
                }
                outcome => return outcome,
            }
            tokio::time::sleep(RETRY_PAUSE).await;
        }
    }

    /// The index of the connection to try next.
    async fn connection_for(&mut self, redirected: &Redirected) -> Result<usize, BusError> {
        if let Some(place) = redirected.refusal.importing_node() {
            let node = Arc::new(self.bus.seed.peer(place));
            return self.connect_to(&node).await;
        }
        let slot_map = self.bus.refresh_slot_map().await?;
        self.reconnect(slot_map).await?;
        let unreachable = |refusal: &ReplyError| BusError::Refused {
            subject: String::new(),
            refusal: refusal.clone(),
        };
        self.routes.connection_of(redirected.stream.as_bytes()).map_err(unreachable)
    }
}

impl NodeConnection {
    /// Sends one command while nothing else is unanswered, and waits for its reply.
    async fn send_alone(&mut self, command: &[u8], is_asking: bool) -> SingleOutcome {
        let bytes = [if is_asking { ASKING } else { b"" }, command].concat();
        if let Err(error) = self.writer.write_all(&bytes).await {
            return (WriteOutcome::Unsent, Some(self.lost(ConnectionLoss::Broken(error))));
        }
        self.written.set(self.written.get() + bytes.len() as u64);
        match self.outcome_alone(is_asking).await {
            Ok(outcome) => (outcome, None),
            Err(loss) => (WriteOutcome::InDoubt, Some(self.lost(loss))),
        }
    }

    async fn outcome_alone(&mut self, is_asking: bool) -> Result<WriteOutcome, ConnectionLoss> {
        self.writer.flush().await.map_err(ConnectionLoss::Broken)?;
        if is_asking && self.replies.next(&self.written).await? != Reply::Status {
            return Err(ConnectionLoss::UnexpectedReply);
        }
        match self.replies.next(&self.written).await? {
            Reply::Id(id) => {
                self.has_confirmed.set(true);
                Ok(WriteOutcome::Confirmed(id))
            }
            Reply::Refused(refusal) => Ok(WriteOutcome::Refused(refusal)),
            Reply::Integer(_) | Reply::Integers(_) | Reply::Status => {
                Err(ConnectionLoss::UnexpectedReply)
            }
        }
    }
}
