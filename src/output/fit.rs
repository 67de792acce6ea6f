//! Fits a table to the width of a terminal: chooses the columns to show and the width of each.
//!
//! Rows must stay distinguishable. A table therefore shrinks in this order: stream names lose their
//! prefix, optional columns disappear, names are shortened in the middle as long as different names
//! stay different, and preferred columns disappear before that limit is reached. The terminal wraps
//! whatever is still too wide.

use std::borrow::Cow;
use std::collections::HashSet;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::output::column::{Priority, Shape};
use crate::output::style::Style;
use crate::output::table::Table;

/// Blanks between two columns.
pub(super) const GAP: u16 = 2;

/// The least width of a shortened name.
const SHORTEST_NAME: usize = 10;

/// The least width of a column of sentences.
const SHORTEST_TEXT: usize = 12;

/// The columns of a table to show, and the prefix that its stream names lose.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(super) columns: Vec<Fitted>,
    /// The prefix that stream names are shown without.
    prefix: String,
    /// Whether the width is limited, as on a terminal.
    is_bounded: bool,
}

/// A column to show, and its widths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted {
    pub(super) index: usize,
    pub(super) width: usize,
    /// The width that is comfortable to read.
    readable: usize,
    /// The width below which rows become ambiguous.
    least: usize,
}

impl Layout {
    /// Chooses columns and widths; without a width limit, as in a pipe, all columns in full.
    pub(super) fn of(table: &Table, style: &Style) -> Self {
        let mut layout = Self::whole(table, "", style.width.is_some());
        let Some(room) = style.width.map(|width| usize::from(width + GAP)) else { return layout };
        let shape = |column: &Fitted| table.columns[column.index].shape;
        let unshortened = |column: &Fitted| match shape(column) {
            Shape::Prose | Shape::Excerpt => column.readable,
            _ => column.width,
        };
        if layout.taken(unshortened) > room {
            let mut short = Self::whole(table, &style.prefix, true);
            short.drop_columns(table, Priority::IfUnshortened, room, unshortened);
            short.drop_columns(table, Priority::IfDistinguishable, room, |column| column.readable);
            // Without the columns that were dropped there may be room for the prefix again.
            layout.columns.retain(|it| short.columns.iter().any(|kept| kept.index == it.index));
            if layout.taken(unshortened) > room {
                layout = short;
            }
        }
        let text = |column: &Fitted| shape(column).is_text();
        let name = |column: &Fitted| shape(column).is_name();
        layout.narrow(room, text, |column| column.readable);
        layout.narrow(room, name, |column| column.readable);
        layout.narrow(room, name, |column| column.least);
        layout.narrow(room, text, |column| column.least);
        layout
    }

    /// Whether another table can use the same layout without losing anything.
    pub(crate) fn fits(&self, table: &Table) -> bool {
        self.columns.iter().all(|column| self.least(table, column.index) <= column.width)
    }

