//! Each promise of speed as a ratio beside a peer, both measured in one run on one server.
//!
//! `make bench` runs all of them; `cargo bench -- lag setup` only those named. A ratio depends
//! far less on the machine than a time does; the runs of both sides alternate, and the median counts.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

mod event;
mod flow;
mod lag;
mod measure;
mod peer;
mod publish;
mod setup;
mod startup;
mod tail;

use measure::Line;

/// A comparison: its name on the command line, and what it measures.
type Comparison = (&'static str, fn() -> Vec<Line>);

const COMPARISONS: [Comparison; 6] = [
    ("publish", publish::compare),
    ("tail", tail::compare),
    ("lag", lag::compare),
    ("setup", setup::compare),
    ("startup", startup::compare),
    ("flow", flow::compare),
];

fn main() {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    println!("| what | astra | peer | ratio | wanted |\n| --- | ---: | ---: | ---: | --- |");
    for (_, compare) in COMPARISONS.iter().filter(|(name, _)| is_wanted(name)) {
        for line in compare() {
            println!("{line}");
        }
    }
}
