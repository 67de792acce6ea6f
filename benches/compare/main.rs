//! Compares the speed of astra to a peer, as a ratio measured in one run on one server.
//!
//! `make bench` runs all comparisons; `cargo bench -- lag setup` runs the named ones. A ratio depends far less on
//! the machine than a time does. The runs of both sides alternate, and the medians are compared.

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
    let is_selected = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    println!("| what | astra | peer | ratio | target |\n| --- | ---: | ---: | ---: | --- |");
    for (_, compare) in COMPARISONS.iter().filter(|(name, _)| is_selected(name)) {
        for line in compare() {
            println!("{line}");
        }
    }
}
