//! Which streams were on nodes that could not be reached.

use std::collections::HashSet;
use std::sync::Arc;

use astra_model::Name;

use crate::cluster::availability::UnreachableNode;
use crate::cluster::bus::Bus;
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;

/// The streams on unreachable nodes, by the slot map at one moment.
///
/// The slot map is kept because a failover may move the slots while the nodes are away.
#[derive(Clone, Debug)]
pub struct UnreachableStreams {
    slot_map: Arc<SlotMap>,
    /// Addresses of the unreachable nodes.
    nodes: HashSet<String>,
}

impl UnreachableStreams {
    /// Adds the streams of these nodes.
    pub fn add_nodes<'a>(&mut self, nodes: impl IntoIterator<Item = &'a UnreachableNode>) {
        self.nodes.extend(nodes.into_iter().map(|unreachable| unreachable.node.clone()));
    }

    /// Whether the stream's node was among the unreachable ones.
    pub fn covers(&self, stream: &Name) -> bool {
        self.nodes.contains(&self.slot_map.node_of(stream.as_bytes()).address())
    }
}

impl Bus {
    /// The streams on the nodes that are unreachable now, by the current slot map.
    pub async fn unreachable_streams(&self) -> Result<UnreachableStreams, BusError> {
        let slot_map = self.slot_map().await?;
        let mut streams = UnreachableStreams { slot_map, nodes: HashSet::new() };
        streams.add_nodes(&self.unreachable_nodes());
        Ok(streams)
    }
}
