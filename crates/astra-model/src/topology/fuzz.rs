//! What holds of a topology file whatever stands in it.

use crate::topology::fault::Fault;
use crate::topology::node;
use crate::topology::source::{load_bytes, load_text};

/// Judges a file.
pub fn holds(bytes: &[u8]) {
    match load_bytes("f", bytes) {
        Ok(loaded) => {
            let yaml = loaded.topology.to_yaml();
            let again =
                load_text("written", &yaml).unwrap_or_else(|faults| panic!("{faults}\n{yaml}"));
            assert_eq!(again.topology, loaded.topology, "{yaml}");
            loaded.warnings.iter().for_each(|fault| is_placed(fault, bytes));
        }
        Err(faults) => {
            assert!(!faults.0.is_empty());
            faults.0.iter().for_each(|fault| is_placed(fault, bytes));
        }
    }
}

/// A fault stands where the file has a line, and shows nothing that would command a terminal.
fn is_placed(fault: &Fault, bytes: &[u8]) {
    let lines = node::lines(&String::from_utf8_lossy(bytes)).count() as u64;
    assert!((1..=lines + 1).contains(&fault.line), "{}", fault.headline());
    assert!(fault.column >= 1, "{}", fault.headline());
    let shown = fault.to_string();
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
}
