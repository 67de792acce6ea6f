//! The fuzz targets: functions that check what the readers of foreign bytes guarantee.
//!
//! A function panics if a guarantee is broken. The bytes come from a fuzzer, or in the tests from
//! the committed corpus and from every input that ever broke a guarantee (`fuzz/`).

mod filter;
mod line;
mod pieces;
mod words;

use astra_bus::fuzz as bus;
use astra_model::fuzz as model;

use crate::registry::fuzz as registry;
use pieces::{Pieces, split_line};

#[cfg(test)]
mod tests;

/// The function of a target.
pub type Target = fn(&[u8]);

/// All targets by name; the folders of the corpus have the same names.
pub const TARGETS: [(&str, Target); 11] = [
    ("topology", topology),
    ("envelope", envelope),
    ("publish_line", publish_line),
    ("tail_line", tail_line),
    ("filter", filter),
    ("registry", registry),
    ("resp", resp),
    ("replies", replies),
    ("values", values),
    ("pattern", pattern),
    ("words", words),
];

/// groups.yaml: an accepted file is exported as a file that yields the same model. The errors of a
/// rejected file point to places that exist.
pub fn topology(bytes: &[u8]) {
    model::check_topology(bytes);
}

/// The fields of an entry as an event: no byte is lost, and a written event reads back the same. A
/// complete event has no flaws.
pub fn envelope(bytes: &[u8]) {
    let fields: Vec<(&[u8], &[u8])> = Pieces(bytes).pairs().collect();
    model::check_event(&fields);
}

/// The input of `publish --from`: lines end at line feeds, an accepted event has no flaws and reads
/// back from its own JSON, and an entry keeps every byte.
pub fn publish_line(bytes: &[u8]) {
    line::check_input(bytes);
}

/// An entry as `tail` writes it. As JSON: one line, from which `publish` reads the same entry. As
/// text: one line without control characters.
pub fn tail_line(bytes: &[u8]) {
    let mut pieces = Pieces(bytes);
    let (stream, id) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let id = astra_model::EntryId::parse_bytes(id).unwrap_or_default();
    let fields: Vec<(&[u8], &[u8])> = pieces.pairs().collect();
    line::check_entry(stream, id, &fields);
}

/// `--where` and `--grep`: any text compiles or is rejected, and no line makes a filter panic.
pub fn filter(bytes: &[u8]) {
    filter::check(bytes);
}

/// A key of the service registry: an instance is healthy only if it has a heartbeat.
pub fn registry(bytes: &[u8]) {
    let mut pieces = Pieces(bytes);
    let (key, member) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let ttl = pieces.next().and_then(|ttl| <[u8; 8]>::try_from(ttl).ok()).map(i64::from_be_bytes);
    let fields: Vec<(&[u8], &[u8])> = pieces.pairs().collect();
    registry::holds(key, member, &bus::hash(ttl.unwrap_or(-1), &fields));
}

/// RESP read in place: all readers agree on the end of a reply, an incomplete reply is never taken
/// for a complete one, and the values are those that the client crate reads.
pub fn resp(bytes: &[u8]) {
    bus::resp_holds(bytes);
}

/// The replies to published batches, compared with those that the client crate reads.
pub fn replies(bytes: &[u8]) {
    bus::replies_hold(bytes);
}

/// Replies of unexpected shapes.
pub fn values(bytes: &[u8]) {
    bus::values_hold(bytes);
}

/// A glob and a name: they match exactly if a literal implementation of the rules of Redis says so.
pub fn pattern(bytes: &[u8]) {
    let (glob, name) = split_line(bytes);
    if let Ok(glob) = str::from_utf8(glob) {
        model::check_pattern(glob, name);
    }
}

/// Entry IDs, durations, times and names: a written value reads back the same.
pub fn words(bytes: &[u8]) {
    words::check(bytes);
}
