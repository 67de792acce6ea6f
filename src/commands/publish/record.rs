//! What an account consists of: its head, and what happened to lines of the input.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The format's name, on the first line.
pub(super) const SCHEMA: &str = "astra.publish-account/v1";

/// What a run is: the first line of its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) schema: String,
    pub(super) run: Uuid,
    /// The server's clock before anything was sent, in milliseconds since the Unix epoch.
    pub(super) since_ms: u64,
    /// Size of the input, where it is a file.
    pub(super) input_bytes: Option<u64>,
    /// The line that the run began with.
    #[serde(default = "first")]
    pub(super) start_line: u64,
}

/// Where a run begins whose account does not say so.
const fn first() -> u64 {
    1
}

/// A line of the account: what happened to the lines from `from` to `to` of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub(super) enum Record {
    /// Sent, or to be sent soon.
    Sent {
        from: u64,
        to: u64,
    },
    /// Confirmed; `last` is the last entry in each stream.
    Ok {
        from: u64,
        to: u64,
        #[serde(default, skip_serializing_if = "HashMap::is_empty")]
        last: HashMap<String, String>,
    },
    /// Found to be written by an earlier part of the run.
    Found {
        from: u64,
        to: u64,
    },
    /// Confirmed or found before, and lost by the server since.
    Lost {
        from: u64,
        to: u64,
    },
    /// Of these lines, what is in doubt is not written: it was looked up, or was never sent.
    Absent {
        from: u64,
        to: u64,
    },
    Refused {
        from: u64,
        to: u64,
        reason: String,
    },
    Bad {
        line: u64,
        reason: String,
    },
    /// What the input up to a line is told by, whatever became of its lines.
    Read {
        to: u64,
        digest: String,
    },
}

impl Record {
    /// Reads a record; `None` for one that was cut short, which may be anywhere in the file, since going
    /// on ends such a line and adds others.
    pub(super) fn parse(line: &str) -> serde_json::Result<Option<Self>> {
        match serde_json::from_str(line.trim_end()) {
            Ok(record) => Ok(Some(record)),
            Err(error) if error.is_eof() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Why an account cannot be gone on from.
#[derive(Debug, thiserror::Error)]
pub(super) enum AccountError {
    #[error("account `{0}` is that of a run that is going on")]
    InUse(String),
    #[error("cannot read account `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("`{0}` is not an account of astra publish")]
    NotOne(String),
    #[error("{path}:{line}: not a line of an account: {reason}")]
    Faulty { path: String, line: usize, reason: String },
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
