//! Standard output of `tail`: filters entries, formats them, and writes them in large blocks.

mod json;
mod text;

use std::io::{self, Write as _};

use astra_bus::Entry;
use astra_model::Name;

use crate::commands::tail::filter::Filter;
use crate::output::units::Counted;
use crate::output::{notes, stdout};

pub(super) use json::JsonLines;
pub(super) use text::TextLines;

/// Bytes that are buffered before they are written.
const BUFFER: usize = 256 * 1024;

/// Formats and counts the entries that the filters accept.
#[derive(Debug)]
pub(super) struct Printer {
    filter: Filter,
    json: JsonLines,
    /// The readable format; if it is `None`, the format is JSON.
    text: Option<TextLines>,
    buffer: Vec<u8>,
    /// The JSON line of the entry that is being filtered.
    line: Vec<u8>,
    /// How many more entries to show.
    left: Option<u64>,
}

impl Printer {
    pub(super) fn new(filter: Filter, text: Option<TextLines>, count: Option<u64>) -> Self {
        let buffer = Vec::with_capacity(BUFFER + BUFFER / 4);
        Self { filter, json: JsonLines::default(), text, buffer, line: Vec::new(), left: count }
    }

    /// Whether the filters accept an entry.
    pub(super) fn accepts(&mut self, stream: &Name, entry: &Entry<'_>) -> bool {
        if !self.filter.accepts(entry) {
            return false;
        }
        if !self.filter.needs_json() {
            return true;
        }
        self.line.clear();
        self.json.write(&mut self.line, stream, entry);
        self.filter.accepts_json(self.line.trim_ascii_end())
    }

    /// Buffers the line of an entry if the filters accept it; see [`Printer::flush`].
    pub(super) fn show(&mut self, stream: &Name, entry: &Entry<'_>) {
        if self.is_done() || !self.accepts(stream, entry) {
            return;
        }
        match &mut self.text {
            Some(text) => text.write(&mut self.buffer, stream, entry),
            None if self.filter.needs_json() => self.buffer.extend_from_slice(&self.line),
            None => self.json.write(&mut self.buffer, stream, entry),
        }
        self.left = self.left.map(|left| left - 1);
    }

    /// Whether as many entries were shown as requested.
    pub(super) fn is_done(&self) -> bool {
        self.left == Some(0)
    }

    /// Whether the buffer should be written.
    pub(super) fn is_full(&self) -> bool {
        self.buffer.len() >= BUFFER
    }

    /// Writes the buffer. Must be called before waiting for anything.
    ///
    /// A separate thread writes: if the reader of a pipe stops reading, Ctrl-C must still work.
    pub(super) async fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let buffer = std::mem::take(&mut self.buffer);
        let write = move || {
            let mut stdout = stdout();
            let result = stdout.write_all(&buffer).and_then(|()| stdout.flush());
            (buffer, result)
        };
        let (buffer, result) = tokio::task::spawn_blocking(write).await?;
        self.buffer = buffer;
        self.buffer.clear();
        result
    }

    /// Resets the count of entries on which the filter failed, because they will be filtered again.
    pub(super) fn reset_failures(&mut self) {
        self.filter.reset_failures();
    }

    /// Warns about the entries on which the filter failed.
    pub(super) fn warn_about_failures(&self) {
        if let Some((failed, reason)) = self.filter.failures() {
            let entries = Counted(failed, "entry");
            notes::warning(format_args!(
                "--where failed on {entries}, which are not shown: {reason}"
            ));
        }
    }
}
