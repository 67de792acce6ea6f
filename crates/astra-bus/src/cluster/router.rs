//! The way of a request to the server that holds its key, through a cluster that changes meanwhile.
//!
//! A request that a server sends elsewhere was not carried out, and is taken there. One whose answer
//! was lost may have been: it is only asked again where that does no harm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use astra_model::Name;
use futures_util::future::select_ok;

use crate::cluster::bus::Bus;
use crate::cluster::redirects::RedirectLoop;
use crate::cluster::slot_map::SlotMap;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(10);

pub(crate) const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// RequestBatch about keys, and how they are put to one server.
pub(crate) trait KeyedRequests: Sync {
    type Answer: Send;

    fn len(&self) -> usize;

    fn key(&self, index: usize) -> &Name;

    /// Whether to ask a second time does no harm.
    fn is_repeatable(&self, index: usize) -> bool;

    /// Puts the questions of these indexes to a server, and returns what it answers in their order:
    /// a refusal at least where it sends the question elsewhere, see [`ReplyError::is_redirect`].
    /// With `is_asking`, `ASKING` goes before each: its slot is on its way to this server.
    fn put(
        &self,
        node: &Arc<Node>,
        part: &[usize],
        is_asking: bool,
    ) -> impl Future<Output = Result<Answers<Self::Answer>, BusError>> + Send;
}

/// An answer to each question, or why it has to be put elsewhere.
pub(crate) type Answers<A> = Vec<Result<A, ReplyError>>;

/// Who holds what, and when that was last said.
#[derive(Clone, Debug)]
pub(crate) struct CachedSlots {
    slot_map: Arc<SlotMap>,
    at: Instant,
}

impl CachedSlots {
    fn now(slot_map: &Arc<SlotMap>) -> Self {
        Self { slot_map: Arc::clone(slot_map), at: Instant::now() }
    }
}

impl Bus {
    /// Takes each question to where its key is, and returns the answers in order.
    ///
    /// In a cluster, a server that stays away for longer than the timeout gives a refusal for each of
    /// its questions, see [`ReplyError::is_unreachable`].
    ///
    /// # Errors
    /// Where there is one server and it is lost, or all of them are.
    pub(crate) async fn route<E: KeyedRequests>(
        &self,
        questions: &E,
    ) -> Result<Answers<E::Answer>, BusError> {
        let slot_map = self.slot_map().await?;
        match slot_map.only() {
            Some(node) => {
                let all: Vec<usize> = (0..questions.len()).collect();
                questions.put(node, &all, false).await
            }
            None => RedirectLoop::new(self, questions).run().await,
        }
    }

    /// What is known of who holds what; asked for once, and again by [`Bus::refresh_slot_map`].
    pub async fn slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        let mut known = self.slot_map.lock().await;
        if let Some(CachedSlots { slot_map, .. }) = &*known {
            return Ok(Arc::clone(slot_map));
        }
        let slot_map = Arc::new(SlotMap::survey(&self.seed, &[]).await?);
        *known = Some(CachedSlots::now(&slot_map));
        Ok(slot_map)
    }

    /// As [`Bus::refresh_slot_map`], where what is known is older than a moment: a server that is away
    /// for long is asked after again and again.
    pub(crate) async fn recent_slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        if let Some(CachedSlots { slot_map, at }) = &*self.slot_map.lock().await
            && at.elapsed() < LONGEST_PAUSE
        {
            return Ok(Arc::clone(slot_map));
        }
        self.refresh_slot_map().await
    }

    /// Asks the servers again who holds what, and takes what the first of them says.
    pub async fn refresh_slot_map(&self) -> Result<Arc<SlotMap>, BusError> {
        let old = self.slot_map().await?;
        if old.only().is_some() {
            return Ok(old);
        }
        let asked = old
            .nodes()
            .iter()
            .filter(|node| !self.unreachable_nodes.contains(&node.address()))
            .chain([&self.seed]);
        let answers = asked.map(|node| Box::pin(SlotMap::survey(node, old.nodes())));
        let (slot_map, _) = select_ok(answers).await?;
        let slot_map = if slot_map.agrees_with(&old) { old } else { Arc::new(slot_map) };
        *self.slot_map.lock().await = Some(CachedSlots::now(&slot_map));
        let is_in = |address: &str| slot_map.nodes().iter().any(|node| node.address() == address);
        self.unreachable_nodes.retain(is_in);
        Ok(slot_map)
    }

    /// How long a server of a cluster is waited for: time for another to take its place.
    pub fn failover_timeout(&self) -> Duration {
        self.seed.timeout()
    }
}
