//! The format of a journal: a header, and records of what happened to lines of the input.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The name of the format, in the header.
pub(super) const SCHEMA: &str = "astra.publish-account/v1";

/// Identifies a run: the first line of its journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunHeader {
    pub(super) schema: String,
    pub(crate) run: Uuid,
    /// The server's clock before anything was sent, in milliseconds since the Unix epoch.
    pub(crate) since_ms: u64,
    /// Size of the input, if it is a file.
    pub(crate) input_bytes: Option<u64>,
    /// The first line of the input that the run publishes.
    #[serde(default = "first_line")]
    pub(crate) start_line: u64,
}

/// The start line of a journal that has none.
const fn first_line() -> u64 {
    1
}

impl RunHeader {
    pub(crate) fn new(run: Uuid, since_ms: u64, input_bytes: Option<u64>, start_line: u64) -> Self {
        Self { schema: SCHEMA.into(), run, since_ms, input_bytes, start_line }
    }
}

/// What happened to the lines of the input from `from` to `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub(crate) enum Record {
    /// Sent, or to be sent soon.
    Sent { from: u64, to: u64 },
    /// Confirmed; `last` is the last entry in each stream.
    Ok {
        from: u64,
        to: u64,
        #[serde(default, skip_serializing_if = "HashMap::is_empty")]
        last: HashMap<String, String>,
    },
    /// In doubt after an earlier session, and found in their streams.
    Found { from: u64, to: u64 },
    /// Confirmed or found before, and lost by the server since.
    Lost { from: u64, to: u64 },
    /// Those of the lines that are in doubt are not written: they were looked up, or never sent.
    Absent { from: u64, to: u64 },
    /// Refused by the server.
    Refused { from: u64, to: u64, reason: String },
    /// Cannot be published.
    Bad { line: u64, reason: String },
    /// A checkpoint: the digest of the input up to a line, whatever became of its lines.
    Read { to: u64, digest: String },
}

impl Record {
    /// Reads a record; `None` for one that a crash cut short. That may be anywhere in the file,
    /// because a resumed run ends such a line and appends others.
    pub(super) fn parse(line: &str) -> serde_json::Result<Option<Self>> {
        match serde_json::from_str(line.trim_end()) {
            Ok(record) => Ok(Some(record)),
            Err(error) if error.is_eof() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Why a run cannot be resumed from a journal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("journal `{0}` is in use by another run")]
    InUse(String),
    #[error("cannot read journal `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("`{0}` is not a journal of astra publish")]
    WrongFormat(String),
    #[error("{path}:{line}: not a journal record: {reason}")]
    BadRecord { path: String, line: usize, reason: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_keeps_its_form_on_disk() {
        for (record, text) in [
            (Record::Sent { from: 1, to: 2 }, r#"{"is":"sent","from":1,"to":2}"#),
            (
                Record::Ok { from: 1, to: 2, last: [("s".into(), "1-0".into())].into() },
                r#"{"is":"ok","from":1,"to":2,"last":{"s":"1-0"}}"#,
            ),
            (Record::Found { from: 1, to: 2 }, r#"{"is":"found","from":1,"to":2}"#),
            (Record::Lost { from: 1, to: 2 }, r#"{"is":"lost","from":1,"to":2}"#),
            (Record::Absent { from: 1, to: 2 }, r#"{"is":"absent","from":1,"to":2}"#),
            (
                Record::Refused { from: 1, to: 2, reason: "OOM".into() },
                r#"{"is":"refused","from":1,"to":2,"reason":"OOM"}"#,
            ),
            (Record::Bad { line: 1, reason: "x".into() }, r#"{"is":"bad","line":1,"reason":"x"}"#),
            (Record::Read { to: 1, digest: "00".into() }, r#"{"is":"read","to":1,"digest":"00"}"#),
        ] {
            assert_eq!(serde_json::to_string(&record).unwrap(), text);
            assert_eq!(Record::parse(text).unwrap(), Some(record));
        }
    }
}
