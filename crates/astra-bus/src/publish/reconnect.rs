//! Following the layout: a lane to each server that is there, and a refusal for each that is away.

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
    /// Takes a layout over; connections are opened to servers that are new. In a cluster some may be
    /// away.
    ///
    /// # Errors
    /// Where none is there, or one refuses us.
    pub(crate) async fn reconnect(&mut self, slot_map: Arc<SlotMap>) -> Result<(), BusError> {
        let is_new = |node: &&Arc<Node>| self.number_of(node).is_none();
        let new = slot_map.nodes().iter().filter(is_new);
        let open = async |node: &Arc<Node>| {
            let opened = NodeConnection::open(node, self.name.as_deref()).await;
            opened.map_err(|error| (node.address(), error))
        };
        let opened = join_all(new.map(open)).await;
        let mut away = HashMap::new();
        for opened in opened {
            match opened {
                Ok(lane) => self.lanes.push(lane),
                Err((address, error)) if error.is_transient() => drop(away.insert(address, error)),
                Err((_, error)) => return Err(error),
            }
        }
        if slot_map.nodes().iter().all(|node| self.number_of(node).is_none()) {
            return Err(away.into_values().next().unwrap_or_else(|| self.bus.no_node_reachable()));
        }
        self.routes = self.routes_of(slot_map, &away);
        Ok(())
    }

    /// The routes of a layout, some of whose servers are away.
    fn routes_of(&self, slot_map: Arc<SlotMap>, away: &HashMap<String, BusError>) -> Routes {
        if slot_map.only().is_some() {
            return Routes::One;
        }
        let lane = |node: &Arc<Node>| {
            self.number_of(node).ok_or_else(|| {
                let address = node.address();
                let reason = away.get(&address).map_or_else(String::new, BusError::reason);
                ReplyError::unreachable(&address, &reason)
            })
        };
        let lanes = slot_map.nodes().iter().map(lane).collect();
        Routes::Many { slot_map, lanes }
    }

    /// Puts down who is away, so that nobody waits for it again.
    pub(crate) fn give_up(&self) {
        let Routes::Many { slot_map, lanes } = &self.routes else { return };
        for (node, lane) in slot_map.nodes().iter().zip(lanes) {
            if let Some(reason) = lane.as_ref().err().and_then(ReplyError::unreachable_reason) {
                self.bus.give_up(node, reason);
            }
        }
    }

    /// The number of the lane to a server, where there is one.
    fn number_of(&self, node: &Node) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.node().endpoint_address() == node.endpoint_address())
    }

    /// The number of the lane to a server, which is opened where there is none.
    pub(crate) async fn lane_to(&mut self, node: &Arc<Node>) -> Result<usize, BusError> {
        if let Some(number) = self.number_of(node) {
            return Ok(number);
        }
        self.lanes.push(NodeConnection::open(node, self.name.as_deref()).await?);
        Ok(self.lanes.len() - 1)
    }
}
