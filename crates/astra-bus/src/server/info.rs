//! Info about a server: what it is, its role, and its clock.

use std::sync::Arc;

use astra_model::Name;
use jiff::Timestamp;
use redis::{Pipeline, Value, cmd};

use crate::cluster::availability::UnreachableNode;
use crate::cluster::bus::Bus;
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::{AddressSource, BusError};
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::replica::Replica;

/// The time on the servers that stamp the entry IDs, and who they are.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The time on the first of them.
    pub now: Timestamp,
    /// Those of them that are replicas, which show the past.
    pub replicas: Vec<Replica>,
    slot_map: Arc<SlotMap>,
    /// The time on each server by its address, where there are several.
    times: Vec<(String, Timestamp)>,
}

impl Clock {
    /// The time on the server that holds `stream`; on any, where that one did not say.
    pub fn at(&self, stream: &Name) -> Timestamp {
        if self.times.len() < 2 {
            return self.now;
        }
        let address = self.slot_map.node_of(stream.as_bytes()).address();
        let time = self.times.iter().find(|(node, _)| *node == address);
        time.map_or(self.now, |(_, time)| *time)
    }

    /// What a reader should know where a server is a replica.
    pub fn replica_note(&self) -> Option<String> {
        self.replicas.first().map(ToString::to_string)
    }
}

/// What a server says of itself.
#[derive(Clone, Debug)]
pub struct Info {
    /// Seconds of CPU that the server has used in all its threads; `None` where it does not say.
    pub cpu_seconds: Option<f64>,
}

impl Info {
    fn read(text: &str) -> Self {
        let number = |name| info(text, name)?.parse::<f64>().ok();
        let cpu = number("used_cpu_sys").zip(number("used_cpu_user"));
        Self { cpu_seconds: cpu.map(|(system, user)| system + user) }
    }
}

impl Node {
    /// Asks for a sign of life: an answer of a server that is ready to work.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.call("", &cmd("PING")).await.map(drop)
    }

    /// Makes sure that the server serves keys, its own ones at least: in a cluster that is down it gives a
    /// sign of life and lists its keys all the same. What it refuses this user is no matter.
    pub async fn probe_slot(&self, key: &Name) -> Result<(), BusError> {
        let mut kind = cmd("TYPE");
        kind.arg(key.as_bytes());
        match self.call(&self.address(), &kind).await {
            Err(BusError::Refused { refusal, .. }) if !refusal.is_unavailable() => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Reads `INFO`.
    pub async fn info(&self) -> Result<Info, BusError> {
        let reply = self.call("", &cmd("INFO")).await?;
        let text = value::bytes(&reply).map(String::from_utf8_lossy);
        let text = text.ok_or_else(|| value::shape("INFO", "text"))?;
        Ok(Info::read(&text))
    }

    /// Reads the clock and the role in one round trip; a user who may not ask for the role gets none.
    async fn clock(&self) -> Result<(Timestamp, Option<Replica>), BusError> {
        let mut pipeline = Pipeline::new();
        pipeline.cmd("TIME").cmd("ROLE");
        let answers = self.pipeline(&pipeline).await?;
        let [time, role] = &answers[..] else { return Err(value::shape("TIME", "two answers")) };
        if let Some(refusal) = value::refusal(time) {
            return Err(BusError::Refused { subject: "TIME".into(), refusal });
        }
        Ok((timestamp(time)?, self.as_replica(role).await?))
    }
}

impl Bus {
    /// The servers' clocks.
    pub async fn clock(&self) -> Result<Clock, BusError> {
        let answers = self.on_each_master(async |node| node.clock().await).await?;
        let slot_map = self.slot_map().await?;
        let mut replicas = Vec::new();
        let mut times = Vec::with_capacity(answers.len());
        for (node, (time, replica)) in answers {
            times.push((node.address(), time));
            replicas.extend(replica);
        }
        let (_, now) = times.first().ok_or_else(|| value::shape("TIME", "an answer"))?;
        Ok(Clock { now: *now, replicas, slot_map, times })
    }

    /// Reads `INFO` of every server.
    pub async fn info(&self) -> Result<Vec<Info>, BusError> {
        let answers = self.on_each_master(async |node| node.info().await).await?;
        Ok(answers.into_iter().map(|(_, facts)| facts).collect())
    }

    /// Asks the servers for a sign of life; of a cluster, one is enough.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.on_each_master(async |node| node.ping().await).await.map(drop)
    }

    /// Makes sure that there is a server that serves keys, see [`Node::serves`].
    pub async fn probe_slot(&self, key: &Name) -> Result<(), BusError> {
        self.on_each_master(async |node| node.probe_slot(key).await).await.map(drop)
    }

    /// Makes sure that every key has a server that is ready to work.
    pub async fn ready(&self) -> Result<(), BusError> {
        let unserved = self.refresh_slot_map().await?.unserved();
        self.ping().await?;
        if let Some(UnreachableNode { node, reason }) = self.unreachable_nodes().pop() {
            let address_source = AddressSource::Cluster;
            return Err(BusError::Unreachable { address: node, reason, address_source });
        }
        if unserved > 0 {
            let detail = format!("no master serves {unserved} of the cluster's slots");
            let refusal = ReplyError::new("CLUSTERDOWN", detail);
            return Err(BusError::Refused { subject: self.address(), refusal });
        }
        Ok(())
    }
}

pub(crate) fn timestamp(reply: &Value) -> Result<Timestamp, BusError> {
    let part = |index: usize| value::integer(value::items(reply)?.get(index)?);
    let micros =
        |(seconds, micros): (i64, i64)| seconds.checked_mul(1_000_000)?.checked_add(micros);
    part(0)
        .zip(part(1))
        .and_then(micros)
        .and_then(|micros| Timestamp::from_microsecond(micros).ok())
        .ok_or_else(|| value::shape("TIME", "seconds and microseconds"))
}

/// The value of `name:value` in an `INFO` reply.
pub(crate) fn info<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_is_known_only_where_both_parts_are_there() {
        let both = "# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:2.25\r\n";
        assert_eq!(Info::read(both).cpu_seconds, Some(3.75));
        for part in ["", "used_cpu_sys:1.5\r\n", "used_cpu_sys:1.5\r\nused_cpu_user:n/a\r\n"] {
            assert_eq!(Info::read(part).cpu_seconds, None, "{part}");
        }
    }
}
