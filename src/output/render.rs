//! Renders tables for people: lays them out, aligns the cells and colors them.

use comfy_table::{Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, Width};

use crate::output::column::{Column, Shape};
use crate::output::fit::{GAP, Layout};
use crate::output::style::Style;
use crate::output::table::{Table, Tone};

impl Table {
    /// Renders the table, ending with a line break; a table without rows renders as nothing.
    pub(crate) fn render(&self, style: &Style) -> String {
        self.render_in(&self.layout(style), style)
    }

    /// Chooses the columns and widths that fit the terminal.
    pub(crate) fn layout(&self, style: &Style) -> Layout {
        Layout::of(self, style)
    }

    /// Renders like [`Table::render`], in a layout that this table shares with others.
    pub(crate) fn render_in(&self, layout: &Layout, style: &Style) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Disabled);
        if style.color {
            table.enforce_styling()
        } else {
            table.force_no_tty()
        };
        let fitted = || layout.columns.iter().map(|fitted| (fitted, self.columns[fitted.index]));
        if style.headers {
            table.set_header(fitted().map(|(_, column)| title_cell(column)));
        }
        for row in &self.rows {
            table.add_row(fitted().map(|(fitted, column)| {
                let cell = &row[fitted.index];
                body_cell(
                    column,
                    cell.tone,
                    &layout.shown(&cell.display_text(), column.shape, fitted.width),
                )
            }));
        }
        constrain(&mut table, layout);
        table.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
    }
}

/// Gives each column its width and the blanks that follow it.
fn constrain(table: &mut comfy_table::Table, layout: &Layout) {
    // The last column gets no blanks: a colored cell would keep them and exceed the terminal.
    let last = layout.columns.len().saturating_sub(1);
    for (index, (column, fitted)) in table.column_iter_mut().zip(&layout.columns).enumerate() {
        let gap = if index < last { GAP } else { 0 };
        column.set_padding((0, gap));
        // A width beyond `u16` cannot be expressed; such a column stays uncut.
        if let Ok(width) = u16::try_from(fitted.width.saturating_add(usize::from(gap))) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
}

fn title_cell(column: Column) -> comfy_table::Cell {
    comfy_table::Cell::new(column.title)
        .set_alignment(alignment(column))
        .add_attribute(Attribute::Bold)
}

fn body_cell(column: Column, tone: Tone, text: &str) -> comfy_table::Cell {
    let laid_out = comfy_table::Cell::new(text).set_alignment(alignment(column));
    match tone {
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
    use crate::output::table::Cell;

    fn sample() -> Table {
        let mut table = Table::new(&[Column::stream(), Column::number("LAG", "lag")]);
        table.push(vec![Cell::new("astra.trading.tradeexecuted.v1"), Cell::new(7).tone(Tone::Bad)]);
        table.push(vec![Cell::new("a\x1b[31mb"), Cell::absent("?")]);
        table
    }

    fn style(width: Option<u16>, color: bool) -> Style {
        Style { width, color, headers: true, prefix: "astra.".into() }
    }

    #[test]
    fn piped_tables_are_never_cut_and_contain_no_escape() {
        let text = sample().render(&style(None, false));
        assert_eq!(
            text,
            "STREAM                          LAG\nastra.trading.tradeexecuted.v1    7\na\\x1b[31mb                        ?\n"
        );
    }

    #[test]
    fn a_terminal_table_stays_within_its_width_without_breaking_a_name() {
        let text = sample().render(&style(Some(20), false));
        assert_eq!(text, "STREAM           LAG\ntrad…xecuted.v1    7\na\\x1b[31mb         ?\n");
    }

    #[test]
    fn optional_columns_disappear_before_a_name_is_shortened() {
        let mut table = sample();
        table.columns.push(Column::number("HEADROOM", "headroom").optional());
        table.rows.iter_mut().for_each(|row| row.push(Cell::new(1)));
        assert_eq!(table.render(&style(Some(38), false)), sample().render(&style(Some(38), false)));
        assert!(table.render(&style(Some(60), false)).contains("HEADROOM"));
    }

    fn names(names: &[&str]) -> Table {
        let columns = [
            Column::word("STATUS", "status"),
            Column::stream(),
            Column::number("IDLE", "idle").preferred(),
        ];
        let mut table = Table::new(&columns);
        for name in names {
            table.push(vec![Cell::new("unprovisioned"), Cell::new(name), Cell::new("59m 59s")]);
        }
        table
    }

    const CLOSED: [&str; 2] = ["astra.trading.tradeclosed.v1", "astra.trading.positionclosed.v1"];

    #[test]
    fn names_lose_their_prefix_first_and_only_if_space_is_short() {
        let shown = |width| names(&CLOSED).render(&style(Some(width), false));
        assert!(shown(57).contains(" astra.trading.positionclosed.v1 "));
        assert!(shown(50).contains(" trading.positionclosed.v1 "));
        assert!(shown(48).contains("IDLE") && shown(48).contains("…"));
    }

    #[test]
    fn shortened_names_stay_distinguishable() {
        for width in [60, 50, 40, 34, 33, 30, 20] {
            let text = names(&CLOSED).render(&style(Some(width), false));
            let rows: Vec<&str> = text.lines().skip(1).collect();
            assert_ne!(rows[0], rows[1], "{text}");
            assert!(rows.iter().all(|row| row.starts_with("unprovisioned  ")), "{text}");
        }
    }

    #[test]
    fn a_preferred_column_disappears_before_names_become_ambiguous() {
        assert!(names(&CLOSED).render(&style(Some(41), false)).contains("IDLE"));
        let text = names(&CLOSED).render(&style(Some(34), false));
        assert!(!text.contains("IDLE") && text.lines().all(|line| line.chars().count() <= 34));
    }

    #[test]
    fn a_layout_fits_a_table_if_it_shows_all_of_it() {
        let layout = names(&CLOSED).layout(&style(Some(50), false));
        assert!(layout.fits(&names(&CLOSED[..1])));
        let mut wider = names(&CLOSED);
        wider.rows[0][2] = Cell::new("1000000000");
        assert!(!layout.fits(&wider));
    }

    #[test]
    fn sentences_are_broken_between_words() {
        let mut table = Table::new(&[Column::text("A", "a"), Column::prose("DETAIL", "detail")]);
        table.push(vec![Cell::new("x"), Cell::new("one two three four five")]);
        let text = table.render(&style(Some(23), false));
        assert!(text.contains("three") && text.lines().all(|line| line.len() <= 23), "{text}");
    }

    #[test]
    fn color_is_used_only_on_request() {
        assert!(sample().render(&style(None, true)).contains("\x1b["));
        assert!(!sample().render(&style(None, false)).contains('\x1b'));
    }
}
