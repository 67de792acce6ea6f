//! Requests under way through a cluster: to the owners of their keys, and again after `MOVED`, `ASK`,
//! `TRYAGAIN` or a failover.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join_all;

use crate::cluster::bus::Bus;
use crate::cluster::keyed_requests::{Answers, KeyedRequests, PAUSES};
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// Sends requests until each is answered or given up.
pub(crate) struct RedirectLoop<'a, R: KeyedRequests> {
    bus: &'a Bus,
    requests: &'a R,
    /// By the request's index; `None` until the answer is known.
    answers: Vec<Option<Result<R::Answer, ReplyError>>>,
    began: Instant,
}

/// The index of a request that has no answer yet, and why.
type Unanswered = (usize, ReplyError);

impl<'a, R: KeyedRequests> RedirectLoop<'a, R> {
    pub(crate) fn new(bus: &'a Bus, requests: &'a R) -> Self {
        let answers = (0..requests.len()).map(|_| None).collect();
        Self { bus, requests, answers, began: Instant::now() }
    }

    /// Runs until each request is answered or given up.
    pub(crate) async fn run(mut self) -> Result<Answers<R::Answer>, BusError> {
        if !self.bus.unreachable_nodes.is_empty() {
            self.bus.recent_slot_map().await?;
        }
        let mut open: Vec<usize> = (0..self.requests.len()).collect();
        let mut pauses = PAUSES;
        loop {
            let slot_map = self.bus.slot_map().await?;
            let unanswered = self.send_to_owners(&slot_map, open).await?;
            let unanswered = self.send_to_importers(&slot_map, unanswered).await?;
            if unanswered.is_empty() {
                break;
            }
            let is_over = self.began.elapsed() >= self.bus.failover_timeout();
            let are_owners_away = unanswered.iter().all(|(_, reason)| reason.is_unreachable());
            let fresh = if are_owners_away && !is_over {
                self.bus.recent_slot_map().await
            } else {
                self.bus.refresh_slot_map().await
            };
            let fresh = fresh.as_deref().unwrap_or(&slot_map);
            open = self.give_up_or_retry(unanswered, &slot_map, fresh, is_over);
            if open.is_empty() {
                break;
            }
            pauses.pause().await;
        }
        self.finish().await
    }

    /// Sends requests to the nodes that own their keys, to all nodes at the same time.
    async fn send_to_owners(
        &mut self,
        slot_map: &SlotMap,
        open: Vec<usize>,
    ) -> Result<Vec<Unanswered>, BusError> {
        let mut by_node: Vec<Vec<usize>> = vec![Vec::new(); slot_map.nodes().len()];
        for index in open {
            by_node[slot_map.index_of(self.requests.key(index).as_bytes())].push(index);
        }
        let by_node = slot_map.nodes().iter().zip(by_node).filter(|(_, part)| !part.is_empty());
        let sent = by_node.map(|(node, indexes)| async {
            let answers = self.send(node, &indexes, false).await;
            (indexes, answers)
        });
        let sent: Vec<_> = join_all(sent).await;
        let mut unanswered = Vec::new();
        for (indexes, answers) in sent {
            unanswered.extend(self.keep(indexes, answers?));
        }
        Ok(unanswered)
    }

    /// Sends requests to one node. If it is away, each of them is answered with that.
    async fn send(
        &self,
        node: &Arc<Node>,
        indexes: &[usize],
        is_asking: bool,
    ) -> Result<Answers<R::Answer>, BusError> {
        let address = node.address();
        let to_each = |reply: ReplyError| indexes.iter().map(|_| Err(reply.clone())).collect();
        if let Some(reply) = self.bus.unreachable_reply(node) {
            return Ok(to_each(reply));
        }
        match self.requests.send(node, indexes, is_asking).await {
            Ok(answers) => {
                self.bus.unreachable_nodes.note_answer(&address);
                Ok(answers)
            }
            Err(error) if self.may_repeat(&error, indexes) => Ok(to_each(match error {
                BusError::Refused { refusal, .. } => refusal,
                away => ReplyError::unreachable(&address, &away.reason()),
            })),
            Err(error) => Err(error),
        }
    }

