//! A table that is shown again and again in one place of a terminal, and has to fit its height.

use unicode_width::UnicodeWidthStr as _;

use crate::output::units::Counted;
use crate::output::{Style, Table};

/// Clears the terminal.
pub(super) const CLEAR: &[u8] = b"\x1b[H\x1b[2J";

/// Rows that are shown whatever else there is to say.
const LEAST_ROWS: usize = 5;

/// What stands before the text of a warning.
const LABEL: usize = "warning: ".len();

/// Leaves out rows of the first table, so that its title and what stands below stay on the screen,
/// and says how many, as a line.
pub(super) fn cut<'a>(
    tables: &mut [Table],
    below: impl Iterator<Item = &'a String>,
    height: u16,
    style: Style,
) -> Option<String> {
    let table = tables.first_mut()?;
    let width = style.width.map_or(usize::MAX, usize::from).max(1);
    let below: usize = below.map(|line| (LABEL + line.width()).div_ceil(width)).sum();
    // A blank line parts the two, and the cursor rests on the last.
    let taken = usize::from(style.headers) + 1 + below + 1;
    let room = usize::from(height).saturating_sub(taken);
    if table.rows.len() <= room {
        return None;
    }
    let kept = room.saturating_sub(1).max(LEAST_ROWS).min(table.rows.len());
    let more = table.rows.len() - kept;
    table.rows.truncate(kept);
    (more > 0).then(|| format!("… and {}\n", Counted(more as u64, "more row")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Cell, Column};

    fn kept(rows: usize, below: &[&str], height: u16) -> (usize, Option<String>) {
        let mut table = Table::new(&[Column::text("A", "a")]);
        (0..rows).for_each(|row| table.push(vec![Cell::new(row)]));
        let style = Style { width: Some(20), color: false, headers: true };
        let below: Vec<String> = below.iter().map(ToString::to_string).collect();
        let mut tables = [table];
        let more = cut(&mut tables, below.iter(), height, style);
        (tables[0].rows.len(), more)
    }

    #[test]
    fn what_fits_is_not_cut() {
        assert_eq!(kept(20, &["a summary"], 24), (20, None));
    }

    #[test]
    fn what_does_not_fit_is_counted_in_a_line_of_its_own() {
        assert_eq!(kept(21, &["a summary"], 24), (19, Some("… and 2 more rows\n".into())));
    }

    #[test]
    fn a_warning_that_takes_several_lines_is_left_room() {
        let long = "a warning of more than forty columns, in two";
        assert_eq!(kept(100, &[long], 24).0, 17);
        assert_eq!(kept(100, &[long; 20], 24).0, LEAST_ROWS);
    }
}
