//! Waits until published entries are replicated or on disk (`WAIT`, `WAITAOF`).

use std::time::Duration;

use futures_util::future::try_join_all;
use redis::{Cmd, cmd};

use crate::error::bus_error::BusError;
use crate::publish::node_connection::NodeConnection;
use crate::publish::pipeline::Pipeline;
use crate::publish::replies::{ConnectionLoss, Reply};

/// How many append-only files hold the published entries on disk, of the shard that has the fewest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDisk {
    /// 1 if the master's file does.
    pub masters: i64,
    pub replicas: i64,
}

impl Pipeline {
    /// Waits until `replicas` replicas have the published entries, at most `timeout`. Returns how
    /// many have them, of the shard with the fewest.
    pub async fn wait(&mut self, replicas: u32, timeout: Duration) -> Result<i64, BusError> {
        let mut wait = cmd("WAIT");
        wait.arg(replicas).arg(milliseconds(timeout));
        let counts = self.request_writers(&wait, timeout).await?;
        Ok(counts.iter().filter_map(|counts| counts.first()).copied().min().unwrap_or(0))
    }

    /// Waits as [`Pipeline::wait`] does, until the entries are on disk in the append-only files of
    /// the master and of `replicas` replicas.
    pub async fn wait_aof(&mut self, replicas: u32, timeout: Duration) -> Result<OnDisk, BusError> {
        let mut wait = cmd("WAITAOF");
        wait.arg(1).arg(replicas).arg(milliseconds(timeout));
        let counts = self.request_writers(&wait, timeout).await?;
        let least = |index: usize| {
            counts.iter().filter_map(|counts| counts.get(index)).copied().min().unwrap_or(0)
        };
        Ok(OnDisk { masters: least(0), replicas: least(1) })
    }

    /// Sends a command to every node that has written something, or to all nodes if none has.
    /// `WAIT` is about the writes of its own connection, so any other node would count nothing.
    async fn request_writers(
        &mut self,
        command: &Cmd,
        timeout: Duration,
    ) -> Result<Vec<Vec<i64>>, BusError> {
        let has_any = self.connections.iter().any(|connection| connection.has_confirmed.get());
        let connections = self.connections.iter_mut();
        let writers = connections.filter(|connection| !has_any || connection.has_confirmed.get());
        try_join_all(writers.map(|connection| connection.request_counts(command, timeout))).await
    }
}

impl NodeConnection {
    async fn request_counts(
        &mut self,
        command: &Cmd,
        timeout: Duration,
    ) -> Result<Vec<i64>, BusError> {
        match self.request(command, timeout).await? {
            Reply::Integer(count) => Ok(vec![count]),
            Reply::Integers(counts) => Ok(counts),
            Reply::Refused(refusal) => {
                let name = command.args_iter().next();
                let subject = match name {
                    Some(redis::Arg::Simple(name)) => String::from_utf8_lossy(name).into_owned(),
                    _ => String::new(),
                };
                Err(BusError::Refused { subject, refusal })
            }
            Reply::Id(_) | Reply::Status => Err(self.lost(ConnectionLoss::UnexpectedReply)),
        }
    }
}

fn milliseconds(timeout: Duration) -> u64 {
    u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX).max(1)
}
