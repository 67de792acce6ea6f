//! The event bus as plain data: names, entry IDs, events, patterns and the topology.
//!
//! Nothing here is asynchronous, and nothing uses the network or the terminal.

mod entry_id;
pub mod event;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod io_reason;
pub mod json;
mod name;
mod pattern;
pub mod stats;
mod suggest;
pub mod time;
pub mod topology;

pub use entry_id::{EntryId, EntryIdError, UNKNOWN_AGE_REASON};
pub use io_reason::io_reason;
pub use name::Name;
pub use pattern::{Pattern, has_wildcard};
pub use suggest::{closest, did_you_mean};
