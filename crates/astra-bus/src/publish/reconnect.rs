//! Connects a pipeline to the nodes of a slot map: a connection to each node that is reachable, and
//! a refusal for the streams of the others.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;

use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::publish::dispatch::Routes;
use crate::publish::node_connection::NodeConnection;
use crate::publish::pipeline::Pipeline;

impl Pipeline {
    /// Takes over a slot map, and connects to its new nodes. Some nodes of a cluster may be
    /// unreachable.
    ///
    /// # Errors
    /// If no node is reachable, or one refuses the connection.
    pub(crate) async fn reconnect(&mut self, slot_map: Arc<SlotMap>) -> Result<(), BusError> {
        let is_new = |node: &&Arc<Node>| self.index_of(node).is_none();
        let new = slot_map.nodes().iter().filter(is_new);
        let open = async |node: &Arc<Node>| {
            let opened = NodeConnection::open(node, self.name.as_deref()).await;
            opened.map_err(|error| (node.address(), error))
        };
        let opened = join_all(new.map(open)).await;
        let mut unreachable = HashMap::new();
        for opened in opened {
            match opened {
                Ok(connection) => self.connections.push(connection),
                Err((address, error)) if error.is_transient() => {
                    unreachable.insert(address, error);
                }
                Err((_, error)) => return Err(error),
            }
        }
        if slot_map.nodes().iter().all(|node| self.index_of(node).is_none()) {
            let error = unreachable.into_values().next();
            return Err(error.unwrap_or_else(|| self.bus.no_node_reachable()));
        }
        self.routes = self.routes_of(slot_map, &unreachable);
        Ok(())
    }

    /// The routes of a slot map, given why some of its nodes are unreachable.
    fn routes_of(&self, slot_map: Arc<SlotMap>, unreachable: &HashMap<String, BusError>) -> Routes {
        if slot_map.only().is_some() {
            return Routes::One;
        }
        let connection = |node: &Arc<Node>| {
            self.index_of(node).ok_or_else(|| {
                let address = node.address();
                let reason = unreachable.get(&address).map_or_else(String::new, BusError::reason);
                ReplyError::unreachable(&address, &reason)
            })
        };
        let connections = slot_map.nodes().iter().map(connection).collect();
        Routes::Many { slot_map, connections }
    }

    /// Records the unreachable nodes in the bus, so that nothing waits for them again.
    pub(crate) fn give_up_unreachable(&self) {
        let Routes::Many { slot_map, connections } = &self.routes else { return };
        for (node, connection) in slot_map.nodes().iter().zip(connections) {
            let refusal = connection.as_ref().err();
            if let Some(reason) = refusal.and_then(ReplyError::unreachable_reason) {
                self.bus.give_up(node, reason);
            }
        }
    }

    /// The index of the connection to a node, if there is one.
    fn index_of(&self, node: &Node) -> Option<usize> {
        self.connections
            .iter()
            .position(|connection| connection.node().endpoint_address() == node.endpoint_address())
    }

    /// The index of the connection to a node, opened if there is none.
    pub(crate) async fn connect_to(&mut self, node: &Arc<Node>) -> Result<usize, BusError> {
        if let Some(index) = self.index_of(node) {
            return Ok(index);
        }
        self.connections.push(NodeConnection::open(node, self.name.as_deref()).await?);
        Ok(self.connections.len() - 1)
    }
}
