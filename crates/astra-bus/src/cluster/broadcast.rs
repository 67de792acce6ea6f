//! A round of all servers: what is not about one key is asked of each of them.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join_all;
use tokio::time::sleep;

use crate::cluster::bus::Bus;
use crate::cluster::router::{FIRST_PAUSE, LONGEST_PAUSE};
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;

impl Bus {
    /// Asks every server that holds a part of the bus. Those of a cluster that stay away for longer
    /// than the timeout are left out, see [`Bus::absent`].
    ///
    /// # Errors
    /// What a server refuses; and where none of them is there.
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

/// A round under way.
struct Broadcast<'a, T> {
    bus: &'a Bus,
    began: Instant,
    answers: Vec<(Arc<Node>, T)>,
    /// Servers that are not asked again in this round, however short the timeout is.
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
        let mut pause = FIRST_PAUSE;
        loop {
            let slot_map = self.bus.slot_map().await?;
            let open = self.open(&slot_map);
            let answers = join_all(open.iter().map(|node| ask(node))).await;
            let missed = self.take(open, answers)?;
            if missed.is_empty() {
                break;
            }
            let fresh = self.bus.refresh_slot_map().await;
            self.give_up(missed, fresh.as_deref().unwrap_or(&slot_map))?;
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        if self.answers.is_empty() { Err(self.bus.no_node_reachable()) } else { Ok(self.answers) }
    }

    /// The servers that have not answered yet, and may.
    fn open(&self, slot_map: &SlotMap) -> Vec<Arc<Node>> {
        let is_open = |node: &&Arc<Node>| {
            !self.answers.iter().any(|(done, _)| done.place() == node.place())
                && !self.given_up.iter().any(|gone| gone.place() == node.place())
                && self.bus.unreachable_reply(node).is_none()
        };
        slot_map.nodes().iter().filter(is_open).cloned().collect()
    }

    /// Keeps the answers, and returns the servers that are away.
    fn take(
        &mut self,
        open: Vec<Arc<Node>>,
        answers: Vec<Result<T, BusError>>,
    ) -> Result<Vec<(Arc<Node>, BusError)>, BusError> {
        let mut missed = Vec::new();
        for (node, answer) in open.into_iter().zip(answers) {
            match answer {
                Ok(answer) => {
                    self.bus.unreachable_nodes.note_answer(&node.address());
                    self.answers.push((node, answer));
                }
                Err(error) if error.is_transient() => missed.push((node, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(missed)
    }

    /// Gives up the servers that were waited for long enough and still hold their part of the bus.
    ///
    /// # Errors
    /// Where no server works, and one says that the cluster is down as a whole.
    fn give_up(
        &mut self,
        missed: Vec<(Arc<Node>, BusError)>,
        fresh: &SlotMap,
    ) -> Result<(), BusError> {
        let is_over = self.began.elapsed() >= self.bus.failover_timeout();
        let down = missed.iter().map(|(_, error)| error).find(|error| error.is_cluster_down());
        if let Some(error) = down.filter(|_| is_over && self.answers.is_empty()) {
            return Err(error.clone());
        }
        for (node, error) in missed {
            let is_known = self.bus.unreachable_nodes.contains(&node.address());
            let is_needed = fresh.nodes().iter().any(|other| other.place() == node.place());
            if is_needed && (is_over || is_known) {
                self.bus.give_up(&node, &error.reason());
                self.given_up.push(node);
            }
        }
        Ok(())
    }
}
