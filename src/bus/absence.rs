//! Servers of a cluster that were lost: which, since when, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::bus::error::{BusError, Refusal};

/// A server that holds a part of the bus and cannot be reached: what it holds cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Absent {
    /// Host and port.
    pub(crate) node: String,
    pub(crate) reason: String,
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is away: {}; what it holds cannot be seen", self.node, self.reason)
    }
}

/// The servers that were given up, until they answer again.
#[derive(Debug, Default)]
pub(super) struct Absences(Mutex<BTreeMap<String, Absence>>);

#[derive(Debug)]
struct Absence {
    reason: String,
    /// It is not tried before.
    until: Instant,
}

impl Absence {
    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }
}

impl Absences {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Absence>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts down that a server was waited for in vain, and lets it be for a while. One that is let
    /// be already was not tried, and the while gets no longer by that.
    pub(super) fn give_up(&self, node: &str, reason: &str, rest: Duration) {
        let mut absences = self.lock();
        if absences.get(node).is_none_or(Absence::is_over) {
            let absence = Absence { reason: reason.into(), until: Instant::now() + rest };
            absences.insert(node.into(), absence);
        }
    }

    /// Puts down that a server has answered.
    pub(super) fn greet(&self, node: &str) {
        self.lock().remove(node);
    }

    /// Whether a server was given up and has not answered since.
    pub(super) fn contains(&self, node: &str) -> bool {
        self.lock().contains_key(node)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Forgets the servers that hold nothing of the bus any more.
    pub(super) fn forget(&self, is_needed: impl Fn(&str) -> bool) {
        self.lock().retain(|node, _| is_needed(node));
    }

    /// Why a server need not be tried: it was given up a short while ago.
    pub(super) fn refusal(&self, node: &str) -> Option<Refusal> {
        let absences = self.lock();
        let absence = absences.get(node).filter(|absence| !absence.is_over())?;
        Some(Refusal::unreachable(node, &absence.reason))
    }

    pub(super) fn list(&self) -> Vec<Absent> {
        let absent = |(node, absence): (&String, &Absence)| Absent {
            node: node.clone(),
            reason: absence.reason.clone(),
        };
        self.lock().iter().map(absent).collect()
    }
}

/// What an error says of a server, without its address.
pub(super) fn reason(error: &BusError) -> String {
    match error {
        BusError::Unreachable { reason, .. } | BusError::Lost { reason, .. } => reason.clone(),
        BusError::Silent { after, .. } => {
            format!("no answer within {}", crate::time::humanize(*after))
        }
        BusError::Refused { refusal, .. } | BusError::Login { refusal, .. } => refusal.to_string(),
        BusError::Tls { fault, .. } => fault.to_string(),
        BusError::Shape { .. } | BusError::Sentinel { .. } | BusError::Replica { .. } => {
            error.to_string()
        }
    }
}
