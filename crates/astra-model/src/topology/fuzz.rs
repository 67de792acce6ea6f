//! Checks that hold for a topology file with arbitrary content.

use crate::topology::fault::Fault;
use crate::topology::node;
use crate::topology::source::{load_bytes, load_text};

/// Checks that a valid file survives a round trip, and that an invalid file has faults with valid positions.
///
/// # Panics
///
/// Panics if a check fails.
pub fn check_topology(bytes: &[u8]) {
    match load_bytes("f", bytes) {
        Ok(loaded) => {
            let yaml = loaded.topology.to_yaml();
            let again =
                load_text("written", &yaml).unwrap_or_else(|faults| panic!("{faults}\n{yaml}"));
            assert_eq!(again.topology, loaded.topology, "{yaml}");
            loaded.warnings.iter().for_each(|fault| check_fault(fault, bytes));
        }
        Err(faults) => {
            assert!(!faults.0.is_empty());
            faults.0.iter().for_each(|fault| check_fault(fault, bytes));
        }
    }
}

/// Checks that a fault points at a line of the file and shows no control characters.
fn check_fault(fault: &Fault, bytes: &[u8]) {
    let lines = node::lines(&String::from_utf8_lossy(bytes)).count() as u64;
    assert!((1..=lines + 1).contains(&fault.line), "{}", fault.headline());
    assert!(fault.column >= 1, "{}", fault.headline());
    let shown = fault.to_string();
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
}
