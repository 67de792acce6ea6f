//! The door for the fuzz targets: one function a target, each of which holds to its promises whatever
//! bytes come.
//!
//! A function panics where a promise is broken. The bytes come from a fuzzer, and in the tests from
//! the committed corpus and from every input that has ever broken a promise (`fuzz/`).

mod filter;
mod line;
mod pieces;
mod words;

use astra_bus::fuzz as bus;
use astra_model::fuzz as model;

use crate::commands::tail::fuzz as tail;
use crate::registry::fuzz as registry;
use pieces::Pieces;

#[cfg(test)]
mod tests;

/// A target's function.
pub type Endpoint = fn(&[u8]);

/// Every target with its name, which is that of its folder in the corpus.
pub const TARGETS: [(&str, Endpoint); 11] = [
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

/// groups.yaml: what is accepted is written out as a file that is accepted again, with the same
/// model; what is refused is told with places that exist.
pub fn topology(bytes: &[u8]) {
    model::check_topology(bytes);
}

/// The fields of an entry as an event: no byte is lost, and what is written reads back the same.
/// A complete event has no flaw.
pub fn envelope(bytes: &[u8]) {
    let fields: Vec<(&[u8], &[u8])> = Pieces(bytes).pairs().collect();
    model::check_event(&fields);
}

/// The input of `publish --from`: lines are cut right, an event that is taken is flawless and reads
/// back from its own JSON, and an entry keeps every byte.
pub fn publish_line(bytes: &[u8]) {
    line::holds(bytes);
}

/// An entry as `tail -o json` writes it: one line of JSON, from which `publish` reads the same entry.
/// As text: one line that commands no terminal.
pub fn tail_line(bytes: &[u8]) {
    let mut pieces = Pieces(bytes);
    let (stream, id) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let id = astra_model::EntryId::parse_bytes(id).unwrap_or_default();
    let fields: Vec<(&[u8], &[u8])> = pieces.pairs().collect();
    line::entry_holds(stream, id, &fields);
}

/// `--where` and `--grep`: whatever is typed compiles or is refused, and no line breaks a filter.
pub fn filter(bytes: &[u8]) {
    filter::holds(bytes);
}

/// What stands under a key of the service registry: an instance is healthy only with a heartbeat.
pub fn registry(bytes: &[u8]) {
    let mut pieces = Pieces(bytes);
    let (key, member) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let ttl = pieces.next().and_then(|ttl| <[u8; 8]>::try_from(ttl).ok()).map(i64::from_be_bytes);
    let fields: Vec<(&[u8], &[u8])> = pieces.pairs().collect();
    registry::holds(key, member, &bus::hash(ttl.unwrap_or(-1), &fields));
}

/// RESP read in place: a reply ends where every reader says it does, no cut one is taken for whole,
/// and what is read is what the client crate reads.
pub fn resp(bytes: &[u8]) {
    bus::resp_holds(bytes);
}

/// The replies that publishing waits for, as the client crate reads them.
pub fn replies(bytes: &[u8]) {
    bus::replies_hold(bytes);
}

/// Replies of any shape, where another was expected.
pub fn values(bytes: &[u8]) {
    bus::values_hold(bytes);
}

/// A glob and a name: they match where the plain rules of Redis, followed step by step, say so.
pub fn pattern(bytes: &[u8]) {
    let (glob, name) = split(bytes);
    if let Ok(glob) = str::from_utf8(glob) {
        model::check_pattern(glob, name);
    }
}

/// Entry IDs, durations, times and names: what is read is written so that it is read the same.
pub fn words(bytes: &[u8]) {
    words::hold(bytes);
}

/// The first line, and everything behind it.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}
