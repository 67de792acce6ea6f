//! Connections over which pages are read: one to each node, with many requests in flight.

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;
use redis::Cmd;

use crate::cluster::bus::Bus;
use crate::cluster::raw_requests::RawRequests;
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::resp::Scanner;
use crate::protocol::value;

/// Identifies the connection that a request was sent over; it is never reused, so that a lost connection is
/// not mistaken for its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionId(u64);

/// The open connections.
#[derive(Debug)]
pub(crate) struct PageConnections {
    bus: Bus,
    is_cluster: bool,
    open: Vec<(ConnectionId, Arc<Node>, RawConnection)>,
    opened: u64,
}

/// The offset of a page's last entry, or an error reply.
type Paged = Result<usize, ReplyError>;

impl PageConnections {
    pub(crate) async fn new(bus: &Bus) -> Result<Self, BusError> {
        let is_cluster = bus.slot_map().await?.only().is_none();
        Ok(Self { bus: bus.clone(), is_cluster, open: Vec::new(), opened: 0 })
    }

    /// The user that connections log in as.
    pub(crate) fn user(&self) -> &str {
        self.bus.user()
    }

    /// Queues a request for the node that owns `stream`.
    pub(crate) async fn queue(
        &mut self,
        stream: &Name,
        command: &Cmd,
    ) -> Result<ConnectionId, BusError> {
        let slot_map = self.bus.slot_map().await?;
        let node = slot_map.node_of(stream.as_bytes());
        let known = self.open.iter().position(|(_, known, _)| Arc::ptr_eq(known, node));
        let at = match known {
            Some(at) => at,
            None => match self.open(node).await {
                Ok(at) => at,
                Err(error) if self.may_fail_over(&error) => return Ok(ConnectionId(0)),
                Err(error) => return Err(error),
            },
        };
        let (id, _, connection) = &mut self.open[at];
        connection.queue(command);
        Ok(*id)
    }

    async fn open(&mut self, node: &Arc<Node>) -> Result<usize, BusError> {
        if self.bus.unreachable_reply(node).is_some() {
            return Err(self.bus.no_node_reachable());
        }
        let connection = node.take_connection().await?;
        self.opened += 1;
        self.open.push((ConnectionId(self.opened), Arc::clone(node), connection));
        Ok(self.open.len() - 1)
    }

    /// Sends the queued requests. If a node of a cluster is lost, [`PageConnections::reply`] notices.
    pub(crate) async fn flush(&mut self) -> Result<(), BusError> {
        for (_, _, connection) in &mut self.open {
            match connection.flush().await {
                Err(error) if !self.is_cluster => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Waits for the next reply over a connection; `None` if the request has to be rerouted.
    pub(crate) async fn reply(
        &mut self,
        id: ConnectionId,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<Paged>, BusError> {
        let Some(at) = self.open.iter().position(|(open, ..)| *open == id) else {
            return Ok(None);
        };
        match self.open[at].2.reply(Duration::ZERO, bytes).await {
            Ok(Err(refusal)) if self.is_cluster && refusal.is_redirect() => Ok(None),
            Ok(answer) => Ok(Some(answer)),
            Err(error) if self.may_fail_over(&error) => {
                self.open.remove(at);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether another node of the cluster may take over from the one that is lost.
    fn may_fail_over(&self, error: &BusError) -> bool {
        self.is_cluster && error.is_transient()
    }

    /// Sends a request to the node that owns its stream now.
    pub(crate) async fn reroute(
        &mut self,
        stream: &Name,
        command: Cmd,
        bytes: &mut Vec<u8>,
    ) -> Result<Paged, BusError> {
        let commands = [(stream.clone(), command)];
        let requests = RawRequests { commands: &commands, is_repeatable: true };
        let answer = self.bus.route(&requests).await?.pop();
        let unexpected = || value::unexpected("XRANGE", "entries");
        match answer.ok_or_else(unexpected)?.and_then(|answer| answer) {
            Ok(reply) => {
                *bytes = reply;
                let mut scanner = Scanner::default();
                scanner.end(bytes).map_err(|_| unexpected())?;
                Ok(Ok(scanner.last_item()))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }
}
