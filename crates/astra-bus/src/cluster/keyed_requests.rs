//! Requests that are about keys, independent of which node answers them.

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::retry::Backoff;

/// Pauses between attempts at a cluster that is changing: it takes milliseconds to move a slot, and
/// seconds to fail over.
pub(crate) const PAUSES: Backoff =
    Backoff::doubling(Duration::from_millis(10), Duration::from_millis(250));

/// Requests about keys, and how they are sent to one node.
pub(crate) trait KeyedRequests: Sync {
    type Answer: Send;

    fn len(&self) -> usize;

    fn key(&self, index: usize) -> &Name;

    /// Whether the request may be sent a second time if the answer to the first was lost.
    fn is_repeatable(&self, index: usize) -> bool;

    /// Sends the requests of `indexes` to `node` and returns the answers in the same order. An answer that
    /// redirects the request ([`ReplyError::is_redirect`]) is always an `Err`.
    ///
    /// If `is_asking`, `ASKING` precedes each request, because its slot is being imported by `node`.
    fn send(
        &self,
        node: &Arc<Node>,
        indexes: &[usize],
        is_asking: bool,
    ) -> impl Future<Output = Result<Answers<Self::Answer>, BusError>> + Send;
}

/// An answer to each request, or the reason why the node did not answer it.
pub(crate) type Answers<A> = Vec<Result<A, ReplyError>>;
