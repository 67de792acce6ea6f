//! The event envelope in the fields of an entry: reading tolerates every flaw, writing allows none.

mod draft;
mod envelope;
mod field;
mod flaw;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
mod id;
mod line;
mod payload;
mod stream_name;
mod syntax;

pub use draft::{Draft, DraftError};
pub use envelope::{Event, PRODUCER};
pub use field::Field;
pub use flaw::Flaw;
pub use id::derived_id;
pub use line::LineError;
pub use payload::{Payload, rejection_reason};
pub use stream_name::{NotAnEventType, StreamParts, stream_name};

#[cfg(test)]
mod tests;
