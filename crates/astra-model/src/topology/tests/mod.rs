//! Tests for the topology as a whole.

mod built_in;
mod faults;
mod resolving;
mod round_trip;
mod sources;
mod warnings;

use crate::topology::fault::Faults;
use crate::topology::source::{LoadedTopology, load_text};

/// The topology of the reference bus, which the program has built in.
const GROUPS: &str = include_str!("../../../../../groups.yaml");

/// A catalog of three streams in two domains, up to the line before the groups.
const CATALOG: &str = "\
version: 1
prefix: astra
streams:
  trading: { bought: { versions: [1] }, closed: { versions: [1] } }
  nft: { sold: { versions: [1] } }
groups:
";

/// Loads the catalog with these groups, whose first line is line 7.
fn with_groups(groups: &str) -> Result<LoadedTopology, Faults> {
    load_text("groups.yaml", &format!("{CATALOG}{groups}"))
}

/// Returns the headline and hint of every fault.
fn headlines_and_hints(faults: &[super::Fault]) -> Vec<(String, String)> {
    let both = |fault: &super::Fault| (fault.headline(), fault.hint.clone().unwrap_or_default());
    faults.iter().map(both).collect()
}
