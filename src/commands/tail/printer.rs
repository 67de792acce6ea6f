//! Standard output of `tail`: which entries are shown, and in which form.

use std::io::{self, Write as _};

use astra_bus::Entry;
use astra_model::Name;

use crate::commands::tail::filter::Filter;
use crate::commands::tail::json::JsonLines;
use crate::commands::tail::text::TextLines;
use crate::output::units::Counted;
use crate::output::{notes, stdout};

/// Bytes that are held before they are written.
const HELD: usize = 256 * 1024;

/// Shows entries, and counts them.
#[derive(Debug)]
pub(super) struct Printer {
    filter: Filter,
    json: JsonLines,
    /// The form for people; without it, the form is JSON.
    text: Option<TextLines>,
    held: Vec<u8>,
    /// The JSON line of an entry that is only looked at.
    line: Vec<u8>,
    /// How many more entries to show.
    left: Option<u64>,
}

impl Printer {
    pub(super) fn new(filter: Filter, text: Option<TextLines>, count: Option<u64>) -> Self {
        let held = Vec::with_capacity(HELD + HELD / 4);
        Self { filter, json: JsonLines::default(), text, held, line: Vec::new(), left: count }
    }

    /// Whether the filters accept an entry.
    pub(super) fn accepts(&mut self, stream: &Name, entry: &Entry<'_>) -> bool {
        if !self.filter.accepts(entry) {
            return false;
        }
        if !self.filter.looks_at_lines() {
            return true;
        }
        self.line.clear();
        self.json.write(&mut self.line, stream, entry);
        self.filter.accepts_line(self.line.trim_ascii_end())
    }

    /// Shows an entry, if the filters accept it, at the next [`Printer::flush`].
    pub(super) fn show(&mut self, stream: &Name, entry: &Entry<'_>) {
        if self.is_done() || !self.accepts(stream, entry) {
            return;
        }
        match &mut self.text {
            Some(text) => text.write(&mut self.held, stream, entry),
            None if self.filter.looks_at_lines() => self.held.extend_from_slice(&self.line),
            None => self.json.write(&mut self.held, stream, entry),
        }
        self.left = self.left.map(|left| left - 1);
    }

    /// Whether as many entries were shown as were asked for.
    pub(super) fn is_done(&self) -> bool {
        self.left == Some(0)
    }

    /// Whether enough is held to be written.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= HELD
    }

    /// Writes what is held; to be called before anything is waited for.
    ///
    /// A thread of its own does it: a reader that stops reading must not keep Ctrl-C from ending us.
    pub(super) async fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        let write = move || {
            let mut stdout = stdout();
            let result = stdout.write_all(&held).and_then(|()| stdout.flush());
            (held, result)
        };
        let (held, result) = tokio::task::spawn_blocking(write).await?;
        self.held = held;
        self.held.clear();
        result
    }

    /// Forgets on what entries a filter failed: they are about to be looked at again.
    pub(super) fn forget_failures(&mut self) {
        self.filter.forget_failures();
    }

    /// Says on how many entries a filter failed.
    pub(super) fn tell_failures(&self) {
        if let Some((failed, reason)) = self.filter.failures() {
            let entries = Counted(failed, "entry");
            notes::warning(format_args!(
                "--where failed on {entries}, which are not shown: {reason}"
            ));
        }
    }
}
