//! Glob patterns over stream names, as Redis matches them.

#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
mod glob;

pub use glob::{Pattern, has_wildcard};
