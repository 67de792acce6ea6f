//! The account of a run on disk: one JSON object a line, appended as things happen.
//!
//! Lines are recorded as `sent` before they are handed to the connection, so that after any end,
//! also `kill -9`, what is `sent` and neither `ok` nor `refused` is exactly what is in doubt.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::bus::{Fate, Name};
use crate::commands::publish::ranges::Ranges;
use crate::entry_id::EntryId;

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
}

/// A line of the account: what happened to the lines from `from` to `to` of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub(super) enum Record {
    /// About to be sent.
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
    /// Looked up: of these lines, what was in doubt and not found is not written.
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
}

/// An account that is being written.
#[derive(Debug)]
pub(super) struct Account {
    file: File,
    pending: Option<Record>,
    last: HashMap<String, String>,
    text: Vec<u8>,
}

impl Account {
    /// Begins a new account; a file that exists is never overwritten.
    pub(super) fn create(path: &Path, head: &Head) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        let mut account = Self::over(file);
        serde_json::to_writer(&mut account.text, head)?;
        account.text.push(b'\n');
        account.flush()?;
        Ok(account)
    }

    /// Goes on with an account. Its last line may be cut short: it is ended first.
    pub(super) fn reopen(path: &Path) -> io::Result<Self> {
        let text = std::fs::read(path)?;
        let mut account = Self::over(OpenOptions::new().append(true).open(path)?);
        if !text.ends_with(b"\n") {
            account.text.push(b'\n');
        }
        account.flush()?;
        Ok(account)
    }

    fn over(file: File) -> Self {
        Self { file, pending: None, last: HashMap::new(), text: Vec::new() }
    }

    /// Records that lines are about to be sent; on disk when this returns.
    pub(super) fn sending(&mut self, from: u64, to: u64) -> io::Result<()> {
        // Of its own write: what is pending belongs to earlier lines and is told in its turn.
        let mut text = serde_json::to_vec(&Record::Sent { from, to })?;
        text.push(b'\n');
        self.file.write_all(&text)
    }

    /// Records what a look at the server said of the lines in doubt up to `last`; on disk when
    /// this returns.
    pub(super) fn looked_up(&mut self, found: &Ranges, last: u64) -> io::Result<()> {
        for (from, to) in found.iter() {
            self.write(&Record::Found { from, to })?;
        }
        self.write(&Record::Absent { from: 1, to: last })?;
        self.flush()
    }

    /// Takes what became of a line that was sent.
    pub(super) fn settle(&mut self, line: u64, stream: &Name, fate: &Fate) -> io::Result<()> {
        match fate {
            Fate::Confirmed(id) => self.confirm(line, stream, *id),
            Fate::Refused(refusal) => self.refuse(line, refusal.to_string()),
            Fate::InDoubt | Fate::Unsent | Fate::Noted => self.close(),
        }
    }

    fn confirm(&mut self, line: u64, stream: &Name, id: EntryId) -> io::Result<()> {
        let text = stream.to_string();
        let id = id.to_string();
        match self.last.get_mut(&text) {
            Some(last) => *last = id,
            None => drop(self.last.insert(text, id)),
        }
        if let Some(Record::Ok { to, .. }) = &mut self.pending {
            *to = line;
            return Ok(());
        }
        let last = std::mem::take(&mut self.last);
        self.close()?;
        self.last = last;
        self.pending = Some(Record::Ok { from: line, to: line, last: HashMap::new() });
        Ok(())
    }

    fn refuse(&mut self, line: u64, said: String) -> io::Result<()> {
        match &mut self.pending {
            Some(Record::Refused { to, reason, .. }) if *reason == said => {
                *to = line;
                Ok(())
            }
            _ => {
                self.close()?;
                self.pending = Some(Record::Refused { from: line, to: line, reason: said });
                Ok(())
            }
        }
    }

    /// Records a line that can never be published.
    pub(super) fn note(&mut self, record: &Record) -> io::Result<()> {
        self.close()?;
        self.write(record)
    }

    /// Brings everything that is known to the disk.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.close()?;
        if !self.text.is_empty() {
            self.file.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        match self.pending.take() {
            Some(Record::Ok { from, to, .. }) => {
                let last = std::mem::take(&mut self.last);
                self.write(&Record::Ok { from, to, last })
            }
            Some(record) => self.write(&record),
            None => Ok(()),
        }
    }

    fn write(&mut self, record: &Record) -> io::Result<()> {
        serde_json::to_writer(&mut self.text, record)?;
        self.text.push(b'\n');
        Ok(())
    }
}

/// What an account says of a run.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) head: Head,
    /// Confirmed, found or bad: nothing is left to do for these lines.
    pub(super) done: Ranges,
    /// Sent, and neither confirmed nor refused.
    pub(super) doubt: Ranges,
    /// The last entry of the run in each stream, by the stream's shown name.
    pub(super) last: HashMap<String, EntryId>,
}