    fn may_repeat(&self, error: &BusError, indexes: &[usize]) -> bool {
        match error {
            BusError::Unreachable { .. } => true,
            BusError::Refused { refusal, .. } => refusal.is_redirect(),
            BusError::Lost { .. } | BusError::TimedOut { .. } => {
                indexes.iter().all(|index| self.requests.is_repeatable(*index))
            }
            BusError::Login { .. }
            | BusError::UnexpectedReply { .. }
            | BusError::Tls { .. }
            | BusError::Sentinel { .. }
            | BusError::Replica { .. } => false,
        }
    }

    /// Keeps the answers, and returns the requests that were redirected or whose node is away.
    fn keep(&mut self, indexes: Vec<usize>, answers: Answers<R::Answer>) -> Vec<Unanswered> {
        let mut unanswered = Vec::new();
        for (index, answer) in indexes.into_iter().zip(answers) {
            match answer {
                Err(reason) if reason.is_redirect() || reason.is_unreachable() => {
                    unanswered.push((index, reason));
                }
                answer => self.answers[index] = Some(answer),
            }
        }
        unanswered
    }

    /// Sends requests that were answered with `ASK` to the nodes that import their slots.
    async fn send_to_importers(
        &mut self,
        slot_map: &SlotMap,
        unanswered: Vec<Unanswered>,
    ) -> Result<Vec<Unanswered>, BusError> {
        let mut rest = Vec::new();
        for (index, reason) in unanswered {
            let Some(importer) = reason.importing_node() else {
                rest.push((index, reason));
                continue;
            };
            let known = slot_map.nodes().iter().find(|node| *node.endpoint_address() == importer);
            let node = known.cloned().unwrap_or_else(|| Arc::new(self.bus.seed.peer(importer)));
            let answers = self.send(&node, &[index], true).await?;
            rest.extend(self.keep(vec![index], answers));
        }
        Ok(rest)
    }

    /// Gives up the requests whose time is over, and returns the others. A request whose slot has moved is
    /// tried once more, however late it is.
    fn give_up_or_retry(
        &mut self,
        unanswered: Vec<Unanswered>,
        old: &SlotMap,
        fresh: &SlotMap,
        is_over: bool,
    ) -> Vec<usize> {
        let mut open = Vec::new();
        for (index, reason) in unanswered {
            let key = self.requests.key(index).as_bytes();
            let (before, now) = (old.node_of(key), fresh.node_of(key));
            let has_moved = before.endpoint_address() != now.endpoint_address();
            let is_owner_given_up =
                reason.is_unreachable() && self.bus.unreachable_nodes.contains(&now.address());
            if !has_moved && (is_owner_given_up || is_over) {
                if let Some(reason) = reason.unreachable_reason() {
                    self.bus.give_up(before, reason);
                }
                self.answers[index] = Some(Err(reason));
            } else {
                open.push(index);
            }
        }
        open
    }

    async fn finish(self) -> Result<Answers<R::Answer>, BusError> {
        let slot_map = self.bus.slot_map().await?;
        if slot_map.nodes().iter().all(|node| self.bus.unreachable_nodes.contains(&node.address()))
        {
            return Err(self.bus.no_node_reachable());
        }
        let mut errors = self.answers.iter().flatten().filter_map(|answer| answer.as_ref().err());
        if let Some(refusal) = errors.find(|error| error.is_cluster_down()) {
            let (subject, refusal) = (self.bus.address(), refusal.clone());
            return Err(BusError::Refused { subject, refusal });
        }
        // By now each request has an answer.
        Ok(self.answers.into_iter().flatten().collect())
    }
}
