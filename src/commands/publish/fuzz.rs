//! `publish --from` without a server: from bytes to what would be sent.

use crate::commands::publish::input::Lines;
use crate::commands::publish::prepare::{Preparation, Prepared};

/// The bytes of a name and a value.
type Pair = (Vec<u8>, Vec<u8>);

/// What would be sent for a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Event { stream: String, fields: Vec<Pair> },
    Entry { stream: Vec<u8>, fields: Vec<Pair> },
}

/// Cuts an input into lines, and holds them to be those between its line feeds.
pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Lines::new(bytes);
    let mut found = Vec::new();
    loop {
        while let Some((number, line)) = lines.next_line() {
            found.push(line.expect("no fuzzer's line is too long").to_vec());
            assert_eq!(number, found.len() as u64);
        }
        if !lines.read_on().expect("bytes can be read") {
            break;
        }
    }
    assert_eq!(lines.consumed(), bytes.len() as u64);
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let cut = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    let expected: Vec<Vec<u8>> = whole.split(|byte| *byte == b'\n').map(cut).collect();
    assert_eq!(found, if bytes.is_empty() { Vec::new() } else { expected });
    found
}

/// Reads one line of a run that was given an id, so that nothing about it is left to chance.
///
/// # Errors
/// Why it is not published.
pub(crate) fn read(line: &[u8]) -> Result<Option<Read>, String> {
    let preparation = Preparation { prefix: "astra", run: Some(uuid::Uuid::NAMESPACE_OID) };
    let prepared = preparation.prepare(2, line).map_err(|bad| {
        let text = bad.to_string();
        assert!(!text.is_empty());
        text
    })?;
    let owned = |prepared: &Prepared<'_>| {
        prepared.fields().map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
    };
    Ok(prepared.map(|prepared| match &prepared {
        Prepared::Event { stream, .. } => {
            Read::Event { stream: stream.clone(), fields: owned(&prepared) }
        }
        Prepared::Entry(entry) => {
            Read::Entry { stream: entry.stream().to_vec(), fields: owned(&prepared) }
        }
    }))
}
