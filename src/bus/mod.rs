//! Everything that speaks Redis: connections, streams, groups and pending entries, errors in an operator's words.
//!
//! A [`Bus`] is a set of nodes and a rule which of them owns a key, its [`Layout`]. Callers ask by
//! key ([`Bus::ask`]) or of all servers at once; none of them needs to know how many servers
//! there are, or that a key moves from one to another meanwhile ([`route`]).

mod absence;
mod append;
mod ask;
mod clients;
mod consume;
mod dead_letter;
mod denied;
mod entries;
mod ephemeral;
mod error;
mod facts;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod ghosts;
mod groups;
mod hashes;
mod history;
mod identity;
mod journey;
mod lag;
mod layout;
mod live;
mod login;
mod loss;
mod name;
mod node;
mod order;
mod page;
mod pending;
mod pool;
mod prune;
mod publish;
mod reader;
mod refusal;
mod replica;
mod reroute;
mod resp;
mod rights;
mod roads;
mod role;
mod round;
mod route;
mod scan;
mod script;
mod sentinel;
mod settle;
mod slots;
mod snapshot;
mod spread;
mod streams;
mod tip;
mod tls;
mod unseen;
mod value;

use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, Value};
use tokio::sync::Mutex;

use crate::bus::absence::Absences;
use crate::bus::route::Surveyed;
use crate::context::Target;

pub(crate) use absence::Absent;
pub(crate) use append::Appended;
pub(crate) use ask::{Answer, Request};
pub(crate) use clients::Client;
pub(crate) use consume::{Consumer, Delivered, is_missing_group};
pub(crate) use dead_letter::dead_letter_stream;
pub(crate) use entries::Entry;
pub(crate) use ephemeral::Unmade;
pub(crate) use error::{BusError, KnownBy, Refusal, io_reason};
pub(crate) use facts::Clock;
pub(crate) use ghosts::{Fields, HeldEntry, bytes_an_entry};
pub(crate) use groups::NewGroup;
pub(crate) use hashes::{Hash, Held};
pub(crate) use history::{History, Stretch};
pub(crate) use identity::Identity;
pub(crate) use lag::{Lag, Trail};
pub(crate) use layout::Layout;
pub(crate) use live::{Arrival, Live};
pub(crate) use loss::Loss;
pub(crate) use name::Name;
pub(crate) use node::Node;
pub(crate) use order::Order;
pub(crate) use pending::{PendingEntry, PendingPages, PendingState};
pub(crate) use prune::{Leftover, Removal};
pub(crate) use publish::{Appending, Batch, Fate, Journal, Once, Onward, Pipe};
pub(crate) use replica::Replica;
pub(crate) use rights::Right;
pub(crate) use scan::Selection;
pub(crate) use settle::{SETTLED_AT_ONCE, Settled, Settling};
pub(crate) use streams::{Found, GroupState, StreamState};
pub(crate) use tip::Tip;
pub(crate) use unseen::{Unread, Unseen};

/// Requests sent together: enough to hide the round trip, few enough to keep the server's
/// output buffer and a stall of other clients small (measured: 100 to 500 are equally fast).
const BATCH: usize = 256;

/// The event bus: the servers that hold its streams. A clone shares the connections.
#[derive(Clone, Debug)]
pub(crate) struct Bus {
    /// The server that was named: the only one, or any of a cluster.
    seed: Arc<Node>,
    /// Who holds what, once it is known.
    layout: Arc<Mutex<Option<Surveyed>>>,
    absences: Arc<Absences>,
}

impl Bus {
    /// A bus on the server of `target`; it connects when it is first asked something.
    pub(crate) fn new(target: Target, timeout: Duration, known_by: KnownBy) -> Self {
        Self::at(Node::new(target, timeout, known_by))
    }

    fn at(seed: Node) -> Self {
        Self { seed: Arc::new(seed), layout: Arc::default(), absences: Arc::default() }
    }

    /// The same bus over connections of its own. Each knows which servers the other has given up.
    pub(crate) fn apart(&self) -> Self {
        Self { absences: Arc::clone(&self.absences), ..Self::at(self.seed.apart()) }
    }

    /// The server that was named, without any password.
    pub(crate) fn address(&self) -> String {
        self.seed.address()
    }

    /// As whom the servers are spoken to.
    pub(crate) fn user(&self) -> &str {
        self.seed.user()
    }

    /// Asks one thing; an error reply is an error that names `subject`.
    pub(crate) async fn call(
        &self,
        key: &Name,
        subject: &str,
        command: &Cmd,
    ) -> Result<Value, BusError> {
        if let Some(node) = self.layout().await?.only() {
            return node.call(subject, command).await;
        }
        let mut answers = self.ask(vec![Request::one(key.clone(), command.clone())]).await?;
        let answer = answers.pop().unwrap_or_else(|| Ok(Value::Nil));
        answer.map_err(|refusal| BusError::Refused { subject: subject.into(), refusal })
    }
}