/// Why an account cannot be gone on from.
#[derive(Debug, thiserror::Error)]
pub(super) enum AccountError {
    #[error("cannot read account `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("`{0}` is not an account of astra publish")]
    NotOne(String),
    #[error("{path}:{line}: not a line of an account: {reason}")]
    Faulty { path: String, line: usize, reason: String },
}

impl Past {
    /// Reads an account; a last line that was cut short by a crash is of no account.
    pub(super) fn read(path: &Path) -> Result<Self, AccountError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| AccountError::Unreadable {
            path: shown.clone(),
            reason: crate::bus::io_reason(&error),
        })?;
        Self::parse(&shown, &text)
    }

    fn parse(path: &str, text: &str) -> Result<Self, AccountError> {
        let mut lines = text.split_inclusive('\n').enumerate();
        let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Head>(line).ok());
        let head = head.filter(|head| head.schema == SCHEMA);
        let head = head.ok_or_else(|| AccountError::NotOne(path.to_owned()))?;
        let mut past =
            Self { head, done: Ranges::default(), doubt: Ranges::default(), last: HashMap::new() };
        for (index, line) in lines {
            match serde_json::from_str(line) {
                Ok(record) => past.take(record),
                Err(_) if is_cut(line) || line.trim().is_empty() => {}
                Err(error) => {
                    let (path, reason) = (path.to_owned(), error.to_string());
                    return Err(AccountError::Faulty { path, line: index + 1, reason });
                }
            }
        }
        Ok(past)
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Sent { from, to } => self.doubt.insert(from, to),
            Record::Refused { from, to, .. } | Record::Absent { from, to } => {
                self.doubt.remove(from, to);
            }
            Record::Bad { line, .. } => self.finish(line, line),
            Record::Found { from, to } => self.finish(from, to),
            Record::Ok { from, to, last } => {
                self.finish(from, to);
                let ids = last.into_iter();
                self.last.extend(ids.filter_map(|(name, id)| Some((name, id.parse().ok()?))));
            }
        }
    }

    /// Whether a line may be written or not. What was sent again beside lines that were done
    /// before is recorded as one range with them.
    pub(super) fn is_in_doubt(&self, line: u64) -> bool {
        self.doubt.contains(line) && !self.done.contains(line)
    }

    fn finish(&mut self, from: u64, to: u64) {
        self.doubt.remove(from, to);
        self.done.insert(from, to);
    }
}

/// A line is cut where a run ended in the middle of writing it: it holds no whole object.
fn is_cut(line: &str) -> bool {
    !line.trim_end().ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::Refusal;

    fn head() -> Head {
        Head {
            schema: SCHEMA.into(),
            run: Uuid::from_u128(7),
            since_ms: 0,
            input_bytes: Some(10),
        }
    }

    #[test]
    fn tells_after_any_end_what_is_done_and_what_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account");
        let stream = Name::from("s");
        let mut account = Account::create(&path, &head()).unwrap();
        account.sending(1, 9).unwrap();
        account.note(&Record::Bad { line: 1, reason: "x".into() }).unwrap();
        for line in [2, 3, 5] {
            account.settle(line, &stream, &Fate::Confirmed(EntryId::new(line, 0))).unwrap();
        }
        let refusal = Refusal { code: "OOM".into(), detail: "x".into() };
        account.settle(6, &stream, &Fate::Refused(refusal)).unwrap();
        account.settle(7, &stream, &Fate::Confirmed(EntryId::new(7, 0))).unwrap();
        account.flush().unwrap();
        let past = Past::read(&path).unwrap();
        assert_eq!(past.head, head());
        let lines = |ranges: &Ranges| (1..=10).filter(|n| ranges.contains(*n)).collect::<Vec<_>>();
        assert_eq!(lines(&past.done), [1, 2, 3, 4, 5, 7]);
        assert_eq!(lines(&past.doubt), [8, 9]);
        assert_eq!(past.last["s"], EntryId::new(7, 0));
    }

    #[test]
    fn a_line_that_a_crash_cut_short_is_passed_over_and_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account");
        drop(Account::create(&path, &head()).unwrap());
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{whole}{{\"is\":\"sent\",\"fr")).unwrap();
        let mut account = Account::reopen(&path).unwrap();
        account.sending(3, 4).unwrap();
        let past = Past::read(&path).unwrap();
        assert!(past.doubt.contains(3) && !past.doubt.contains(2) && past.done.is_empty());
        assert_eq!(past.doubt.last(), Some(4));
    }

    #[test]
    fn another_file_is_never_taken_for_an_account() {
        assert!(matches!(Past::parse("f", "{}\n"), Err(AccountError::NotOne(_))));
        assert!(matches!(Past::parse("f", ""), Err(AccountError::NotOne(_))));
        let text = format!("{}\n{{\"is\":\"gone\"}}\n", serde_json::to_string(&head()).unwrap());
        assert!(matches!(Past::parse("f", &text), Err(AccountError::Faulty { line: 2, .. })));
    }
}
