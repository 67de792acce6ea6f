//! The way of a request to the server that holds its key, through a cluster that changes meanwhile.
//!
//! A request that a server sends elsewhere was not carried out, and is taken there. One whose answer
//! was lost may have been: it is only asked again where that does no harm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use astra_model::Name;
use futures_util::future::select_ok;

use crate::cluster::bus::Bus;
use crate::cluster::redirects::Journey;
use crate::cluster::slot_map::Layout;
use crate::error::bus_error::BusError;
use crate::error::reply_error::Refusal;
use crate::node::handle::Node;

pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(10);

pub(crate) const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// Questions about keys, and how they are put to one server.
pub(crate) trait Exchange: Sync {
    type Answer: Send;

    fn len(&self) -> usize;

    fn key(&self, index: usize) -> &Name;

    /// Whether to ask a second time does no harm.
    fn is_repeatable(&self, index: usize) -> bool;

    /// Puts the questions of these indexes to a server, and returns what it answers in their order:
    /// a refusal at least where it sends the question elsewhere, see [`Refusal::is_rerouting`].
    /// With `is_asking`, `ASKING` goes before each: its slot is on its way to this server.
    fn put(
        &self,
        node: &Arc<Node>,
        part: &[usize],
        is_asking: bool,
    ) -> impl Future<Output = Result<Answers<Self::Answer>, BusError>> + Send;
}

/// An answer to each question, or why it has to be put elsewhere.
pub(crate) type Answers<A> = Vec<Result<A, Refusal>>;

/// Who holds what, and when that was last said.
#[derive(Clone, Debug)]
pub(crate) struct Surveyed {
    layout: Arc<Layout>,
    at: Instant,
}

impl Surveyed {
    fn now(layout: &Arc<Layout>) -> Self {
        Self { layout: Arc::clone(layout), at: Instant::now() }
    }
}

impl Bus {
    /// Takes each question to where its key is, and returns the answers in order.
    ///
    /// In a cluster, a server that stays away for longer than the timeout gives a refusal for each of
    /// its questions, see [`Refusal::is_unreachable`].
    ///
    /// # Errors
    /// Where there is one server and it is lost, or all of them are.
    pub(crate) async fn route<E: Exchange>(
        &self,
        questions: &E,
    ) -> Result<Answers<E::Answer>, BusError> {
        let layout = self.layout().await?;
        match layout.only() {
            Some(node) => {
                let all: Vec<usize> = (0..questions.len()).collect();
                questions.put(node, &all, false).await
            }
            None => Journey::new(self, questions).run().await,
        }
    }

    /// What is known of who holds what; asked for once, and again by [`Bus::refresh_layout`].
    pub async fn layout(&self) -> Result<Arc<Layout>, BusError> {
        let mut known = self.layout.lock().await;
        if let Some(Surveyed { layout, .. }) = &*known {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(Layout::survey(&self.seed, &[]).await?);
        *known = Some(Surveyed::now(&layout));
        Ok(layout)
    }

    /// As [`Bus::refresh_layout`], where what is known is older than a moment: a server that is away
    /// for long is asked after again and again.
    pub(crate) async fn recent_layout(&self) -> Result<Arc<Layout>, BusError> {
        if let Some(Surveyed { layout, at }) = &*self.layout.lock().await
            && at.elapsed() < LONGEST_PAUSE
        {
            return Ok(Arc::clone(layout));
        }
        self.refresh_layout().await
    }

    /// Asks the servers again who holds what, and takes what the first of them says.
    pub async fn refresh_layout(&self) -> Result<Arc<Layout>, BusError> {
        let old = self.layout().await?;
        if old.only().is_some() {
            return Ok(old);
        }
        let asked = old
            .nodes()
            .iter()
            .filter(|node| !self.absences.contains(&node.address()))
            .chain([&self.seed]);
        let answers = asked.map(|node| Box::pin(Layout::survey(node, old.nodes())));
        let (layout, _) = select_ok(answers).await?;
        let layout = if layout.agrees_with(&old) { old } else { Arc::new(layout) };
        *self.layout.lock().await = Some(Surveyed::now(&layout));
        let is_in = |address: &str| layout.nodes().iter().any(|node| node.address() == address);
        self.absences.forget(is_in);
        Ok(layout)
    }

    /// How long a server of a cluster is waited for: time for another to take its place.
    pub fn patience(&self) -> Duration {
        self.seed.timeout()
    }
}
