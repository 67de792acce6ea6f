//! A table that is shown again and again in one place of a terminal, and has to fit its height.

use unicode_width::UnicodeWidthStr as _;

use crate::output::style::Style;
use crate::output::table::Table;
use crate::output::units::{Counted, Grouped};

/// Clears the terminal.
pub(super) const CLEAR: &[u8] = b"\x1b[H\x1b[2J";

/// What stands before the text of a warning.
const LABEL: usize = "warning: ".len();

/// The lines of a terminal that its tables, their remarks and warnings share.
#[derive(Debug)]
pub(super) struct Screen {
    width: usize,
    room: usize,
}

impl Screen {
    /// The room that titles and a summary leave.
    pub(super) fn new(height: u16, style: &Style, summary: &[String]) -> Self {
        let width = style.width.map_or(usize::MAX, usize::from).max(1);
        let screen = Self { width, room: usize::from(height) };
        let summary: usize = summary.iter().map(|line| screen.lines(line.width())).sum();
        // A blank line parts the two, and the cursor rests on the last.
        let taken = usize::from(style.headers) + 1 + summary + 1;
        Self { room: screen.room.saturating_sub(taken), ..screen }
    }

    /// Leaves out rows of the first table, warnings and remarks, so that all that is left stays on
    /// the screen, and says how many. Half of the room is for the rows, if they need it.
    pub(super) fn cut(
        mut self,
        tables: &mut [Table],
        warnings: &mut Vec<String>,
        remarks: &mut Vec<String>,
    ) -> String {
        let rows = tables.first().map_or(0, |table| table.rows.len());
        let for_rows = rows.min(self.room.div_ceil(2));
        self.room -= for_rows;
        self.keep(warnings, LABEL);
        self.keep(remarks, 0);
        self.room += for_rows;
        let kept = if rows > self.room { self.room.saturating_sub(1) } else { rows };
        if let Some(table) = tables.first_mut() {
            table.rows.truncate(kept);
        }
        let more = Counted((rows - kept) as u64, "more row");
        if rows > kept { format!("… and {more}\n") } else { String::new() }
    }

    /// Keeps of some texts as many as there is room for.
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

/// Leaves out all but some texts, and says in one more how many.
pub(super) fn shorten(texts: &mut Vec<String>, kept: usize) {
    let left_out = texts.split_off(kept.min(texts.len())).len();
    if left_out > 0 {
        texts.push(format!("… and {} more", Grouped(left_out as u64)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::cell::Cell;
    use crate::output::column::Column;

    struct Kept {
        rows: usize,
        more: String,
        warnings: Vec<String>,
        remarks: Vec<String>,
    }

    fn kept(rows: usize, warnings: &[&str], remarks: &[&str], height: u16) -> Kept {
        let mut table = Table::new(&[Column::text("A", "a")]);
        (0..rows).for_each(|row| table.push(vec![Cell::new(row)]));
        let style = Style { width: Some(20), color: false, headers: true, prefix: String::new() };
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (mut warnings, mut remarks, mut tables) = (owned(warnings), owned(remarks), [table]);
        let screen = Screen::new(height, &style, &owned(&["a summary"]));
        let more = screen.cut(&mut tables, &mut warnings, &mut remarks);
        Kept { rows: tables[0].rows.len(), more, warnings, remarks }
    }

    #[test]
    fn what_fits_is_not_cut() {
        let kept = kept(20, &[], &[], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (20, ""));
    }

    #[test]
    fn what_does_not_fit_is_counted_in_a_line_of_its_own() {
        let kept = kept(21, &[], &[], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (19, "… and 2 more rows\n"));
    }

    #[test]
    fn a_warning_that_takes_several_lines_is_left_room() {
        let long = "a warning of more than forty columns, in two";
        assert_eq!(kept(100, &[long], &[], 24).rows, 16);
    }

    #[test]
    fn warnings_and_remarks_never_take_more_than_half_of_what_rows_need() {
        let kept = kept(100, &["a warning"; 3], &["a remark"; 60], 24);
        assert_eq!((kept.rows, kept.more.as_str()), (9, "… and 91 more rows\n"));
        assert_eq!(kept.warnings, ["a warning"; 3]);
        assert_eq!((kept.remarks.len(), kept.remarks[6].as_str()), (7, "… and 54 more"));
    }

    #[test]
    fn what_few_rows_leave_is_for_remarks() {
        let kept = kept(2, &[], &["a remark"; 60], 24);
        assert_eq!((kept.rows, kept.remarks.len()), (2, 18));
    }

    #[test]
    fn the_least_of_screens_is_not_overrun() {
        let kept = kept(9, &["w"; 9], &["r"; 9], 3);
        assert_eq!((kept.rows, kept.warnings.len(), kept.remarks.len()), (0, 1, 1));
    }
}
