//! The clocks of the servers, which stamp the entry IDs.

use std::sync::Arc;

use astra_model::Name;
use jiff::Timestamp;
use redis::{Pipeline, Value};

use crate::cluster::bus::Bus;
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::replica::Replica;

/// The time on each server, and which of the servers are replicas.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The time on the first server.
    pub now: Timestamp,
    /// The servers that are replicas, whose data may be stale.
    pub replicas: Vec<Replica>,
    slot_map: Arc<SlotMap>,
    /// The time on each server, by its address.
    times: Vec<(String, Timestamp)>,
}

impl Clock {
    /// Returns the time on the server that holds `stream`, or on the first if that one did not reply.
    pub fn at(&self, stream: &Name) -> Timestamp {
        if self.times.len() < 2 {
            return self.now;
        }
        let address = self.slot_map.node_of(stream.as_bytes()).address();
        let time = self.times.iter().find(|(node, _)| *node == address);
        time.map_or(self.now, |(_, time)| *time)
    }

    /// Returns a note for the user if a server is a replica.
    pub fn replica_note(&self) -> Option<String> {
        self.replicas.first().map(ToString::to_string)
    }
}

impl Bus {
    /// Reads the clock and the role of every server.
    ///
    /// # Errors
    /// A server that cannot be reached or that denies `TIME`; a cluster without any reachable node.
    pub async fn clock(&self) -> Result<Clock, BusError> {
        let answers = self.on_each_master(async |node| node.clock().await).await?;
        let slot_map = self.slot_map().await?;
        let mut replicas = Vec::new();
        let mut times = Vec::with_capacity(answers.len());
        for (node, (time, replica)) in answers {
            times.push((node.address(), time));
            replicas.extend(replica);
        }
        let (_, now) = times.first().ok_or_else(|| value::unexpected("TIME", "a reply"))?;
        Ok(Clock { now: *now, replicas, slot_map, times })
    }
}

impl Node {
    /// Reads the clock and the role in one round trip. If the user may not run `ROLE`, the role is unknown.
    async fn clock(&self) -> Result<(Timestamp, Option<Replica>), BusError> {
        let mut pipeline = Pipeline::new();
        pipeline.cmd("TIME").cmd("ROLE");
        let answers = self.pipeline(&pipeline).await?;
        let [time, role] = &answers[..] else {
            return Err(value::unexpected("TIME", "two replies"));
        };
        if let Some(refusal) = value::refusal(time) {
            return Err(BusError::Refused { subject: "TIME".into(), refusal });
        }
        Ok((timestamp(time)?, self.as_replica(role).await?))
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
        .ok_or_else(|| value::unexpected("TIME", "a time"))
}
