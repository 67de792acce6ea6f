//! Converts the tree of a file to a topology, and continues after a fault so that one run reports them all.

mod document;
mod groups;
mod mapping;
mod reader;
mod scalars;
mod streams;

pub(super) use document::{GroupPositions, ParsedDocument, read_document};
