//! The account of a run on disk: one JSON object a line, appended as things happen.
//!
//! Lines are recorded as `sent` before they are handed to a connection, and that is forced onto the
//! disk: whatever ends the program, `kill -9` or a power cut, what may be written and is not known to
//! be is `sent` and neither `ok` nor `refused`. It is recorded many lines at a time, some of them
//! ahead, since the disk is slower than the server; an orderly end takes back what was not begun.
//! What is lost of the other records only leaves more to be looked up.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use astra_bus::WriteOutcome;
use astra_model::{EntryId, Name};

use crate::commands::publish::record::{Head, Record};
use crate::commands::publish::resume::LookedUp;

/// Lines that are recorded as sent ahead of being so: to force it onto the disk takes 0.2 ms and
/// more, as long as a server takes for a hundred lines (measured).
const AHEAD: u64 = 1 << 15;

/// An account that is being written.
#[derive(Debug)]
pub(super) struct Account {
    file: File,
    pending: Option<Record>,
    last: HashMap<String, String>,
    text: Vec<u8>,
    /// The last line that was sent, and the last one that is recorded to be.
    sent: u64,
    recorded: u64,
}

impl Account {
    /// Begins a new account; a file that exists is never overwritten.
    pub(super) fn create(path: &Path, head: &Head) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        lock(&file)?;
        let mut account = Self::over(file);
        serde_json::to_writer(&mut account.text, head)?;
        account.text.push(b'\n');
        account.flush()?;
        account.file.sync_all()?;
        sync_folder(path)?;
        Ok(account)
    }

    /// Goes on with an account that was [opened](open). Its last line may be cut short: it is ended first.
    pub(super) fn reopen(mut file: File) -> io::Result<Self> {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        let mut account = Self::over(file);
        if last != *b"\n" {
            account.text.push(b'\n');
        }
        account.flush()?;
        Ok(account)
    }

    fn over(file: File) -> Self {
        Self { file, pending: None, last: HashMap::new(), text: Vec::new(), sent: 0, recorded: 0 }
    }

    /// Records that lines are about to be sent; outlives a power cut when this returns.
    pub(super) fn sending(&mut self, from: u64, to: u64) -> io::Result<()> {
        self.sent = to;
        if to <= self.recorded {
            return Ok(());
        }
        self.recorded = to.saturating_add(AHEAD);
        // What is pending belongs to earlier lines and is told in its turn.
        self.write(&Record::Sent { from, to: self.recorded })?;
        self.hand_out()?;
        self.file.sync_data()
    }

    /// Records what the input up to a line is told by; on the disk with the next that is sent.
    pub(super) fn read(&mut self, to: u64, digest: &str) -> io::Result<()> {
        self.write(&Record::Read { to, digest: digest.to_owned() })
    }

    /// Takes back what was recorded as sent ahead, at an orderly end.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.sent < self.recorded {
            self.note(&Record::Absent { from: self.sent + 1, to: self.recorded })?;
            self.recorded = self.sent;
        }
        self.flush()
    }

    /// Records what a look at the server said of the lines up to `last`; outlives the
    /// program when this returns.
    pub(super) fn looked_up(&mut self, looked: &LookedUp, last: u64) -> io::Result<()> {
        for (from, to) in looked.found.iter() {
            self.write(&Record::Found { from, to })?;
        }
        for (from, to) in looked.lost.iter() {
            self.write(&Record::Lost { from, to })?;
        }
        self.write(&Record::Absent { from: 1, to: last })?;
        self.flush()
    }

    /// Takes what became of a line that was sent.
    pub(super) fn settle(
        &mut self,
        line: u64,
        stream: &Name,
        fate: &WriteOutcome,
    ) -> io::Result<()> {
        match fate {
            WriteOutcome::Confirmed(id) => self.confirm(line, stream, *id),
            WriteOutcome::Refused(refusal) => self.refuse(line, refusal.to_string()),
            WriteOutcome::InDoubt | WriteOutcome::Unsent | WriteOutcome::Noted => self.close(),
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
        self.hand_out()
    }

    fn hand_out(&mut self) -> io::Result<()> {
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

/// Opens the account of an earlier part of a run to go on with it; nothing is written yet.
///
/// # Errors
/// `WouldBlock` where a run is writing it.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).append(true).open(path)?;
    lock(&file)?;
    Ok(file)
}

/// Keeps an account to this run, until its program ends in whatever way.
fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        // Where a file system has no locks, runs cannot be kept apart.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => Ok(result?),
    }
}

/// Makes the name of a new file outlive a power cut, where the system keeps folders as files.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
