//! The topology: which streams there are, which groups read them, and how groups.yaml says so.

mod check;
mod fault;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod model;
mod names;
mod node;
mod read;
mod resolve;
mod source;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use fault::{Fault, Severity};
pub(crate) use model::{Defaults, GroupSpec, Kind, Start, StreamSpec, Topology};
pub(crate) use names::{is_group_name, is_word};
pub(crate) use resolve::Binding;
pub(crate) use source::{LoadError, Loaded, Source, load};
