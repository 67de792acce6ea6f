//! What is wrong with a drawn picture: characters outside of their cells, too little contrast, too wide for a README.

use std::collections::BTreeMap;

use crate::{
    pixels::Pixels,
    svg::{self, Text},
};

/// The width of a character cell in pixels, as in `scripts/picture.py`.
const CELL: f64 = 8.4;

/// The left margin, where the first column begins.
const MARGIN: f64 = 16.0;

/// A cell reaches this far above and below its baseline; together they are less than a line.
const ABOVE: f64 = 13.0;
const BELOW: f64 = 4.5;

/// Glyphs may reach this far into the next cell.
const OVERHANG: f64 = 2.0;

/// The border and the round corners of the frame.
const BORDER: usize = 2;
const CORNER: usize = 8;

/// A pixel with this contrast counts as ink.
const INK: f64 = 2.0;

/// The least contrast of readable text, by WCAG 2 (level AA).
const READABLE: f64 = 4.5;

/// The column of a README on GitHub, in pixels.
const COLUMN: f64 = 880.0;

/// Everything that is wrong with the picture, one line each; nothing if it is as it should be.
pub(crate) fn faults(svg: &str, pixels: Option<&Pixels>) -> Vec<String> {
    let Some(pixels) = pixels else { return vec!["the browser cannot draw it".into()] };
    let texts = svg::texts(svg);
    let mut faults = size(svg, pixels);
    if texts.is_empty() {
        faults.push("it has no text".into());
    }
    for text in &texts {
        faults.extend(grid(text));
        faults.extend(characters(text, pixels));
    }
    faults.extend(contrast(&texts, pixels));
    faults.extend(strays(&texts, pixels));
    faults
}

#[expect(clippy::cast_precision_loss, reason = "pictures have few pixels")]
fn size(svg: &str, pixels: &Pixels) -> Vec<String> {
    let drawn = (pixels.width as f64, pixels.height as f64);
    let mut faults = Vec::new();
    if svg::size(svg) != Some(drawn) {
        faults.push(format!("its size is drawn as {drawn:?}, not as {:?}", svg::size(svg)));
    }
    if drawn.0 > COLUMN {
        faults.push(format!("it is too wide for a README: {} pixels", drawn.0));
    }
    faults
}

/// A text begins at a cell and fills whole cells, one for each character.
#[expect(clippy::cast_precision_loss, reason = "a text has few characters")]
fn grid(text: &Text) -> Option<String> {
    let column = (text.x - MARGIN) / CELL;
    let cells = text.length / CELL;
    let is_whole = (column - column.round()).abs() < 0.1;
    let fits = (cells - text.content.chars().count() as f64).abs() < 0.1;
    (!is_whole || !fits).then(|| format!("is not a whole number of cells: {text:?}"))
}

/// Each character that is not a space leaves ink in its cell.
fn characters(text: &Text, pixels: &Pixels) -> Option<String> {
    let has_ink = |cell: &Area| cell.pixels(pixels).any(|(x, y)| pixels.contrast(x, y) >= INK);
    let missing: String =
        cells(text).filter(|(_, cell)| !has_ink(cell)).map(|(character, _)| character).collect();
    (!missing.is_empty()).then(|| format!("no ink for {missing:?} of {text:?}"))
}

/// Each color is readable where it is drawn strongest: a thin glyph alone is only as strong as the font makes it.
fn contrast(texts: &[Text], pixels: &Pixels) -> Vec<String> {
    let mut strongest = BTreeMap::new();
    for text in texts {
        let contrasts = cells(text)
            .flat_map(|(_, cell)| cell.pixels(pixels))
            .map(|(x, y)| pixels.contrast(x, y));
        let color: &mut f64 = strongest.entry(&text.color).or_default();
        *color = contrasts.fold(*color, f64::max);
    }
    let faint = strongest.into_iter().filter(|(_, contrast)| *contrast < READABLE);
    faint
        .map(|(color, contrast)| {
            format!("color {color:?} is too faint: a contrast of {contrast:.1}")
        })
        .collect()
}

/// Ink where no character belongs: in a margin, between two lines or words, or over the edge of the frame.
fn strays(texts: &[Text], pixels: &Pixels) -> Option<String> {
    let mut allowed = vec![false; pixels.width * pixels.height];
    for (_, cell) in texts.iter().flat_map(cells) {
        for (x, y) in cell.wider().pixels(pixels) {
            allowed[y * pixels.width + x] = true;
        }
    }
    let all = (0..pixels.height).flat_map(|y| (0..pixels.width).map(move |x| (x, y)));
    let strays: Vec<_> = all
        .filter(|(x, y)| !allowed[y * pixels.width + x] && !is_frame(*x, *y, pixels))
        .filter(|(x, y)| pixels.contrast(*x, *y) >= INK)
        .collect();
    let (x, y) = strays.first()?;
    Some(format!("ink outside of the text: {} pixels, the first at {x}, {y}", strays.len()))
}

fn is_frame(x: usize, y: usize, pixels: &Pixels) -> bool {
    let (x, y) = (x.min(pixels.width - 1 - x), y.min(pixels.height - 1 - y));
    x < BORDER || y < BORDER || (x < CORNER && y < CORNER)
}

/// The characters of a text that are not spaces, each with its cell.
fn cells(text: &Text) -> impl Iterator<Item = (char, Area)> {
    let (left, baseline) = (text.x, text.baseline);
    let lefts = std::iter::successors(Some(left), |left| Some(left + CELL));
    let characters = text.content.chars().zip(lefts).filter(|(character, _)| *character != ' ');
    characters.map(move |(character, left)| {
        let (top, bottom) = (baseline - ABOVE, baseline + BELOW);
        (character, Area { left, right: left + CELL, top, bottom })
    })
}

/// A rectangle in pixels.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn wider(&self) -> Self {
        Self { left: self.left - OVERHANG, right: self.right + OVERHANG, ..*self }
    }

    /// The pixels whose centers lie inside, as far as the picture reaches.
    fn pixels(&self, pixels: &Pixels) -> impl Iterator<Item = (usize, usize)> + use<> {
        let columns = range(self.left, self.right, pixels.width);
        range(self.top, self.bottom, pixels.height)
            .flat_map(move |y| columns.clone().map(move |x| (x, y)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the picture"
)]
fn range(from: f64, to: f64, end: usize) -> std::ops::Range<usize> {
    let pixel = |position: f64| (position.round().max(0.0) as usize).min(end);
    pixel(from)..pixel(to)
}
