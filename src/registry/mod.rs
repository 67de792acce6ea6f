//! The service registry: which instances of which services there are, and how they are.
//!
//! The fleet's heartbeat renews an instance's hash and not the set of its service, which is gone
//! a minute after registration while its instances still beat. So the hashes are what counts; a
//! set only adds the members that have no hash.

mod decode;
mod fetch;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod instance;
mod key;

pub(crate) use fetch::{Registry, fetch};
pub(crate) use instance::{Instance, State};
