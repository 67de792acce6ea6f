//! From the tree of a file to a topology: reads on after a fault, so that one run shows them all.

mod document;
mod fields;
mod groups;
mod reader;
mod scalars;
mod streams;

pub(super) use document::{GroupPlaces, Reading, read_document};
