//! Connections over which pages are read: one to each server, with many questions under way.

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;
use redis::Cmd;

use crate::cluster::bus::Bus;
use crate::cluster::pool::{Pool, RawRequests};
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::resp::Scanner;
use crate::protocol::value;

/// The connection that a question went over: each that is opened has another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PagePipeline(u64);

/// The connections that are open.
#[derive(Debug)]
pub(crate) struct PagePipelines {
    bus: Bus,
    is_cluster: bool,
    open: Vec<(PagePipeline, Arc<Node>, RawConnection)>,
    opened: u64,
    /// For questions that have to find their way anew.
    pool: Pool,
}

/// Where the last item of a page begins, or what the server refuses.
type Paged = Result<usize, ReplyError>;

impl PagePipelines {
    pub(crate) async fn new(bus: &Bus) -> Result<Self, BusError> {
        let is_cluster = bus.slot_map().await?.only().is_none();
        Ok(Self {
            bus: bus.clone(),
            is_cluster,
            open: Vec::new(),
            opened: 0,
            pool: Pool::default(),
        })
    }

    /// As whom the servers are spoken to.
    pub(crate) fn user(&self) -> &str {
        self.bus.user()
    }

    /// Puts a question behind those that wait to be sent to the server of `stream`.
    pub(crate) async fn queue(
        &mut self,
        stream: &Name,
        command: &Cmd,
    ) -> Result<PagePipeline, BusError> {
        let slot_map = self.bus.slot_map().await?;
        let node = slot_map.node_of(stream.as_bytes());
        let known = self.open.iter().position(|(_, known, _)| Arc::ptr_eq(known, node));
        let at = match known {
            Some(at) => at,
            None => match self.open(node).await {
                Ok(at) => at,
                Err(error) if self.is_bridged(&error) => return Ok(PagePipeline(0)),
                Err(error) => return Err(error),
            },
        };
        let (road, _, reader) = &mut self.open[at];
        reader.queue(command);
        Ok(*road)
    }

    async fn open(&mut self, node: &Arc<Node>) -> Result<usize, BusError> {
        if self.bus.unreachable_reply(node).is_some() {
            return Err(self.bus.no_node_reachable());
        }
        let reader = node.raw_connection().await?;
        self.opened += 1;
        self.open.push((PagePipeline(self.opened), Arc::clone(node), reader));
        Ok(self.open.len() - 1)
    }

    /// Sends what waits. What a cluster's server does not take is found out when its answer is due.
    pub(crate) async fn flush(&mut self) -> Result<(), BusError> {
        for (_, _, reader) in &mut self.open {
            match reader.flush().await {
                Err(error) if !self.is_cluster => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Waits for the next answer over a road; `None` where the question has to be put elsewhere.
    pub(crate) async fn reply(
        &mut self,
        road: PagePipeline,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<Paged>, BusError> {
        let Some(at) = self.open.iter().position(|(open, ..)| *open == road) else {
            return Ok(None);
        };
        match self.open[at].2.reply(Duration::ZERO, bytes).await {
            Ok(Err(refusal)) if self.is_cluster && refusal.is_redirect() => Ok(None),
            Ok(answer) => Ok(Some(answer)),
            Err(error) if self.is_bridged(&error) => {
                self.open.remove(at);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether another server of a cluster may take the place of the one that is lost.
    fn is_bridged(&self, error: &BusError) -> bool {
        self.is_cluster && error.is_transient()
    }

    /// Puts a question to wherever its stream is now.
    pub(crate) async fn detour(
        &mut self,
        stream: &Name,
        command: Cmd,
        bytes: &mut Vec<u8>,
    ) -> Result<Paged, BusError> {
        let commands = [(stream.clone(), command)];
        let questions = RawRequests { pool: &self.pool, commands: &commands, is_repeatable: true };
        let answer = self.bus.route(&questions).await?.pop();
        let shape = || value::shape("XRANGE", "entries");
        match answer.ok_or_else(shape)?.and_then(|answer| answer) {
            Ok(reply) => {
                *bytes = reply;
                let mut scanner = Scanner::default();
                scanner.end(bytes).map_err(|_| shape())?;
                Ok(Ok(scanner.last_item()))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }
}
