//! Which server holds which key: one holds all of them, or each master of a cluster its slots.

use std::sync::Arc;

use redis::{Value, cmd};

use crate::cluster::slot::{SLOTS, slot};
use crate::endpoint::target::Address;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;

/// In place of a node's number: nobody serves the slot.
const NOBODY: u16 = u16::MAX;

/// The servers of the bus that accept writes, and what each of them holds.
#[derive(Clone, Debug)]
pub struct SlotMap {
    nodes: Vec<Arc<Node>>,
    /// The node of each slot; `None` where there is one server for all keys.
    owners: Option<Vec<u16>>,
}

impl SlotMap {
    fn of_one(node: Arc<Node>) -> Self {
        Self { nodes: vec![node], owners: None }
    }

    /// The servers, each once.
    pub fn nodes(&self) -> &[Arc<Node>] {
        &self.nodes
    }

    /// The server that holds everything, where one does.
    pub fn only(&self) -> Option<&Arc<Node>> {
        self.nodes.first().filter(|_| self.owners.is_none())
    }

    /// The number of the server that holds `key`. Of a slot that nobody serves it is any: that one says so.
    pub fn index_of(&self, key: &[u8]) -> usize {
        let owner = self.owners.as_ref().map_or(0, |owners| owners[usize::from(slot(key))]);
        if owner == NOBODY { 0 } else { usize::from(owner) }
    }

    /// The server that holds `key`.
    pub fn node_of(&self, key: &[u8]) -> &Arc<Node> {
        &self.nodes[self.index_of(key)]
    }

    /// The number of slots that nobody serves.
    pub fn unserved(&self) -> usize {
        let owners = self.owners.iter().flatten();
        owners.filter(|owner| **owner == NOBODY).count()
    }

    /// Whether both say the same.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let addresses = |slot_map: &Self| -> Vec<String> {
            slot_map.nodes.iter().map(|node| node.address()).collect()
        };
        self.owners == other.owners && addresses(self) == addresses(other)
    }

    /// Asks a server whether it is part of a cluster, and of which; keeps the nodes that are `known`,
    /// with their connections.
    pub(crate) async fn survey(node: &Arc<Node>, known: &[Arc<Node>]) -> Result<Self, BusError> {
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
        let shape = || value::shape("CLUSTER SLOTS", "ranges of slots");
        let mut slot_map = Self { nodes: Vec::new(), owners: None };
        let mut owners = vec![NOBODY; usize::from(SLOTS)];
        for range in value::items(reply).ok_or_else(shape)? {
            let (first, last, place) = part(range, asked).ok_or_else(shape)?;
            let owner = slot_map.number_of(&place, asked, known);
            owners.get_mut(first..=last).ok_or_else(shape)?.fill(owner);
        }
        if slot_map.nodes.is_empty() {
            // It says of every key what is the matter: no slot is served.
            slot_map.nodes.push(Arc::clone(asked));
        }
        slot_map.owners = Some(owners);
        Ok(slot_map)
    }

    /// The number of the node at `place`, which is taken in where it is new.
    fn number_of(&mut self, place: &Address, asked: &Arc<Node>, known: &[Arc<Node>]) -> u16 {
        let is_there = |node: &&Arc<Node>| node.place() == place;
        let number = self.nodes.iter().position(|node| is_there(&node)).unwrap_or_else(|| {
            let same = known.iter().chain([asked]).find(is_there).cloned();
            self.nodes.push(same.unwrap_or_else(|| Arc::new(asked.peer(place.clone()))));
            self.nodes.len() - 1
        });
        u16::try_from(number).unwrap_or(NOBODY)
    }
}

/// The first and the last slot of a range, and where its master is.
fn part(range: &Value, asked: &Node) -> Option<(usize, usize, Address)> {
    let [first, last, master, ..] = value::items(range)? else { return None };
    let slot = |value| usize::try_from(value::integer(value)?).ok();
    let [host, port, ..] = value::items(master)? else { return None };
    let host = value::bytes(host).map(String::from_utf8_lossy).unwrap_or_default();
    let place = Address::Tcp {
        // A node that does not know its own address is where it was asked.
        host: if matches!(&*host, "" | "?") { asked.host() } else { host.into_owned() },
        port: u16::try_from(value::integer(port)?).ok()?,
    };
    Some((slot(first)?, slot(last)?, place))
}

/// What kind of server a node says that it is: `standalone`, `cluster` or `sentinel`; `None` where
/// it does not say.
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
