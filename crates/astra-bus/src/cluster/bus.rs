//! Everything that speaks Redis: connections, streams, groups and pending entries, errors in an operator's words.
//!
//! A [`Bus`] is a set of nodes and a rule which of them owns a key, its [`SlotMap`]. Callers ask by
//! key ([`Bus::ask`]) or of all servers at once; none of them needs to know how many servers
//! there are, or that a key moves from one to another meanwhile ([`route`]).

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;
use redis::{Cmd, Value};
use tokio::sync::Mutex;

use crate::cluster::availability::UnreachableNodes;
use crate::cluster::requests::Request;
use crate::cluster::router::CachedSlots;
use crate::endpoint::target::Endpoint;
use crate::error::bus_error::{AddressSource, BusError};
use crate::node::handle::Node;

/// Requests sent together: enough to hide the round trip, few enough to keep the server's
/// output buffer and a stall of other clients small (measured: 100 to 500 are equally fast).
pub(crate) const BATCH: usize = 256;

/// The event bus: the servers that hold its streams. A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Bus {
    /// The server that was named: the only one, or any of a cluster.
    pub(crate) seed: Arc<Node>,
    /// Who holds what, once it is known.
    pub(crate) slot_map: Arc<Mutex<Option<CachedSlots>>>,
    pub(crate) unreachable_nodes: Arc<UnreachableNodes>,
}

impl Bus {
    /// A bus on the server of `target`; it connects when it is first asked something.
    pub fn new(target: Endpoint, timeout: Duration, address_source: AddressSource) -> Self {
        Self::at(Node::new(target, timeout, address_source))
    }

    fn at(seed: Node) -> Self {
        Self { seed: Arc::new(seed), slot_map: Arc::default(), unreachable_nodes: Arc::default() }
    }

    /// The same bus over connections of its own. Each knows which servers the other has given up.
    #[must_use]
    pub fn with_own_connections(&self) -> Self {
        Self {
            unreachable_nodes: Arc::clone(&self.unreachable_nodes),
            ..Self::at(self.seed.with_own_connections())
        }
    }

    /// The server that was named, without any password.
    pub fn address(&self) -> String {
        self.seed.address()
    }

    /// As whom the servers are spoken to.
    pub fn user(&self) -> &str {
        self.seed.user()
    }

    /// Asks one thing; an error reply is an error that names `subject`.
    pub(crate) async fn call(
        &self,
        key: &Name,
        subject: &str,
        command: &Cmd,
    ) -> Result<Value, BusError> {
        if let Some(node) = self.slot_map().await?.only() {
            return node.call(subject, command).await;
        }
        let mut answers = self.ask(vec![Request::one(key.clone(), command.clone())]).await?;
        let answer = answers.pop().unwrap_or_else(|| Ok(Value::Nil));
        answer.map_err(|refusal| BusError::Refused { subject: subject.into(), refusal })
    }
}
