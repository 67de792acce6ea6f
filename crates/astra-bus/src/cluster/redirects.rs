//! RequestBatch on their way through a cluster: to where their keys are, and again where they were turned away.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join_all;
use tokio::time::sleep;

use crate::cluster::bus::Bus;
use crate::cluster::router::{Answers, FIRST_PAUSE, KeyedRequests, LONGEST_PAUSE};
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// RequestBatch under way through a cluster.
pub(crate) struct RedirectLoop<'a, E: KeyedRequests> {
    bus: &'a Bus,
    questions: &'a E,
    /// By the question's index; `None` until it is known.
    answers: Vec<Option<Result<E::Answer, ReplyError>>>,
    began: Instant,
}

/// A question that has found no answer yet, and why.
type Open = (usize, ReplyError);

impl<'a, E: KeyedRequests> RedirectLoop<'a, E> {
    pub(crate) fn new(bus: &'a Bus, questions: &'a E) -> Self {
        let answers = (0..questions.len()).map(|_| None).collect();
        Self { bus, questions, answers, began: Instant::now() }
    }

    /// Goes on until each question is answered or given up.
    pub(crate) async fn run(mut self) -> Result<Answers<E::Answer>, BusError> {
        if !self.bus.unreachable_nodes.is_empty() {
            self.bus.recent_slot_map().await?;
        }
        let mut open: Vec<usize> = (0..self.questions.len()).collect();
        let mut pause = FIRST_PAUSE;
        loop {
            let slot_map = self.bus.slot_map().await?;
            let turned_away = self.visit(&slot_map, open).await?;
            let turned_away = self.ask_importers(&slot_map, turned_away).await?;
            if turned_away.is_empty() {
                break;
            }
            let is_over = self.began.elapsed() >= self.bus.failover_timeout();
            let is_about_absence = turned_away.iter().all(|(_, refusal)| refusal.is_unreachable());
            let fresh = if is_about_absence && !is_over {
                self.bus.recent_slot_map().await
            } else {
                self.bus.refresh_slot_map().await
            };
            open =
                self.sort(turned_away, &slot_map, fresh.as_deref().unwrap_or(&slot_map), is_over);
            if open.is_empty() {
                break;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.finish().await
    }

    /// Puts open questions to the servers that hold their keys, to all at the same time.
    async fn visit(&mut self, slot_map: &SlotMap, open: Vec<usize>) -> Result<Vec<Open>, BusError> {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); slot_map.nodes().len()];
        for index in open {
            parts[slot_map.index_of(self.questions.key(index).as_bytes())].push(index);
        }
        let parts = slot_map.nodes().iter().zip(parts).filter(|(_, part)| !part.is_empty());
        let visits = parts.map(|(node, part)| async {
            let answers = self.put(node, &part, false).await;
            (part, answers)
        });
        let visits: Vec<_> = join_all(visits).await;
        let mut turned_away = Vec::new();
        for (part, answers) in visits {
            turned_away.extend(self.take(part, answers?));
        }
        Ok(turned_away)
    }

    /// Puts questions to one server; where it is away, that is the answer to each.
    async fn put(
        &self,
        node: &Arc<Node>,
        part: &[usize],
        is_asking: bool,
    ) -> Result<Answers<E::Answer>, BusError> {
        let address = node.address();
        if let Some(refusal) = self.bus.unreachable_reply(node) {
            return Ok(part.iter().map(|_| Err(refusal.clone())).collect());
        }
        match self.questions.put(node, part, is_asking).await {
            Ok(answers) => {
                self.bus.unreachable_nodes.note_answer(&address);
                Ok(answers)
            }
            Err(error) if self.may_repeat(&error, part) => {
                let refusal = match error {
                    BusError::Refused { refusal, .. } => refusal,
                    away => ReplyError::unreachable(&address, &away.reason()),
                };
                Ok(part.iter().map(|_| Err(refusal.clone())).collect())
            }
            Err(error) => Err(error),
        }
    }

    fn may_repeat(&self, error: &BusError, part: &[usize]) -> bool {
        match error {
            BusError::Unreachable { .. } => true,
            BusError::Refused { refusal, .. } => refusal.is_redirect(),
            BusError::Lost { .. } | BusError::TimedOut { .. } => {
                part.iter().all(|index| self.questions.is_repeatable(*index))
            }
            BusError::Login { .. }
            | BusError::UnexpectedReply { .. }
            | BusError::Tls { .. }
            | BusError::Sentinel { .. }
            | BusError::Replica { .. } => false,
        }
    }

    /// Keeps the answers, and returns the questions that found none.
    fn take(&mut self, part: Vec<usize>, answers: Answers<E::Answer>) -> Vec<Open> {
        let mut turned_away = Vec::new();
        for (index, answer) in part.into_iter().zip(answers) {
            match answer {
                Err(refusal) if refusal.is_redirect() || refusal.is_unreachable() => {
                    turned_away.push((index, refusal));
                }
                answer => self.answers[index] = Some(answer),
            }
        }
        turned_away
    }

    /// Puts questions about slots that are being moved to the servers that they are moved to.
    async fn ask_importers(
        &mut self,
        slot_map: &SlotMap,
        turned_away: Vec<Open>,
    ) -> Result<Vec<Open>, BusError> {
        let mut rest = Vec::new();
        for (index, refusal) in turned_away {
            let Some(place) = refusal.importing_node() else {
                rest.push((index, refusal));
                continue;
            };
            let known = slot_map.nodes().iter().find(|node| *node.place() == place).cloned();
            let node = known.unwrap_or_else(|| Arc::new(self.bus.seed.peer(place)));
            let answers = self.put(&node, &[index], true).await?;
            rest.extend(self.take(vec![index], answers));
        }
        Ok(rest)
    }

    /// Gives up the questions that were waited for long enough, and returns the others. Where the
    /// layout has changed there is something to try, however late it is.
    fn sort(
        &mut self,
        turned_away: Vec<Open>,
        old: &SlotMap,
        fresh: &SlotMap,
        is_over: bool,
    ) -> Vec<usize> {
        let mut open = Vec::new();
        for (index, refusal) in turned_away {
            let key = self.questions.key(index).as_bytes();
            let (before, now) = (old.node_of(key), fresh.node_of(key));
            let is_moved = before.place() != now.place();
            let is_hopeless =
                refusal.is_unreachable() && self.bus.unreachable_nodes.contains(&now.address());
            if !is_moved && (is_hopeless || is_over) {
                if let Some(reason) = refusal.unreachable_reason() {
                    self.bus.give_up(before, reason);
                }
                self.answers[index] = Some(Err(refusal));
            } else {
                open.push(index);
            }
        }
        open
    }

    async fn finish(self) -> Result<Answers<E::Answer>, BusError> {
        let slot_map = self.bus.slot_map().await?;
        if slot_map.nodes().iter().all(|node| self.bus.unreachable_nodes.contains(&node.address()))
        {
            return Err(self.bus.no_node_reachable());
        }
        let refusals = self.answers.iter().flatten().filter_map(|answer| answer.as_ref().err());
        if let Some(refusal) = refusals.into_iter().find(|refusal| refusal.is_cluster_down()) {
            let (subject, refusal) = (self.bus.address(), refusal.clone());
            return Err(BusError::Refused { subject, refusal });
        }
        // Whatever was asked was answered or given up.
        Ok(self.answers.into_iter().flatten().collect())
    }
}
