//! Tables for people: columns, cells with a tone, and how they are laid out.

use comfy_table::{Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement};
use unicode_width::UnicodeWidthStr as _;

use crate::output::Style;
use crate::output::fit::{GAP, fit, shortened};
use crate::output::units::harmless;

/// A table as data; it is laid out only when it is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A column: its title in a table, its key in CSV, and how it gives way on a narrow terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) key: &'static str,
    pub(super) shape: Shape,
    pub(super) is_optional: bool,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name, shortened in its middle where there is no room.
    Name,
    /// Sentences, broken between words where there is no room.
    Prose,
    /// A quantity, never shortened.
    Number,
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
        Self { title, key, shape: Shape::Name, is_optional: false }
    }

    pub(crate) const fn prose(title: &'static str, key: &'static str) -> Self {
        Self { title, key, shape: Shape::Prose, is_optional: false }
    }

    pub(crate) const fn number(title: &'static str, key: &'static str) -> Self {
        Self { title, key, shape: Shape::Number, is_optional: false }
    }

    /// The column is left out of a table that would not fit the terminal with it.
    pub(crate) const fn optional(mut self) -> Self {
        self.is_optional = true;
        self
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

    /// Columns of a terminal that the text takes.
    pub(super) fn width(&self) -> usize {
        harmless(&self.text).width()
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
        let widths = fit(self, style);
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
            table.set_header(widths.iter().map(|fitted| title_cell(self.columns[fitted.index])));
        }
        for row in &self.rows {
            table.add_row(widths.iter().map(|fitted| {
                body_cell(self.columns[fitted.index], &row[fitted.index], fitted.width)
            }));
        }
        // None after the last: a painted cell keeps its blanks, which would not fit the terminal.
        let last = widths.len().saturating_sub(1);
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if index < last { GAP } else { 0 }));
            if self.columns[widths[index].index].shape != Shape::Prose {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
    }
}

fn title_cell(column: Column) -> comfy_table::Cell {
    comfy_table::Cell::new(column.title)
        .set_alignment(alignment(column))
        .add_attribute(Attribute::Bold)
}

fn body_cell(column: Column, cell: &Cell, width: usize) -> comfy_table::Cell {
    let text = harmless(&cell.text);
    let text = if column.shape == Shape::Name { shortened(&text, width) } else { text };
    let laid_out = comfy_table::Cell::new(text).set_alignment(alignment(column));
    match cell.tone {
        Tone::Plain => laid_out,
        Tone::Good => laid_out.fg(Color::Green),
        Tone::Warning => laid_out.fg(Color::Yellow),
        Tone::Bad => laid_out.fg(Color::Red),
        Tone::Dim => laid_out.add_attribute(Attribute::Dim),
    }
}

fn alignment(column: Column) -> CellAlignment {
    if column.shape == Shape::Number { CellAlignment::Right } else { CellAlignment::Left }
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
    fn a_terminal_table_stays_within_its_width_without_breaking_a_name() {
        let text = sample().render(style(Some(20), false));
        assert_eq!(text, "STREAM           LAG\nastra.t…uted.v1    7\na\\x1b[31mb         ?\n");
    }

    #[test]
    fn a_column_that_may_go_goes_before_a_name_is_shortened() {
        let mut table = sample();
        table.columns.push(Column::number("HEADROOM", "headroom").optional());
        table.rows.iter_mut().for_each(|row| row.push(Cell::new(1)));
        assert_eq!(table.render(style(Some(40), false)), sample().render(style(Some(40), false)));
        assert!(table.render(style(Some(60), false)).contains("HEADROOM"));
    }

    #[test]
    fn sentences_are_broken_between_words() {
        let mut table = Table::new(&[Column::text("A", "a"), Column::prose("DETAIL", "detail")]);
        table.push(vec![Cell::new("x"), Cell::new("one two three four five")]);
        let text = table.render(style(Some(16), false));
        assert!(text.contains("three") && text.lines().all(|line| line.len() <= 16), "{text}");
    }

    #[test]
    fn colour_is_there_only_when_asked_for() {
        assert!(sample().render(style(None, true)).contains("\x1b["));
        assert!(!sample().render(style(None, false)).contains('\x1b'));
    }
}
