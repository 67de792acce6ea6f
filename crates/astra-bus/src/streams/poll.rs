//! Reading new entries of many streams in a cluster, where no server can wait for all of them.
//!
//! A server blocks only for keys of one slot, and a bus has about as many slots as streams. So the poller
//! reads all streams again and again, with a pause in between.

use std::time::{Duration, Instant};

use astra_model::Name;
use redis::Cmd;
use tokio::time::sleep;

use crate::cluster::bus::Bus;
use crate::cluster::raw_requests::RawRequests;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::retry::Backoff;

/// A reply as bytes, or an error reply.
pub(crate) type RawReply = Result<Vec<u8>, ReplyError>;

/// The pause after a read that returned nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PollPause {
    /// For readers that nobody but themselves waits for.
    Backoff(Backoff),
    /// So long that reading takes at most one part in `parts` of the time, but at least `shortest`.
    Share { parts: u32, shortest: Duration },
}

impl PollPause {
    fn next_pause(&mut self, read_took: Duration) -> Duration {
        match self {
            Self::Backoff(backoff) => backoff.next_pause(),
            Self::Share { parts, shortest } => read_took.saturating_mul(*parts).max(*shortest),
        }
    }
}

/// Polls the servers of a cluster.
#[derive(Debug)]
pub(crate) struct Poller {
    bus: Bus,
    pause: PollPause,
    /// Whether a read may be repeated if its reply was lost.
    is_repeatable: bool,
}

impl Poller {
    pub(crate) fn new(bus: &Bus, pause: PollPause, is_repeatable: bool) -> Self {
        Self { bus: bus.clone(), pause, is_repeatable }
    }

    /// Sends each command once, and returns the replies in order.
    pub(crate) async fn send(&self, commands: &[(Name, Cmd)]) -> Result<Vec<RawReply>, BusError> {
        let requests = RawRequests { commands, is_repeatable: self.is_repeatable };
        let replies = self.bus.route(&requests).await?;
        Ok(replies.into_iter().map(|reply| reply.and_then(|reply| reply)).collect())
    }

    /// Sends the commands again and again until a reply is relevant or `block` has passed. Returns the
    /// relevant replies, each with the index of its command.
    pub(crate) async fn poll(
        &self,
        commands: &[(Name, Cmd)],
        block: Duration,
        is_relevant: impl Fn(&RawReply) -> bool,
    ) -> Result<Vec<(usize, RawReply)>, BusError> {
        let deadline = Instant::now() + block;
        let mut pause = self.pause;
        loop {
            let began = Instant::now();
            let replies = self.send(commands).await?.into_iter().enumerate();
            let relevant: Vec<_> = replies.filter(|(_, reply)| is_relevant(reply)).collect();
            let now = Instant::now();
            if !relevant.is_empty() || now >= deadline {
                return Ok(relevant);
            }
            sleep(pause.next_pause(now - began).min(deadline - now)).await;
        }
    }
}

/// Whether a reply to `XREAD` or `XREADGROUP` holds entries, or an error.
pub(crate) fn has_entries(reply: &RawReply) -> bool {
    let is_nil =
        |reply: &[u8]| matches!(reply, b"*-1\r\n" | b"$-1\r\n" | b"_\r\n" | b"*0\r\n" | b"%0\r\n");
    reply.as_ref().map_or(true, |reply| !is_nil(reply))
}
