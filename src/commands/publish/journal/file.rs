//! The journal on disk: one JSON object per line, appended while the run goes on.
//!
//! A line of the input is recorded as `sent` before a connection gets it, and that record is forced
//! onto the disk. So whatever ends the program, `kill -9` or a power failure, a line that may be
//! written without a known outcome is `sent`, and neither `ok` nor `refused`. Because the disk is
//! slower than the server, many lines are recorded at a time, some of them in advance; an orderly end
//! takes back those that were not sent. Losing any other record only means more lines to look up.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use astra_bus::WriteOutcome;
use astra_model::{EntryId, Name, io_reason};

use crate::commands::publish::journal::line_set::LineSet;
use crate::commands::publish::journal::record::{JournalError, Record, RunHeader};
use crate::commands::publish::journal::state::JournalState;

/// Lines that are recorded as sent in advance: forcing a record onto the disk takes 0.2 ms and more,
/// in which a server writes a hundred entries (measured).
const AHEAD: u64 = 1 << 15;

/// A journal that is locked by this run and open for appending.
#[derive(Debug)]
pub(crate) struct JournalFile {
    file: File,
    /// A record that the next outcome may extend.
    pending: Option<Record>,
    /// The last entry in each stream, for the pending record.
    last: HashMap<String, String>,
    text: Vec<u8>,
    /// The last line that was sent.
    sent: u64,
    /// The last line that is recorded as sent.
    recorded: u64,
}

impl JournalFile {
    /// Creates a journal. An existing file is never overwritten.
    pub(crate) fn create(path: &Path, header: &RunHeader) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        lock(&file)?;
        let mut journal = Self::new(file);
        serde_json::to_writer(&mut journal.text, header)?;
        journal.text.push(b'\n');
        journal.flush()?;
        journal.file.sync_all()?;
        sync_folder(path)?;
        Ok(journal)
    }

    /// Opens the journal of an earlier session and reads it. Nothing is written yet.
    ///
    /// # Errors
    /// Also if another run is writing it.
    pub(crate) fn open(path: &Path) -> Result<(Self, JournalState), JournalError> {
        let shown = path.display().to_string();
        let file = OpenOptions::new().read(true).append(true).open(path);
        let locked = file.and_then(|file| lock(&file).map(|()| file));
        let file = locked.map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => JournalError::InUse(shown.clone()),
            _ => JournalError::Unreadable { path: shown.clone(), reason: io_reason(&error) },
        })?;
        let state = JournalState::read(BufReader::new(&file), &shown)?;
        Ok((Self::new(file), state))
    }

    /// Prepares an opened journal for appending: ends a last line that a crash cut short.
    pub(crate) fn end_last_line(&mut self) -> io::Result<()> {
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        if last != *b"\n" {
            self.text.push(b'\n');
        }
        self.flush()
    }

    fn new(file: File) -> Self {
        Self { file, pending: None, last: HashMap::new(), text: Vec::new(), sent: 0, recorded: 0 }
    }

    /// Records that lines are about to be sent. The record survives a power failure once this
    /// returns.
    pub(crate) fn sending(&mut self, from: u64, to: u64) -> io::Result<()> {
        self.sent = to;
        if to <= self.recorded {
            return Ok(());
        }
        self.recorded = to.saturating_add(AHEAD);
        // The pending record is about earlier lines, and is written in its turn.
        self.write(&Record::Sent { from, to: self.recorded })?;
        self.write_out()?;
        self.file.sync_data()
    }

    /// Records the digest of the input up to a line. It reaches the disk with the next lines sent.
    pub(crate) fn checkpoint(&mut self, to: u64, digest: &str) -> io::Result<()> {
        self.write(&Record::Read { to, digest: digest.to_owned() })
    }

    /// Takes back the lines that were recorded as sent in advance, at an orderly end.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        if self.sent < self.recorded {
            self.record(&Record::Absent { from: self.sent + 1, to: self.recorded })?;
            self.recorded = self.sent;
        }
        self.flush()
    }

    /// Records which lines up to `through` were found on the server, and which were lost. The records
    /// survive the end of the program once this returns.
    pub(crate) fn looked_up(
        &mut self,
        found: &LineSet,
        lost: &LineSet,
        through: u64,
    ) -> io::Result<()> {
        for (from, to) in found.iter() {
            self.write(&Record::Found { from, to })?;
        }
        for (from, to) in lost.iter() {
            self.write(&Record::Lost { from, to })?;
        }
        self.write(&Record::Absent { from: 1, to: through })?;
        self.flush()
    }

    /// Records the outcome of a line that was sent.
    pub(crate) fn outcome(
        &mut self,
        line: u64,
        stream: &Name,
        outcome: &WriteOutcome,
    ) -> io::Result<()> {
        match outcome {
            WriteOutcome::Confirmed(id) => self.confirmed(line, stream, *id),
            WriteOutcome::Refused(refusal) => self.refused(line, refusal.to_string()),
            WriteOutcome::InDoubt | WriteOutcome::Unsent | WriteOutcome::Marker => {
                self.write_pending()
            }
        }
    }

    fn confirmed(&mut self, line: u64, stream: &Name, id: EntryId) -> io::Result<()> {
        let stream = stream.to_string();
        let id = id.to_string();
        match self.last.get_mut(&stream) {
            Some(last) => *last = id,
            None => drop(self.last.insert(stream, id)),
        }
        if let Some(Record::Ok { to, .. }) = &mut self.pending {
            *to = line;
            return Ok(());
        }
        let last = std::mem::take(&mut self.last);
        self.write_pending()?;
        self.last = last;
        self.pending = Some(Record::Ok { from: line, to: line, last: HashMap::new() });
        Ok(())
    }

    fn refused(&mut self, line: u64, refusal: String) -> io::Result<()> {
        match &mut self.pending {
            Some(Record::Refused { to, reason, .. }) if *reason == refusal => {
                *to = line;
                Ok(())
            }
            _ => {
                self.write_pending()?;
                self.pending = Some(Record::Refused { from: line, to: line, reason: refusal });
                Ok(())
            }
        }
    }

    /// Appends a record that no later outcome extends.
    pub(crate) fn record(&mut self, record: &Record) -> io::Result<()> {
        self.write_pending()?;
        self.write(record)
    }

    /// Writes every record to the file, so that they survive the end of the program.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.write_pending()?;
        self.write_out()
    }

    fn write_out(&mut self) -> io::Result<()> {
        if !self.text.is_empty() {
            self.file.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn write_pending(&mut self) -> io::Result<()> {
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

/// Locks a journal for this run, until its program ends in whatever way.
fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        // On a file system without locks, nothing keeps two runs apart.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => Ok(result?),
    }
}

/// Makes the name of a new file survive a power failure, on systems that store folders as files.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
