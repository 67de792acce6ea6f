//! Measures how costs grow: with streams, the length of a stream, pending entries, tails, and the masters of a
//! cluster.
//!
//! `make scale` runs all measurements and draws docs/scale.svg; `cargo bench --bench scale -- pending` runs the
//! named ones. It prints a table, or with `--csv` the input of scripts/plot-scale.py.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[allow(dead_code, reason = "shared with the comparisons")]
#[path = "../compare/event.rs"]
mod event;
#[allow(dead_code, reason = "shared with the comparisons")]
#[path = "../compare/measure.rs"]
mod measure;

mod cluster;
mod length;
mod load;
mod pending;
mod point;
mod streams;
mod tails;

use point::Point;

/// A kind of growth: its name on the command line, and its measurement.
type Growth = (&'static str, fn() -> Vec<Point>);

const GROWTHS: [Growth; 5] = [
    ("streams", streams::grow),
    ("length", length::grow),
    ("pending", pending::grow),
    ("tails", tails::grow),
    ("cluster", cluster::grow),
];

fn main() {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with('-'));
    let is_csv = flags.iter().any(|flag| flag == "--csv");
    let is_selected = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    println!("{}", if is_csv { point::CSV } else { point::TABLE });
    for (_, grow) in GROWTHS.iter().filter(|(name, _)| is_selected(name)) {
        for point in grow() {
            println!("{}", if is_csv { point.csv() } else { point.row() });
        }
    }
}
