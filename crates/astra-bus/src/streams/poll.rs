//! A consumer's streams in a cluster: in as many slots as streams, which no read can wait for together.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use astra_model::Name;
use redis::Cmd;
use tokio::time::sleep;

use crate::cluster::bus::Bus;
use crate::cluster::pool::{Pool, RawRequests};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// Rest after a read that brought nothing, which doubles up to the longest.
const FIRST_REST: Duration = Duration::from_millis(1);

const LONGEST_REST: Duration = Duration::from_millis(20);

/// Connections to the servers of a cluster.
#[derive(Debug)]
pub(crate) struct PollingReader {
    bus: Bus,
    pool: Pool,
    /// Answers that were not taken yet.
    answers: VecDeque<Result<Vec<u8>, ReplyError>>,
}

impl PollingReader {
    pub(crate) fn new(bus: &Bus) -> Self {
        Self { bus: bus.clone(), pool: Pool::default(), answers: VecDeque::new() }
    }

    /// Sends commands that change something, each once, and waits for their answers.
    pub(crate) async fn send(&mut self, commands: &[(Name, Cmd)]) -> Result<(), BusError> {
        self.answers.extend(self.put(commands).await?);
        Ok(())
    }

    /// The answers to what was sent, one after the other.
    pub(crate) fn answer(&mut self) -> Option<Result<Vec<u8>, ReplyError>> {
        self.answers.pop_front()
    }

    /// Puts the same questions again and again, until one brings more than nil or `block` is over.
    pub(crate) async fn poll(
        &self,
        commands: &[(Name, Cmd)],
        block: Duration,
    ) -> Result<Vec<Result<Vec<u8>, ReplyError>>, BusError> {
        let until = Instant::now() + block;
        let mut rest = FIRST_REST;
        loop {
            let mut answers = self.put(commands).await?;
            answers.retain(|answer| answer.as_ref().map_or(true, |reply| !is_nil(reply)));
            if !answers.is_empty() || Instant::now() >= until {
                return Ok(answers);
            }
            sleep(rest).await;
            rest = (rest * 2).min(LONGEST_REST);
        }
    }

    async fn put(
        &self,
        commands: &[(Name, Cmd)],
    ) -> Result<Vec<Result<Vec<u8>, ReplyError>>, BusError> {
        let questions = RawRequests { pool: &self.pool, commands, is_repeatable: false };
        let answers = self.bus.route(&questions).await?;
        Ok(answers.into_iter().map(|answer| answer.and_then(|answer| answer)).collect())
    }
}

fn is_nil(reply: &[u8]) -> bool {
    matches!(reply, b"*-1\r\n" | b"$-1\r\n" | b"_\r\n" | b"*0\r\n")
}
