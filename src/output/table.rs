//! Tables for people: columns, cells with a tone, and how they are laid out.

use comfy_table::{Attribute, CellAlignment, Color, ContentArrangement};

use crate::output::Style;
use crate::output::units::harmless;

/// A table as data; it is laid out only when it is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A column: its title in a table, its key in CSV.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) key: &'static str,
    pub(crate) is_number: bool,
}

/// One value: how people read it, and how programs do.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    raw: Option<String>,
    tone: Tone,
}

/// What a value means for whoever looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Good,
    Warning,
    Bad,
    Dim,
}

impl Column {
    pub(crate) const fn text(title: &'static str, key: &'static str) -> Self {
        Self { title, key, is_number: false }
    }

    pub(crate) const fn number(title: &'static str, key: &'static str) -> Self {
        Self { title, key, is_number: true }
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

    /// What CSV holds instead of the text of the table.
    #[expect(clippy::needless_pass_by_value, reason = "a cell takes a value of any kind")]
    pub(crate) fn raw(mut self, raw: impl ToString) -> Self {
        self.raw = Some(raw.to_string());
        self
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The value for programs.
    pub(crate) fn as_raw(&self) -> &str {
        self.raw.as_deref().unwrap_or(&self.text)
    }
}

impl Table {
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "a row has a cell a column");
        self.rows.push(row);
    }

    /// Lays the table out, ending with a line break; nothing for a table without rows.
    pub(crate) fn render(&self, style: Style) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        match style.width {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width)
            }
            None => table.set_content_arrangement(ContentArrangement::Disabled),
        };
        if style.color {
            table.enforce_styling()
        } else {
            table.force_no_tty()
        };
        if style.headers {
            table.set_header(
                self.columns.iter().map(|column| title_cell(*column)).collect::<Vec<_>>(),
            );
        }
        for row in &self.rows {
            table.add_row(
                self.columns
                    .iter()
                    .zip(row)
                    .map(|(column, cell)| body_cell(*column, cell))
                    .collect::<Vec<_>>(),
            );
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
    }
}

fn title_cell(column: Column) -> comfy_table::Cell {
    comfy_table::Cell::new(column.title)
        .set_alignment(alignment(column))
        .add_attribute(Attribute::Bold)
}

fn body_cell(column: Column, cell: &Cell) -> comfy_table::Cell {
    let laid_out = comfy_table::Cell::new(harmless(&cell.text)).set_alignment(alignment(column));
    match cell.tone {
        Tone::Plain => laid_out,
        Tone::Good => laid_out.fg(Color::Green),
        Tone::Warning => laid_out.fg(Color::Yellow),
        Tone::Bad => laid_out.fg(Color::Red),
        Tone::Dim => laid_out.add_attribute(Attribute::Dim),
    }
}

fn alignment(column: Column) -> CellAlignment {
    if column.is_number { CellAlignment::Right } else { CellAlignment::Left }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        let mut table =
            Table::new(&[Column::text("STREAM", "stream"), Column::number("LAG", "lag")]);
        table.push(vec![Cell::new("astra.trading.tradeexecuted.v1"), Cell::new(7).tone(Tone::Bad)]);
        table.push(vec![Cell::new("a\x1b[31mb"), Cell::absent("?")]);
        table
    }

    fn style(width: Option<u16>, color: bool) -> Style {
        Style { width, color, headers: true }
    }

    #[test]
    fn piped_tables_are_never_cut_and_hold_no_escape() {
        let text = sample().render(style(None, false));
        assert_eq!(
            text,
            "STREAM                          LAG\nastra.trading.tradeexecuted.v1    7\na\\x1b[31mb                        ?\n"
        );
    }

    #[test]
    fn a_terminal_table_stays_within_its_width() {
        let text = sample().render(style(Some(20), false));
        assert!(text.lines().all(|line| line.chars().count() <= 20), "{text}");
    }

    #[test]
    fn colour_is_there_only_when_asked_for() {
        assert!(sample().render(style(None, true)).contains("\x1b["));
        assert!(!sample().render(style(None, false)).contains('\x1b'));
    }
}
