//! Fits a table that is redrawn in place into the height of the terminal.

use unicode_width::UnicodeWidthStr as _;

use crate::output::style::Style;
use crate::output::table::Table;
use crate::output::units::{Counted, Grouped};

/// Clears the terminal.
pub(super) const CLEAR: &[u8] = b"\x1b[H\x1b[2J";

/// Columns that the label of a warning takes.
const WARNING_LABEL: usize = "warning: ".len();

/// The lines of a terminal that tables, remarks and warnings share.
#[derive(Debug)]
pub(super) struct Screen {
    width: usize,
    /// Lines that are still free.
    room: usize,
}

impl Screen {
    /// The screen below the titles and above the summary.
    pub(super) fn new(height: u16, style: &Style, summary: &[String]) -> Self {
        let width = style.width.map_or(usize::MAX, usize::from).max(1);
        let screen = Self { width, room: usize::from(height) };
        let summary: usize = summary.iter().map(|line| screen.lines(line.width())).sum();
        // One blank line separates both, and the cursor needs the last line.
        let taken = usize::from(style.headers) + 1 + summary + 1;
        Self { room: screen.room.saturating_sub(taken), ..screen }
    }

    /// Cuts warnings, remarks and rows of the first table until they fit the screen, and returns a line that counts the
    /// rows left out. Rows may use at least half of the screen.
    pub(super) fn cut(
        mut self,
        tables: &mut [Table],
        warnings: &mut Vec<String>,
        remarks: &mut Vec<String>,
    ) -> String {
        let rows = tables.first().map_or(0, |table| table.rows.len());
        let for_rows = rows.min(self.room.div_ceil(2));
        self.room -= for_rows;
        self.keep(warnings, WARNING_LABEL);
        self.keep(remarks, 0);
        self.room += for_rows;
        let kept = if rows > self.room { self.room.saturating_sub(1) } else { rows };
        if let Some(table) = tables.first_mut() {
            table.rows.truncate(kept);
        }
        let more = Counted((rows - kept) as u64, "more row");
        if rows > kept { format!("… and {more}\n") } else { String::new() }
    }

    /// Keeps as many texts as there is room for.
    fn keep(&mut self, texts: &mut Vec<String>, label: usize) {
        let lines: Vec<usize> = texts.iter().map(|text| self.lines(label + text.width())).collect();
        if let Some(left) = self.room.checked_sub(lines.iter().sum()) {
            self.room = left;
            return;
        }
        self.room = self.room.saturating_sub(1);
        let kept = lines.iter().take_while(|lines| {
            let left = self.room.checked_sub(**lines);
            self.room = left.unwrap_or(self.room);
            left.is_some()
        });
        shorten(texts, kept.count());
    }

    fn lines(&self, width: usize) -> usize {
        width.div_ceil(self.width).max(1)
    }
}

/// Keeps the first `kept` texts and adds one that counts the rest.
pub(super) fn shorten(texts: &mut Vec<String>, kept: usize) {
    let left_out = texts.split_off(kept.min(texts.len())).len();
    if left_out > 0 {
        texts.push(format!("… and {} more", Grouped(left_out as u64)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::column::Column;
    use crate::output::table::Cell;

    struct Visible {
        rows: usize,
        more: String,
        warnings: Vec<String>,
        remarks: Vec<String>,
    }

    fn visible(rows: usize, warnings: &[&str], remarks: &[&str], height: u16) -> Visible {
        let mut table = Table::new(&[Column::text("A", "a")]);
        (0..rows).for_each(|row| table.push(vec![Cell::new(row)]));
        let style = Style { width: Some(20), color: false, headers: true, prefix: String::new() };
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (mut warnings, mut remarks, mut tables) = (owned(warnings), owned(remarks), [table]);
        let screen = Screen::new(height, &style, &owned(&["a summary"]));
        let more = screen.cut(&mut tables, &mut warnings, &mut remarks);
        Visible { rows: tables[0].rows.len(), more, warnings, remarks }
    }

    #[test]
    fn rows_that_fit_are_not_cut() {
        let kept = visible(20, &[], &[], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (20, ""));
    }

    #[test]
    fn one_line_counts_the_rows_left_out() {
        let kept = visible(21, &[], &[], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (19, "… and 2 more rows\n"));
    }

    #[test]
    fn a_long_warning_reserves_several_lines() {
        let long = "a warning of more than forty columns, in two";
        assert_eq!(visible(100, &[long], &[], 24).rows, 16);
    }

    #[test]
    fn warnings_and_remarks_leave_rows_at_least_half_of_the_screen() {
        let kept = visible(100, &["a warning"; 3], &["a remark"; 60], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (9, "… and 91 more rows\n"));
        assert_eq!(kept.warnings, ["a warning"; 3]);
        assert_eq!((kept.remarks.len(), kept.remarks[6].as_str()), (7, "… and 54 more"));
    }

    #[test]
    fn remarks_use_the_lines_that_rows_do_not_need() {
        let kept = visible(2, &[], &["a remark"; 60], 24);
        assert_eq!((kept.rows, kept.remarks.len()), (2, 18));
    }

    #[test]
    fn a_tiny_screen_is_not_exceeded() {
        let kept = visible(9, &["w"; 9], &["r"; 9], 3);
        assert_eq!((kept.rows, kept.warnings.len(), kept.remarks.len()), (0, 1, 1));
    }
}
