//! Servers of a cluster that were lost: which, since when, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cluster::bus::Bus;
use crate::error::bus_error::{BusError, KnownBy};
use crate::error::reply_error::Refusal;
use crate::node::handle::Node;

/// A server that is ready to work says at least where it is.
const ANY_KEY: &str = "astra";

/// A server that holds a part of the bus and cannot be reached: what it holds cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// Host and port.
    pub node: String,
    pub reason: String,
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is away: {}; what it holds cannot be seen", self.node, self.reason)
    }
}

/// The servers that were given up, until they answer again.
#[derive(Debug, Default)]
pub(crate) struct Absences(Mutex<BTreeMap<String, Absence>>);

#[derive(Debug)]
struct Absence {
    reason: String,
    /// When it is to be asked for a sign of life.
    due: Instant,
}

impl Absences {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Absence>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts down that a server was waited for in vain. One that is down here already was not waited
    /// for again.
    pub(crate) fn give_up(&self, node: &str, reason: &str, rest: Duration) {
        let absence = || Absence { reason: reason.into(), due: Instant::now() + rest };
        self.lock().entry(node.into()).or_insert_with(absence);
    }

    /// Puts down that a server has answered.
    pub(crate) fn greet(&self, node: &str) {
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
    pub(crate) fn forget(&self, is_needed: impl Fn(&str) -> bool) {
        self.lock().retain(|node, _| is_needed(node));
    }

    /// The answer to whatever is asked of a server that was given up.
    pub(crate) fn refusal(&self, node: &str) -> Option<Refusal> {
        let absences = self.lock();
        Some(Refusal::unreachable(node, &absences.get(node)?.reason))
    }

    /// Whether a server that was given up is to be asked for a sign of life now; the next time is
    /// after `rest`.
    pub(crate) fn is_due(&self, node: &str, rest: Duration) -> bool {
        let (now, mut absences) = (Instant::now(), self.lock());
        let due = absences.get_mut(node).filter(|absence| absence.due <= now);
        due.map(|absence| absence.due = now + rest).is_some()
    }

    pub(crate) fn list(&self) -> Vec<Absent> {
        let absent = |(node, absence): (&String, &Absence)| Absent {
            node: node.clone(),
            reason: absence.reason.clone(),
        };
        self.lock().iter().map(absent).collect()
    }
}

impl Bus {
    /// Servers that hold a part of the bus and were not to be reached when they were needed.
    pub fn absent(&self) -> Vec<Absent> {
        self.absences.list()
    }

    /// Puts down that a server was waited for in vain.
    pub(crate) fn give_up(&self, node: &Node, reason: &str) {
        self.absences.give_up(&node.address(), reason, self.patience());
    }

    /// Why a server need not be asked: it was given up, and has given no sign of life since. It is
    /// asked for one now and then, beside the work: that costs nobody the time in which it is silent.
    pub(crate) fn refusal_of(&self, node: &Arc<Node>) -> Option<Refusal> {
        let address = node.address();
        let refusal = self.absences.refusal(&address)?;
        if self.absences.is_due(&address, self.patience()) {
            let (node, absences) = (Arc::clone(node), Arc::clone(&self.absences));
            tokio::spawn(async move {
                if node.serves(&ANY_KEY.into()).await.is_ok() {
                    absences.greet(&address);
                }
            });
        }
        Some(refusal)
    }

    /// The error of a cluster of which no server is there.
    pub(crate) fn nobody(&self) -> BusError {
        let Absent { node, reason } = self.absent().pop().unwrap_or_else(|| Absent {
            node: self.address(),
            reason: "no server of the cluster answers".into(),
        });
        BusError::Unreachable { address: node, reason, known_by: KnownBy::Cluster }
    }
}
