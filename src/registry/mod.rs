//! The service registry: which instances of which services are registered, and their state.
//!
//! A heartbeat renews the hash of an instance, but not the set of its service. The set expires a
//! minute after registration, while the instances are still alive. So the hashes count; a set only
//! adds the members that have no hash.

mod decode;
mod fetch;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod instance;
mod key;

pub(crate) use fetch::{Registry, fetch};
pub(crate) use instance::{Instance, State};
