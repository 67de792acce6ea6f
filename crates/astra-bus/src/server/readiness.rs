//! Checks whether the servers answer and serve keys.

use astra_model::Name;
use redis::cmd;

use crate::cluster::availability::UnreachableNode;
use crate::cluster::bus::Bus;
use crate::error::bus_error::{AddressSource, BusError};
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

impl Node {
    /// Sends `PING`.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses to work, for example while it loads its data.
    pub(crate) async fn ping(&self) -> Result<(), BusError> {
        self.call("", &cmd("PING")).await.map(drop)
    }

    /// Checks that the server serves keys, by asking for the type of `key`.
    ///
    /// `PING` is not enough: in a cluster that is down, a node still answers it, and lists its keys.
    /// Any reply about the key counts, also `MOVED` and `NOPERM`.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses to work.
    pub(crate) async fn probe_slot(&self, key: &Name) -> Result<(), BusError> {
        let mut key_type = cmd("TYPE");
        key_type.arg(key.as_bytes());
        match self.call(&self.address(), &key_type).await {
            Err(BusError::Refused { refusal, .. }) if !refusal.is_unavailable() => Ok(()),
            answer => answer.map(drop),
        }
    }
}

impl Bus {
    /// Sends `PING` to every server; of a cluster, one reply is enough.
    ///
    /// # Errors
    /// No server that answers.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.on_each_master(async |node| node.ping().await).await.map(drop)
    }

    /// Checks that at least one server serves keys, by asking for the type of `key`.
    ///
    /// # Errors
    /// No server that serves keys.
    pub async fn probe_slot(&self, key: &Name) -> Result<(), BusError> {
        self.on_each_master(async |node| node.probe_slot(key).await).await.map(drop)
    }

    /// Checks that every key has a server that answers.
    ///
    /// # Errors
    /// A master that cannot be reached, or slots without a master.
    pub async fn check_ready(&self) -> Result<(), BusError> {
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
