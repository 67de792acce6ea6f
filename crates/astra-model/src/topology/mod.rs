//! The topology: which streams there are, which groups read them, and how groups.yaml says so.

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
pub use model::{Defaults, GroupSpec, Kind, Start, StreamSpec, Topology};
pub use names::{is_group_name, is_word};
pub use resolve::Binding;
pub use source::{LoadError, Loaded, Source, load};

#[cfg(test)]
mod tests;
