//! How far what was published has come: on how many replicas it is, and whether it is on disk.

use std::time::Duration;

use futures_util::future::try_join_all;
use redis::{Cmd, cmd};

use crate::error::bus_error::BusError;
use crate::publish::node_connection::NodeConnection;
use crate::publish::pipeline::Pipeline;
use crate::publish::replies::Reply;

/// In how many append-only files what was published is on disk, at the server where it is in fewest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDisk {
    /// 1 where the master has it.
    pub masters: i64,
    pub replicas: i64,
}

impl Pipeline {
    /// Waits until `replicas` replicas have what was published, and returns how many have: of the
    /// servers that were published to, where it is fewest.
    pub async fn wait(&mut self, replicas: u32, within: Duration) -> Result<i64, BusError> {
        let mut wait = cmd("WAIT");
        wait.arg(replicas).arg(milliseconds(within));
        let counts = self.ask_writers(&wait, within).await?;
        Ok(counts.iter().filter_map(|counts| counts.first()).copied().min().unwrap_or(0))
    }

    /// As [`Pipeline::wait`], for what is on disk in the append-only file of the master and of `replicas`.
    pub async fn wait_aof(&mut self, replicas: u32, within: Duration) -> Result<OnDisk, BusError> {
        let mut wait = cmd("WAITAOF");
        wait.arg(1).arg(replicas).arg(milliseconds(within));
        let counts = self.ask_writers(&wait, within).await?;
        let least = |index: usize| {
            counts.iter().filter_map(|counts| counts.get(index)).copied().min().unwrap_or(0)
        };
        Ok(OnDisk { masters: least(0), replicas: least(1) })
    }

    /// Asks the servers that have written something, or all where none has: `WAIT` is about what came
    /// over the connection itself, and one that only sent it elsewhere has nothing to say.
    async fn ask_writers(
        &mut self,
        command: &Cmd,
        within: Duration,
    ) -> Result<Vec<Vec<i64>>, BusError> {
        let has_any = self.lanes.iter().any(|lane| lane.has_confirmed.get());
        let writers = self.lanes.iter_mut().filter(|lane| !has_any || lane.has_confirmed.get());
        try_join_all(writers.map(|lane| lane.count(command, within))).await
    }
}

impl NodeConnection {
    async fn count(&mut self, command: &Cmd, within: Duration) -> Result<Vec<i64>, BusError> {
        match self.ask(command, within).await? {
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
            Reply::Id(_) | Reply::Status => Err(self.strange()),
        }
    }
}

fn milliseconds(within: Duration) -> u64 {
    u64::try_from(within.as_millis()).unwrap_or(u64::MAX).max(1)
}
