//! Routes each request to the node that owns its key, following redirects while slots move.
//!
//! A redirected request was not carried out, so it is sent to the node that the redirect names. A request
//! whose answer was lost may have been carried out, so it is repeated only if that does no harm.

use std::sync::Arc;

use futures_util::future::select_ok;

use crate::cluster::bus::Bus;
use crate::cluster::keyed_requests::{Answers, KeyedRequests, PAUSES};
use crate::cluster::redirects::RedirectLoop;
use crate::cluster::slot_map::{CachedSlots, SlotMap};
use crate::error::bus_error::BusError;

/// What the slot map shows of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterState {
    pub masters: usize,
    /// Slots that no node serves.
    pub unserved_slots: usize,
}

impl Bus {
    /// Sends each request to the node that owns its key, and returns the answers in order.
    ///
    /// In a cluster, a node that does not answer within [`Bus::failover_timeout`] yields an error reply for
    /// each of its requests, see [`crate::ReplyError::is_unreachable`].
    ///
    /// # Errors
    /// If the only server is lost, or every node of a cluster is.
    pub(crate) async fn route<R: KeyedRequests>(
        &self,
        requests: &R,
    ) -> Result<Answers<R::Answer>, BusError> {
        let slot_map = self.slot_map().await?;
        match slot_map.only() {
            Some(node) => {
                let all: Vec<usize> = (0..requests.len()).collect();
                requests.send(node, &all, false).await
            }
            None => RedirectLoop::new(self, requests).run().await,
        }
    }

    /// The slot map; asked for once, and again by [`Bus::refresh_slot_map`].
    pub(crate) async fn slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        let mut cached = self.slot_map.lock().await;
        if let Some(CachedSlots { slot_map, .. }) = &*cached {
            return Ok(Arc::clone(slot_map));
        }
        let slot_map = Arc::new(SlotMap::query(&self.seed, &[]).await?);
        *cached = Some(CachedSlots::now(&slot_map));
        Ok(slot_map)
    }

    /// The masters of a cluster; `None` if one server owns all keys.
    pub async fn cluster(&self) -> Result<Option<ClusterState>, BusError> {
        let slot_map = self.slot_map().await?;
        Ok(slot_map.only().is_none().then(|| ClusterState {
            masters: slot_map.nodes().len(),
            unserved_slots: slot_map.unserved(),
        }))
    }

    /// As [`Bus::refresh_slot_map`], but keeps a slot map that is younger than the longest pause: requests
    /// for a node that stays away would ask for it over and over.
    pub(crate) async fn recent_slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        if let Some(CachedSlots { slot_map, at }) = &*self.slot_map.lock().await
            && at.elapsed() < PAUSES.longest()
        {
            return Ok(Arc::clone(slot_map));
        }
        self.refresh_slot_map().await
    }

    /// Asks all reachable nodes for the slot map, and takes the first answer.
    pub(crate) async fn refresh_slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        let old = self.slot_map().await?;
        if old.only().is_some() {
            return Ok(old);
        }
        let asked = old
            .nodes()
            .iter()
            .filter(|node| !self.unreachable_nodes.contains(&node.address()))
            .chain([&self.seed]);
        let answers = asked.map(|node| Box::pin(SlotMap::query(node, old.nodes())));
        let (slot_map, _) = select_ok(answers).await?;
        let slot_map = if slot_map.agrees_with(&old) { old } else { Arc::new(slot_map) };
        *self.slot_map.lock().await = Some(CachedSlots::now(&slot_map));
        let is_owner =
            |address: &str| slot_map.nodes().iter().any(|node| node.address() == address);
        self.unreachable_nodes.retain(is_owner);
        Ok(slot_map)
    }
}
