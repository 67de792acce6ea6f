//! The input of `publish --from`: from bytes to batches of entries that are ready to be sent.

mod entry_line;
mod lines;
mod prepare;
mod reader;
mod source;
mod stream_catalog;

pub(super) use lines::Lines;
pub(super) use prepare::{Preparation, Prepared};
pub(super) use reader::{LineKind, LineReader, LineTag, ReaderOptions, Resumed, RunKey};
pub(super) use source::{Source, is_stdin, read_data};
pub(super) use stream_catalog::StreamCatalog;
