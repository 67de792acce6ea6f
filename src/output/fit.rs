//! Making a table fit a terminal: which columns stay, and how wide each may be.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::output::Style;
use crate::output::table::{Shape, Table};

/// Blanks between two columns.
pub(super) const GAP: u16 = 2;

/// No name is made shorter than this, as long as there is another way.
const SHORT_NAME: usize = 10;

/// No name is made shorter than this at all.
const SHORTEST_NAME: usize = 5;

/// Room that sentences need to be readable.
const NARROWEST_PROSE: usize = 24;

/// A column that stays, and the width that it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted {
    pub(super) index: usize,
    pub(super) width: usize,
}

/// Chooses columns and widths. Where nothing is cut, as in a pipe, that is all of both.
pub(super) fn fit(table: &Table, style: Style) -> Vec<Fitted> {
    let mut fitted: Vec<Fitted> = (0..table.columns.len())
        .map(|index| Fitted { index, width: natural(table, index) })
        .collect();
    let Some(room) = style.width.map(|width| usize::from(width + GAP)) else { return fitted };
    while taken(table, &fitted) > room {
        match fitted.iter().rposition(|column| table.columns[column.index].is_optional) {
            Some(last) => fitted.remove(last),
            None => break,
        };
    }
    shorten_names(table, &mut fitted, room, SHORT_NAME);
    shorten_names(table, &mut fitted, room, SHORTEST_NAME);
    fitted
}

fn natural(table: &Table, index: usize) -> usize {
    let cells = table.rows.iter().map(|row| row[index].width()).max().unwrap_or(0);
    cells.max(table.columns[index].title.width())
}

/// What the columns take at least, with sentences broken.
fn taken(table: &Table, fitted: &[Fitted]) -> usize {
    let width = |column: &Fitted| match table.columns[column.index].shape {
        Shape::Prose => column.width.min(NARROWEST_PROSE),
        Shape::Name | Shape::Number => column.width,
    };
    fitted.iter().map(|column| width(column) + usize::from(GAP)).sum::<usize>()
}

/// Takes room from the widest name, again and again, until the table fits.
fn shorten_names(table: &Table, fitted: &mut [Fitted], room: usize, shortest: usize) {
    let mut excess = taken(table, fitted).saturating_sub(room);
    while excess > 0 {
        let names = fitted.iter_mut().filter(|fitted| {
            let column = table.columns[fitted.index];
            column.shape == Shape::Name && fitted.width > shortest.max(column.title.width())
        });
        let Some(widest) = names.max_by_key(|column| column.width) else { return };
        widest.width -= 1;
        excess -= 1;
    }
}

/// A name within `width` columns, its middle replaced by `…` where it is longer.
pub(super) fn shortened(name: &str, width: usize) -> Cow<'_, str> {
    if name.width() <= width {
        return Cow::Borrowed(name);
    }
    let room = width.saturating_sub(1);
    let head = take(name.chars(), room / 2);
    let tail: String = take(name.chars().rev(), room - room / 2).chars().rev().collect();
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
