//! All servers of a bus: which node owns a key, requests that follow redirects, nodes that are unreachable.

pub(crate) mod availability;
pub(crate) mod broadcast;
pub(crate) mod bus;
pub(crate) mod keyed_requests;
pub(crate) mod raw_requests;
pub(crate) mod redirects;
pub(crate) mod requests;
pub(crate) mod router;
pub(crate) mod slot;
pub(crate) mod slot_map;
pub(crate) mod unreachable_streams;
pub(crate) mod writer;
