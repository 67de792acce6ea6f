//! Requests that are not about one key: every master is asked.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join_all;

use crate::cluster::bus::Bus;
use crate::cluster::keyed_requests::PAUSES;
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;

impl Bus {
    /// Asks every master of the bus. Masters of a cluster that do not answer within
    /// [`Bus::failover_timeout`] are left out, see [`Bus::unreachable_nodes`].
    ///
    /// # Errors
    /// An error reply of any master, or that none of them can be reached.
    pub(crate) async fn on_each_master<T>(
        &self,
        ask: impl AsyncFn(&Node) -> Result<T, BusError>,
    ) -> Result<Vec<(Arc<Node>, T)>, BusError> {
        let slot_map = self.slot_map().await?;
        if let Some(node) = slot_map.only() {
            return Ok(vec![(Arc::clone(node), ask(node).await?)]);
        }
        let (answers, given_up) = (Vec::new(), Vec::new());
        Broadcast { bus: self, began: Instant::now(), answers, given_up }.run(ask).await
    }
}

/// A question under way to all masters.
struct Broadcast<'a, T> {
    bus: &'a Bus,
    began: Instant,
    answers: Vec<(Arc<Node>, T)>,
    /// Nodes that are not asked again in this broadcast, even if the timeout is very short.
    given_up: Vec<Arc<Node>>,
}

impl<T> Broadcast<'_, T> {
    async fn run(
        mut self,
        ask: impl AsyncFn(&Node) -> Result<T, BusError>,
    ) -> Result<Vec<(Arc<Node>, T)>, BusError> {
        if !self.bus.unreachable_nodes.is_empty() {
            self.bus.recent_slot_map().await?;
        }
        let mut pauses = PAUSES;
        loop {
            let slot_map = self.bus.slot_map().await?;
            let open = self.unanswered(&slot_map);
            let answers = join_all(open.iter().map(|node| ask(node))).await;
            let failed = self.keep(open, answers)?;
            if failed.is_empty() {
                break;
            }
            let fresh = self.bus.refresh_slot_map().await;
            self.give_up(failed, fresh.as_deref().unwrap_or(&slot_map))?;
            pauses.pause().await;
        }
        if self.answers.is_empty() { Err(self.bus.no_node_reachable()) } else { Ok(self.answers) }
    }

    /// The masters that have not answered yet and were not given up.
    fn unanswered(&self, slot_map: &SlotMap) -> Vec<Arc<Node>> {
        let is_same = |a: &Arc<Node>, b: &Arc<Node>| a.endpoint_address() == b.endpoint_address();
        let is_open = |node: &&Arc<Node>| {
            !self.answers.iter().any(|(done, _)| is_same(done, node))
                && !self.given_up.iter().any(|gone| is_same(gone, node))
                && self.bus.unreachable_reply(node).is_none()
        };
        slot_map.nodes().iter().filter(is_open).cloned().collect()
    }

    /// Keeps the answers, and returns the nodes that are away.
    fn keep(
        &mut self,
        asked: Vec<Arc<Node>>,
        answers: Vec<Result<T, BusError>>,
    ) -> Result<Vec<(Arc<Node>, BusError)>, BusError> {
        let mut failed = Vec::new();
        for (node, answer) in asked.into_iter().zip(answers) {
            match answer {
                Ok(answer) => {
                    self.bus.unreachable_nodes.note_answer(&node.address());
                    self.answers.push((node, answer));
                }
                Err(error) if error.is_transient() => failed.push((node, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(failed)
    }

    /// Gives up the nodes whose time is over and which still own slots.
    ///
    /// # Errors
    /// If no node has answered and one reports that the cluster is down as a whole.
    fn give_up(
        &mut self,
        failed: Vec<(Arc<Node>, BusError)>,
        fresh: &SlotMap,
    ) -> Result<(), BusError> {
        let is_over = self.began.elapsed() >= self.bus.failover_timeout();
        let down = failed.iter().map(|(_, error)| error).find(|error| error.is_cluster_down());
        if let Some(error) = down.filter(|_| is_over && self.answers.is_empty()) {
            return Err(error.clone());
        }
        for (node, error) in failed {
            let is_given_up = self.bus.unreachable_nodes.contains(&node.address());
            let is_owner = fresh
                .nodes()
                .iter()
                .any(|other| other.endpoint_address() == node.endpoint_address());
            if is_owner && (is_over || is_given_up) {
                self.bus.give_up(&node, &error.reason());
                self.given_up.push(node);
            }
        }
        Ok(())
    }
}
