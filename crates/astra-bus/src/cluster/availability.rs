//! Nodes of a cluster that did not answer in time: which, since when, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::error::reply_error::ReplyError;

/// A node that owns part of the bus and cannot be reached, so that its streams are missing from results.
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

/// The nodes that were given up, until they answer again.
#[derive(Debug, Default)]
pub(crate) struct UnreachableNodes(Mutex<BTreeMap<String, GivenUp>>);

#[derive(Debug)]
struct GivenUp {
    reason: String,
    /// When the node is probed next.
    probe_at: Instant,
}

impl UnreachableNodes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, GivenUp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that `node` did not answer in time; it is probed after `interval`. A node that is recorded
    /// already keeps its reason: nothing has waited for it again.
    pub(crate) fn give_up(&self, node: &str, reason: &str, interval: Duration) {
        let given_up = || GivenUp { reason: reason.into(), probe_at: Instant::now() + interval };
        self.lock().entry(node.into()).or_insert_with(given_up);
    }

    /// Records that `node` has answered.
    pub(crate) fn note_answer(&self, node: &str) {
        self.lock().remove(node);
    }

    /// Whether `node` was given up and has not answered since.
    pub(crate) fn contains(&self, node: &str) -> bool {
        self.lock().contains_key(node)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Forgets the nodes that no longer own any slot.
    pub(crate) fn retain(&self, is_owner: impl Fn(&str) -> bool) {
        self.lock().retain(|node, _| is_owner(node));
    }

    /// The answer to every request for a node that was given up.
    pub(crate) fn reply(&self, node: &str) -> Option<ReplyError> {
        let nodes = self.lock();
        Some(ReplyError::unreachable(node, &nodes.get(node)?.reason))
    }

    /// Whether a node that was given up is to be probed now; the next probe is due after `interval`.
    pub(crate) fn is_probe_due(&self, node: &str, interval: Duration) -> bool {
        let (now, mut nodes) = (Instant::now(), self.lock());
        let due = nodes.get_mut(node).filter(|given_up| given_up.probe_at <= now);
        due.map(|given_up| given_up.probe_at = now + interval).is_some()
    }

    pub(crate) fn list(&self) -> Vec<UnreachableNode> {
        let unreachable = |(node, given_up): (&String, &GivenUp)| UnreachableNode {
            node: node.clone(),
            reason: given_up.reason.clone(),
        };
        self.lock().iter().map(unreachable).collect()
    }
}
