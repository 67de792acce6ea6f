//! The bus: the nodes that hold its streams, and what is known of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::cluster::availability::{UnreachableNode, UnreachableNodes};
use crate::cluster::slot_map::CachedSlots;
use crate::endpoint::server::Endpoint;
use crate::error::bus_error::{AddressSource, BusError};
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// Any key will do for a probe: a node that is ready answers for it, if only with `MOVED`.
const ANY_KEY: &str = "astra";

/// The event bus, for reading: one server or a cluster. A clone shares the connections.
///
/// A bus is a set of nodes and a map of the slots that each of them owns. Callers request by key, or of
/// all masters at once; no caller needs to know how many servers there are, or that a slot moves from one
/// to another in the meantime.
#[derive(Clone, Debug)]
pub struct Bus {
    /// The server that the endpoint names: the only one, or any node of a cluster.
    pub(crate) seed: Arc<Node>,
    /// Which node owns which slots, once a node was asked.
    pub(crate) slot_map: Arc<Mutex<Option<CachedSlots>>>,
    pub(crate) unreachable_nodes: Arc<UnreachableNodes>,
}

impl Bus {
    /// A bus at `endpoint`; it connects at the first request. `timeout` limits connecting and each reply.
    pub fn new(endpoint: Endpoint, timeout: Duration, address_source: AddressSource) -> Self {
        Self::at(Node::new(endpoint, timeout, address_source))
    }

    fn at(seed: Node) -> Self {
        Self { seed: Arc::new(seed), slot_map: Arc::default(), unreachable_nodes: Arc::default() }
    }

    /// The same bus over connections of its own. Both share what they know of unreachable nodes.
    #[must_use]
    pub fn with_own_connections(&self) -> Self {
        Self {
            unreachable_nodes: Arc::clone(&self.unreachable_nodes),
            ..Self::at(self.seed.with_own_connections())
        }
    }

    /// The address of the server that the endpoint names, without any password.
    pub fn address(&self) -> String {
        self.seed.address()
    }

    /// The user that connections log in as.
    pub fn user(&self) -> &str {
        self.seed.user()
    }

    /// How long a request waits for a node of a cluster that is away: time for a replica to take over.
    pub fn failover_timeout(&self) -> Duration {
        self.seed.timeout()
    }

    /// Nodes that own part of the bus and did not answer in time when they were needed.
    pub fn unreachable_nodes(&self) -> Vec<UnreachableNode> {
        self.unreachable_nodes.list()
    }

    /// Records that a node did not answer in time.
    pub(crate) fn give_up(&self, node: &Node, reason: &str) {
        self.unreachable_nodes.give_up(&node.address(), reason, self.failover_timeout());
    }

    /// Why no request should wait for `node`: it was given up and has not answered since.
    ///
    /// A task probes it now and then, so that no request has to wait to find out that it is back.
    pub(crate) fn unreachable_reply(&self, node: &Arc<Node>) -> Option<ReplyError> {
        let address = node.address();
        let reply = self.unreachable_nodes.reply(&address)?;
        if self.unreachable_nodes.is_probe_due(&address, self.failover_timeout()) {
            let (node, nodes) = (Arc::clone(node), Arc::clone(&self.unreachable_nodes));
            tokio::spawn(async move {
                if node.probe_slot(&ANY_KEY.into()).await.is_ok() {
                    nodes.note_answer(&address);
                }
            });
        }
        Some(reply)
    }

    /// The error of a cluster none of whose nodes can be reached.
    pub(crate) fn no_node_reachable(&self) -> BusError {
        let UnreachableNode { node, reason } =
            self.unreachable_nodes().pop().unwrap_or_else(|| UnreachableNode {
                node: self.address(),
                reason: "no node of the cluster answers".into(),
            });
        BusError::Unreachable { address: node, reason, address_source: AddressSource::Cluster }
    }
}
