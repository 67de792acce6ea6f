//! Which node owns which key: the only server owns all of them, each master of a cluster its slots.

use std::sync::Arc;
use std::time::Instant;

use redis::{Value, cmd};

use crate::cluster::slot::{SLOTS, slot};
use crate::endpoint::address::Address;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;

/// Stands for a node's index if no node serves the slot.
const UNSERVED: u16 = u16::MAX;

/// A slot map and when it was read.
#[derive(Clone, Debug)]
pub(crate) struct CachedSlots {
    pub(crate) slot_map: Arc<SlotMap>,
    pub(crate) at: Instant,
}

impl CachedSlots {
    pub(crate) fn now(slot_map: &Arc<SlotMap>) -> Self {
        Self { slot_map: Arc::clone(slot_map), at: Instant::now() }
    }
}

/// The masters of the bus, and the slots that each of them owns.
#[derive(Clone, Debug)]
pub(crate) struct SlotMap {
    nodes: Vec<Arc<Node>>,
    /// The index of each slot's node; `None` if one server owns all keys.
    owners: Option<Vec<u16>>,
}

impl SlotMap {
    fn of_one(node: Arc<Node>) -> Self {
        Self { nodes: vec![node], owners: None }
    }

    /// The masters, each once.
    pub(crate) fn nodes(&self) -> &[Arc<Node>] {
        &self.nodes
    }

    /// The server that owns all keys, if there is just one.
    pub(crate) fn only(&self) -> Option<&Arc<Node>> {
        self.nodes.first().filter(|_| self.owners.is_none())
    }

    /// The index of the node that owns `key`. For a slot that no node serves it is 0: that node answers so.
    pub(crate) fn index_of(&self, key: &[u8]) -> usize {
        let owner = self.owners.as_ref().map_or(0, |owners| owners[usize::from(slot(key))]);
        if owner == UNSERVED { 0 } else { usize::from(owner) }
    }

    /// The node that owns `key`.
    pub(crate) fn node_of(&self, key: &[u8]) -> &Arc<Node> {
        &self.nodes[self.index_of(key)]
    }

    /// The number of slots that no node serves.
    pub(crate) fn unserved(&self) -> usize {
        let owners = self.owners.iter().flatten();
        owners.filter(|owner| **owner == UNSERVED).count()
    }

    /// Whether both maps are equal.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let addresses = |slot_map: &Self| -> Vec<String> {
            slot_map.nodes.iter().map(|node| node.address()).collect()
        };
        self.owners == other.owners && addresses(self) == addresses(other)
    }

    /// Asks a node whether it is part of a cluster, and of which. Nodes in `known` are kept with their
    /// connections.
    pub(crate) async fn query(node: &Arc<Node>, known: &[Arc<Node>]) -> Result<Self, BusError> {
        let mut slots = cmd("CLUSTER");
        slots.arg("SLOTS");
        match node.call(&node.address(), &slots).await {
            Ok(reply) => Self::read(&reply, node, known),
            Err(BusError::Refused { subject, refusal }) => match refusal.code.as_str() {
                "NOPERM" if mode(node).await?.as_deref() == Some("cluster") => {
                    Err(BusError::Refused { subject, refusal })
                }
                _ if refusal.is_unavailable() => Err(BusError::Refused { subject, refusal }),
                // "This instance has cluster support disabled", or no such command at all.
                _ => Ok(Self::of_one(Arc::clone(node))),
            },
            Err(error) => Err(error),
        }
    }

    /// Reads the answer to `CLUSTER SLOTS`.
    fn read(reply: &Value, asked: &Arc<Node>, known: &[Arc<Node>]) -> Result<Self, BusError> {
        let unexpected = || value::unexpected("CLUSTER SLOTS", "ranges of slots");
        let mut slot_map = Self { nodes: Vec::new(), owners: None };
        let mut owners = vec![UNSERVED; usize::from(SLOTS)];
        for range in value::items(reply).ok_or_else(unexpected)? {
            let (first, last, address) = slot_range(range, asked).ok_or_else(unexpected)?;
            let owner = slot_map.index_or_insert(&address, asked, known);
            owners.get_mut(first..=last).ok_or_else(unexpected)?.fill(owner);
        }
        if slot_map.nodes.is_empty() {
            // No slot is served; this node answers so for every key.
            slot_map.nodes.push(Arc::clone(asked));
        }
        slot_map.owners = Some(owners);
        Ok(slot_map)
    }

    /// The index of the node at `address`, which is added if it is new.
    fn index_or_insert(
        &mut self,
        address: &Address,
        asked: &Arc<Node>,
        known: &[Arc<Node>],
    ) -> u16 {
        let is_there = |node: &&Arc<Node>| node.endpoint_address() == address;
        let number = self.nodes.iter().position(|node| is_there(&node)).unwrap_or_else(|| {
            let same = known.iter().chain([asked]).find(is_there).cloned();
            self.nodes.push(same.unwrap_or_else(|| Arc::new(asked.peer(address.clone()))));
            self.nodes.len() - 1
        });
        u16::try_from(number).unwrap_or(UNSERVED)
    }
}

/// The first and the last slot of a range, and the address of its master.
fn slot_range(range: &Value, asked: &Node) -> Option<(usize, usize, Address)> {
    let [first, last, master, ..] = value::items(range)? else { return None };
    let slot = |value| usize::try_from(value::integer(value)?).ok();
    let [host, port, ..] = value::items(master)? else { return None };
    let host = value::bytes(host).map(String::from_utf8_lossy).unwrap_or_default();
    let address = Address::Tcp {
        // A node that does not know its own host is reached at the host that was asked.
        host: if matches!(&*host, "" | "?") { asked.host() } else { host.into_owned() },
        port: u16::try_from(value::integer(port)?).ok()?,
    };
    Some((slot(first)?, slot(last)?, address))
}

/// The node's mode, from `HELLO`: `standalone`, `cluster` or `sentinel`; `None` if it may not be asked.
async fn mode(node: &Node) -> Result<Option<String>, BusError> {
    match node.call("HELLO", &cmd("HELLO")).await {
        Ok(reply) => {
            let record = value::Record::new("HELLO", &reply)?;
            let mode = record.find("mode").and_then(value::bytes).map(String::from_utf8_lossy);
            Ok(mode.map(std::borrow::Cow::into_owned))
        }
        Err(BusError::Refused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
