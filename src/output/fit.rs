//! Making a table fit a terminal: which columns stay, and how wide each may be.
//!
//! A row that cannot be told from the next is worth nothing. So a table gives way in this order:
//! the prefix of streams goes, then the columns that may go, then the middle of names for as long as
//! different names stay different, and columns that would be missed before that ends. What is
//! too wide even then is left to the terminal, which wraps it.

use std::borrow::Cow;
use std::collections::HashSet;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::output::column::{Shape, Stay};
use crate::output::style::Style;
use crate::output::table::Table;

/// Blanks between two columns.
pub(super) const GAP: u16 = 2;

/// No name is made shorter than this at all, and no sentence.
const SHORTEST_NAME: usize = 10;

const SHORTEST_TEXT: usize = 12;

/// The columns of a table that stay, and what is left out of its streams.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(super) columns: Vec<Fitted>,
    /// What the names of streams are shown without.
    prefix: String,
    /// Whether there is an end to the room, as on a terminal.
    is_bounded: bool,
}

/// A column that stays, the width that it has, the one that it should have, and the one that it needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted {
    pub(super) index: usize,
    pub(super) width: usize,
    readable: usize,
    least: usize,
}

impl Layout {
    /// Chooses columns and widths. Where nothing is cut, as in a pipe, that is all of both.
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
            short.leave_out(table, Stay::IfWhole, room, unshortened);
            short.leave_out(table, Stay::IfTold, room, |column| column.readable);
            // Beside the columns that are left there may be room for the prefix again.
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

    /// Whether another table can be laid out in the same way, and nothing of it is lost.
    pub(crate) fn holds(&self, table: &Table) -> bool {
        self.columns.iter().all(|column| self.least(table, column.index) <= column.width)
    }

    /// A cell as it is shown: the middle of a name is left out where it does not fit.
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

    /// The width that a column would have; texts are as wide as they are where nothing ends.
    fn natural(&self, table: &Table, index: usize) -> usize {
        let column = table.columns[index];
        if column.shape.is_text() && !self.is_bounded {
            return usize::MAX;
        }
        let width = |text: Cow<'_, str>| self.unprefixed(&text, column.shape).width();
        let cells = table.rows.iter().map(|row| width(row[index].shown())).max().unwrap_or(0);
        cells.max(column.title.width())
    }

    /// The width below which a column would no longer say what it has to say.
    fn least(&self, table: &Table, index: usize) -> usize {
        let natural = self.natural(table, index);
        let column = table.columns[index];
        match column.shape {
            _ if !self.is_bounded => natural,
            Shape::Prose | Shape::Excerpt => natural.min(SHORTEST_TEXT),
            Shape::Number | Shape::Word => natural,
            Shape::Name | Shape::Stream => {
                let shown: Vec<Cow<'_, str>> =
                    table.rows.iter().map(|row| row[index].shown()).collect();
                let names: HashSet<&str> =
                    shown.iter().map(|name| self.unprefixed(name, column.shape)).collect();
                let shortest = SHORTEST_NAME.max(column.title.width()).min(natural);
                told_apart(&names, shortest, natural)
            }
        }
    }

    /// What the columns take together.
    fn taken(&self, width: impl Fn(&Fitted) -> usize) -> usize {
        self.columns.iter().map(|column| width(column) + usize::from(GAP)).sum()
    }

    /// Leaves out columns that stay no longer than so, the last one first, until the rest fits.
    fn leave_out(
        &mut self,
        table: &Table,
        stay: Stay,
        room: usize,
        width: impl Fn(&Fitted) -> usize,
    ) {
        while self.taken(&width) > room {
            let last = self.columns.iter().rposition(|it| table.columns[it.index].stay == stay);
            let Some(last) = last else { return };
            self.columns.remove(last);
        }
    }

    /// Takes room from the widest of the columns that give it, again and again, until all fits.
    fn narrow(
        &mut self,
        room: usize,
        gives: impl Fn(&Fitted) -> bool,
        least: impl Fn(&Fitted) -> usize,
    ) {
        for _ in room..self.taken(|column| column.width) {
            let giving = self.columns.iter_mut().filter(|it| gives(it) && it.width > least(it));
            let Some(widest) = giving.max_by_key(|column| column.width) else { return };
            widest.width -= 1;
        }
    }
}

/// The width that makes a column good to read: others that may go make room for it.
fn readable(shape: Shape) -> usize {
    match shape {
        Shape::Name | Shape::Stream => 16,
        Shape::Prose | Shape::Excerpt => 24,
        Shape::Word | Shape::Number => 0,
    }
}

/// The least width, from `least` to `most`, in which all names differ.
///
/// Names that are the same in some width are the same in each lesser one, so that halving finds it.
fn told_apart(names: &HashSet<&str>, least: usize, most: usize) -> usize {
    let (mut low, mut high) = (least, most);
    while low < high {
        let middle = low.midpoint(high);
        let shown: HashSet<Cow<'_, str>> =
            names.iter().map(|name| shortened(name, middle)).collect();
        if shown.len() == names.len() { high = middle } else { low = middle + 1 }
    }
    high
}

/// A name within `width` columns, with `…` in place of its middle where it is longer. Of the end
/// there is more, for names of one domain begin alike.
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
