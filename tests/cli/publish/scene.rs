//! The stream of the published events, journals, and runs that can be resumed.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use astra_testkit::Server;

use crate::harness::{Astra, astra};

pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";

/// How many entries were ever trimmed or deleted; `None` if the server does not count them.
pub(super) fn removed(server: &Server, stream: &str) -> Option<i64> {
    let info = server.redis(&["XINFO", "STREAM", stream]).ok();
    Some(info.find("entries-added")?.int() - info.field("length").int())
}

/// The warning about confirmed events that the server has lost.
pub(super) fn lost(count: usize, first: usize) -> String {
    let whole = match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    };
    let message = match count {
        1 => format!("1 confirmed event, of line {first}: publishing it again"),
        _ => format!("{whole} confirmed events, from line {first} on: publishing them again"),
    };
    format!("warning: the server has lost {message}\n")
}

/// The outcome of each line in a journal; a line that was never sent has none or `absent`.
pub(crate) fn outcomes(account: &str) -> HashMap<usize, String> {
    let mut outcomes = HashMap::new();
    for line in account.lines().skip(1) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        if record["is"] == "read" {
            continue;
        }
        let number = |key: &str| usize::try_from(record[key].as_u64().unwrap()).unwrap();
        let outcome = record["is"].as_str().unwrap();
        outcomes.extend((number("from")..=number("to")).map(|line| (line, outcome.to_owned())));
    }
    outcomes
}

/// A folder with an input and the journal of its run.
pub(super) struct ResumableRun {
    folder: tempfile::TempDir,
}

impl ResumableRun {
    pub(super) fn new(input: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("in.ndjson"), input).unwrap();
        Self { folder }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn publish(&self, option: &str) -> Astra {
        self.publish_with(option, &[])
    }

    pub(super) fn publish_with(&self, option: &str, more: &[&str]) -> Astra {
        let (input, account) = (self.path("in.ndjson"), self.path("account"));
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let (input, account) = (path(&input), path(&account));
        let words = ["publish", "--from", &input, option, &account, "-o", "json"];
        astra(&[&words[..], more].concat())
    }

    /// Writes the journal of an earlier run with these records.
    pub(super) fn write_journal(&self, records: &[&str]) {
        let head = r#"{"schema":"astra.publish-account/v1","run":"11111111-2222-4333-8444-555555555555","since_ms":1700000000000,"input_bytes":null}"#;
        let lines = [&[head], records].concat().join("\n") + "\n";
        std::fs::write(self.path("account"), lines).unwrap();
    }

    /// Resumes with an input on standard input.
    pub(super) fn resume_from(&self, input: String, more: &[&str]) -> Astra {
        let account = self.path("account");
        let words = ["publish", "--from", "-", "--resume", account.to_str().unwrap(), "-o", "json"];
        astra(&[&words[..], more].concat()).stdin(input)
    }

    /// The outcome of each line in the journal; a line that was never sent has none or `absent`.
    pub(super) fn outcomes(&self) -> HashMap<usize, String> {
        let account = std::fs::read_to_string(self.path("account")).unwrap();
        outcomes(&account)
    }
}