    /// The text of a cell as it is shown: without the prefix, and shortened to its width.
    pub(super) fn shown<'a>(&self, text: &'a str, shape: Shape, width: usize) -> Cow<'a, str> {
        let text = self.unprefixed(text, shape);
        if shape == Shape::Prose { Cow::Borrowed(text) } else { shortened(text, width) }
    }

    fn whole(table: &Table, prefix: &str, is_bounded: bool) -> Self {
        let mut layout = Self { columns: Vec::new(), prefix: prefix.to_owned(), is_bounded };
        layout.columns = (0..table.columns.len())
            .map(|index| {
                let (width, least) = (layout.natural(table, index), layout.least(table, index));
                let readable = readable(table.columns[index].shape).min(width).max(least);
                Fitted { index, width, readable, least }
            })
            .collect();
        layout
    }

    fn unprefixed<'a>(&self, text: &'a str, shape: Shape) -> &'a str {
        let rest = text.strip_prefix(&self.prefix).filter(|rest| !rest.is_empty());
        rest.filter(|_| shape == Shape::Stream).unwrap_or(text)
    }

    /// The width of a column in full; unlimited for texts if the table is not bounded.
    fn natural(&self, table: &Table, index: usize) -> usize {
        let column = table.columns[index];
        if column.shape.is_text() && !self.is_bounded {
            return usize::MAX;
        }
        let width = |text: Cow<'_, str>| self.unprefixed(&text, column.shape).width();
        let cells =
            table.rows.iter().map(|row| width(row[index].display_text())).max().unwrap_or(0);
        cells.max(column.title.width())
    }

    /// The least width in which a column is still unambiguous.
    fn least(&self, table: &Table, index: usize) -> usize {
        let natural = self.natural(table, index);
        let column = table.columns[index];
        match column.shape {
            _ if !self.is_bounded => natural,
            Shape::Prose | Shape::Excerpt => natural.min(SHORTEST_TEXT),
            Shape::Number | Shape::Word => natural,
            Shape::Name | Shape::Stream => {
                let shown: Vec<Cow<'_, str>> =
                    table.rows.iter().map(|row| row[index].display_text()).collect();
                let names: HashSet<&str> =
                    shown.iter().map(|name| self.unprefixed(name, column.shape)).collect();
                let shortest = SHORTEST_NAME.max(column.title.width()).min(natural);
                distinguishable_width(&names, shortest, natural)
            }
        }
    }

    /// The width of all columns together, with their gaps.
    fn taken(&self, width: impl Fn(&Fitted) -> usize) -> usize {
        self.columns.iter().map(|column| width(column) + usize::from(GAP)).sum()
    }

    /// Drops columns of a priority, the last one first, until the rest fits.
    fn drop_columns(
        &mut self,
        table: &Table,
        priority: Priority,
        room: usize,
        width: impl Fn(&Fitted) -> usize,
    ) {
        while self.taken(&width) > room {
            let last =
                self.columns.iter().rposition(|it| table.columns[it.index].priority == priority);
            let Some(last) = last else { return };
            self.columns.remove(last);
        }
    }

    /// Shrinks the widest column that `may_shrink`, one step at a time, until all columns fit.
    fn narrow(
        &mut self,
        room: usize,
        may_shrink: impl Fn(&Fitted) -> bool,
        least: impl Fn(&Fitted) -> usize,
    ) {
        for _ in room..self.taken(|column| column.width) {
            let shrinkable =
                self.columns.iter_mut().filter(|it| may_shrink(it) && it.width > least(it));
            let Some(widest) = shrinkable.max_by_key(|column| column.width) else { return };
            widest.width -= 1;
        }
    }
}

/// The width in which a column is comfortable to read: droppable columns make room for it.
fn readable(shape: Shape) -> usize {
    match shape {
        Shape::Name | Shape::Stream => 16,
        Shape::Prose | Shape::Excerpt => 24,
        Shape::Word | Shape::Number => 0,
    }
}

/// The least width from `least` to `most` in which all names differ.
///
/// Names that look the same in one width look the same in every smaller one, so a binary search finds it.
fn distinguishable_width(names: &HashSet<&str>, least: usize, most: usize) -> usize {
    let (mut low, mut high) = (least, most);
    while low < high {
        let middle = low.midpoint(high);
        let shown: HashSet<Cow<'_, str>> =
            names.iter().map(|name| shortened(name, middle)).collect();
        if shown.len() == names.len() { high = middle } else { low = middle + 1 }
    }
    high
}

/// Shortens a name to `width` columns by replacing its middle with `…`. More of the end is kept, because
/// names of one domain begin alike.
fn shortened(name: &str, width: usize) -> Cow<'_, str> {
    if name.width() <= width {
        return Cow::Borrowed(name);
    }
    let room = width.saturating_sub(1);
    let head = take(name.chars(), room / 3);
    let tail: String = take(name.chars().rev(), room - room / 3).chars().rev().collect();
    Cow::Owned(format!("{head}…{tail}"))
}

fn take(characters: impl Iterator<Item = char>, room: usize) -> String {
    let mut left = room;
    characters
        .take_while(|character| {
            let width = character.width().unwrap_or(0);
            let fits = width <= left;
            left = left.saturating_sub(width);
            fits
        })
        .collect()
}
