//! Streams: finding them, their state, lag and loss, reading and following their entries.

pub(crate) mod decode;
pub(crate) mod follow;
pub(crate) mod head;
pub(crate) mod history;
pub(crate) mod lag;
pub(crate) mod loss;
pub(crate) mod page_pipeline;
pub(crate) mod poll;
pub(crate) mod range;
pub(crate) mod scan;
pub(crate) mod snapshot;
pub(crate) mod state;
