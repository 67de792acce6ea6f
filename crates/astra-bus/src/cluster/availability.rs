//! Servers of a cluster that were lost: which, since when, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cluster::bus::Bus;
use crate::error::bus_error::{AddressSource, BusError};
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// A server that is ready to work says at least where it is.
const ANY_KEY: &str = "astra";

/// A server that holds a part of the bus and cannot be reached: what it holds cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreachableNode {
    /// Host and port.
    pub node: String,
    pub reason: String,
}

impl fmt::Display for UnreachableNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is unreachable: {}; its streams are missing from this result",
            self.node, self.reason
        )
    }
}

/// The servers that were given up, until they answer again.
#[derive(Debug, Default)]
pub(crate) struct UnreachableNodes(Mutex<BTreeMap<String, GivenUp>>);

#[derive(Debug)]
struct GivenUp {
    reason: String,
    /// When it is to be asked for a sign of life.
    due: Instant,
}

impl UnreachableNodes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, GivenUp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts down that a server was waited for in vain. One that is down here already was not waited
    /// for again.
    pub(crate) fn give_up(&self, node: &str, reason: &str, rest: Duration) {
        let absence = || GivenUp { reason: reason.into(), due: Instant::now() + rest };
        self.lock().entry(node.into()).or_insert_with(absence);
    }

    /// Puts down that a server has answered.
    pub(crate) fn note_answer(&self, node: &str) {
        self.lock().remove(node);
    }

    /// Whether a server was given up and has not answered since.
    pub(crate) fn contains(&self, node: &str) -> bool {
        self.lock().contains_key(node)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Forgets the servers that hold nothing of the bus any more.
    pub(crate) fn retain(&self, is_needed: impl Fn(&str) -> bool) {
        self.lock().retain(|node, _| is_needed(node));
    }

    /// The answer to whatever is asked of a server that was given up.
    pub(crate) fn refusal(&self, node: &str) -> Option<ReplyError> {
        let unreachable_nodes = self.lock();
        Some(ReplyError::unreachable(node, &unreachable_nodes.get(node)?.reason))
    }

    /// Whether a server that was given up is to be asked for a sign of life now; the next time is
    /// after `rest`.
    pub(crate) fn is_due(&self, node: &str, rest: Duration) -> bool {
        let (now, mut unreachable_nodes) = (Instant::now(), self.lock());
        let due = unreachable_nodes.get_mut(node).filter(|absence| absence.due <= now);
        due.map(|absence| absence.due = now + rest).is_some()
    }

    pub(crate) fn list(&self) -> Vec<UnreachableNode> {
        let absent = |(node, absence): (&String, &GivenUp)| UnreachableNode {
            node: node.clone(),
            reason: absence.reason.clone(),
        };
        self.lock().iter().map(absent).collect()
    }
}

impl Bus {
    /// Servers that hold a part of the bus and were not to be reached when they were needed.
    pub fn unreachable_nodes(&self) -> Vec<UnreachableNode> {
        self.unreachable_nodes.list()
    }

    /// Puts down that a server was waited for in vain.
    pub(crate) fn give_up(&self, node: &Node, reason: &str) {
        self.unreachable_nodes.give_up(&node.address(), reason, self.failover_timeout());
    }

    /// Why a server need not be asked: it was given up, and has given no sign of life since. It is
    /// asked for one now and then, beside the work: that costs nobody the time in which it is silent.
    pub(crate) fn unreachable_reply(&self, node: &Arc<Node>) -> Option<ReplyError> {
        let address = node.address();
        let refusal = self.unreachable_nodes.refusal(&address)?;
        if self.unreachable_nodes.is_due(&address, self.failover_timeout()) {
            let (node, unreachable_nodes) = (Arc::clone(node), Arc::clone(&self.unreachable_nodes));
            tokio::spawn(async move {
                if node.probe_slot(&ANY_KEY.into()).await.is_ok() {
                    unreachable_nodes.note_answer(&address);
                }
            });
        }
        Some(refusal)
    }

    /// The error of a cluster of which no server is there.
    pub(crate) fn no_node_reachable(&self) -> BusError {
        let UnreachableNode { node, reason } =
            self.unreachable_nodes().pop().unwrap_or_else(|| UnreachableNode {
                node: self.address(),
                reason: "no server of the cluster answers".into(),
            });
        BusError::Unreachable { address: node, reason, address_source: AddressSource::Cluster }
    }
}
