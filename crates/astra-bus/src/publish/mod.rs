//! Publishing at the speed of the server, with the exact outcome of every event.
//!
//! An `XADD` whose reply was lost is never sent again here, because the server may have carried it
//! out. One that a cluster node redirected was not carried out, and is sent again to the right node.

pub(crate) mod batch;
pub(crate) mod dedup;
pub(crate) mod dispatch;
pub(crate) mod durability;
pub(crate) mod encode;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
pub(crate) mod limits;
pub(crate) mod node_connection;
pub(crate) mod observer;
pub(crate) mod pipeline;
pub(crate) mod rate_limit;
pub(crate) mod reconnect;
pub(crate) mod replies;
pub(crate) mod reply_reader;
pub(crate) mod resend;
pub(crate) mod writer;
