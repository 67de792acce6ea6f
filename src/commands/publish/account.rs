//! The account of a run on disk: one JSON object a line, appended as things happen.
//!
//! Lines are recorded as `sent` before they are handed to the connection, so that after any end of
//! the program, also `kill -9`, what is `sent` and neither `ok` nor `refused` is exactly what is in
//! doubt. Each record is handed to the system at once and not forced onto the disk, which would
//! take longer than the server does: when the machine itself goes down, the last ones may be lost.

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

    /// Records that lines are about to be sent; outlives the program when this returns.
    pub(super) fn sending(&mut self, from: u64, to: u64) -> io::Result<()> {
        // Of its own write: what is pending belongs to earlier lines and is told in its turn.
        let mut text = serde_json::to_vec(&Record::Sent { from, to })?;
        text.push(b'\n');
        self.file.write_all(&text)
    }

    /// Records what a look at the server said of the lines in doubt up to `last`; outlives the
    /// program when this returns.
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

    /// Hands everything that is known to the system, so that it outlives the program.
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
