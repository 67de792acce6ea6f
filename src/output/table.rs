//! A table as data: its columns, and rows of cells that people and programs read differently.

use std::borrow::Cow;

use crate::output::column::Column;
use crate::output::units::sanitize;

/// A table as data; it is laid out when it is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// One value: its text in tables, and its raw form in CSV.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    raw: Option<String>,
    pub(super) tone: Tone,
}

/// How a value is judged, which decides its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Good,
    Warning,
    Bad,
    Dim,
}

impl Table {
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "a row has one cell per column");
        self.rows.push(row);
    }
}

impl Cell {
    #[expect(clippy::needless_pass_by_value, reason = "a cell takes a value of any kind")]
    pub(crate) fn new(text: impl ToString) -> Self {
        Self { text: text.to_string(), raw: None, tone: Tone::Plain }
    }

    /// An unknown or absent value: `shown` in a table, empty in CSV.
    pub(crate) fn absent(shown: &str) -> Self {
        Self { text: shown.into(), raw: Some(String::new()), tone: Tone::Dim }
    }

    /// Sets the text that CSV contains instead of the text of the table.
    #[expect(clippy::needless_pass_by_value, reason = "a cell takes a value of any kind")]
    pub(crate) fn raw(mut self, raw: impl ToString) -> Self {
        self.raw = Some(raw.to_string());
        self
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The text for people, which cannot control a terminal.
    pub(super) fn display_text(&self) -> Cow<'_, str> {
        sanitize(&self.text)
    }

    /// The value for programs.
    pub(crate) fn as_raw(&self) -> &str {
        self.raw.as_deref().unwrap_or(&self.text)
    }
}
