//! The topology: which streams and groups there should be, as groups.yaml declares them.

mod check;
mod fault;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
mod model;
mod names;
mod node;
mod read;
mod resolve;
mod source;
mod write;

pub use fault::{Fault, Severity};
pub use model::{Defaults, GroupKind, GroupSpec, Start, StreamSpec, Topology};
pub use names::{is_domain_or_event_name, is_group_name};
pub use resolve::Binding;
pub use source::{LoadError, LoadedTopology, Source, load};

#[cfg(test)]
mod tests;
