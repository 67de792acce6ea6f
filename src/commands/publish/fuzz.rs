//! Checks the reading of `publish --from` without a server: from bytes to what would be sent.

use crate::commands::publish::input::{Lines, Preparation, Prepared};

/// The bytes of a name and a value.
type Pair = (Vec<u8>, Vec<u8>);

/// What would be sent for a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Event { stream: String, fields: Vec<Pair> },
    Entry { stream: Vec<u8>, fields: Vec<Pair> },
}

/// Splits an input into lines, and checks that they are the text between its line feeds.
pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Lines::new(bytes);
    let mut found = Vec::new();
    loop {
        while let Some(line) = lines.next_line() {
            found.push(line.text.expect("a fuzzer's line is never too long").to_vec());
            assert_eq!(line.number, found.len() as u64);
        }
        if !lines.read_more().expect("bytes can always be read") {
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

/// Reads one line of a run with a fixed id, so that derived ids are reproducible.
///
/// # Errors
/// The reason why the line is not published.
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
