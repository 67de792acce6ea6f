//! Tests of the topology as a whole.

mod built_in;
mod faults;
mod resolving;
mod round_trip;
mod sources;
mod warnings;

use crate::topology::fault::Faults;
use crate::topology::source::{Loaded, load_text};

/// A catalogue of three streams in two domains, and no groups yet.
const CATALOGUE: &str = "\
version: 1
prefix: astra
streams:
  trading: { bought: { versions: [1] }, closed: { versions: [1] } }
  nft: { sold: { versions: [1] } }
groups:
";

/// Loads the catalogue with these groups, whose first line is line 7.
fn with_groups(groups: &str) -> Result<Loaded, Faults> {
    load_text("groups.yaml", &format!("{CATALOGUE}{groups}"))
}

/// Returns the headline and hint of every fault.
/// The topology of the reference bus, which the program has built in.
const GROUPS: &str = include_str!("../../../../../groups.yaml");

fn told(faults: &[super::Fault]) -> Vec<(String, String)> {
    let both = |fault: &super::Fault| (fault.headline(), fault.hint.clone().unwrap_or_default());
    faults.iter().map(both).collect()
}
