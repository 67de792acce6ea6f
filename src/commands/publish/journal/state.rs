//! What a journal states about the earlier sessions of a run: which lines are done, and which are in
//! doubt.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use astra_model::{EntryId, Name, io_reason};

use crate::commands::publish::journal::input_digest::{InputDigest, OtherInput};
use crate::commands::publish::journal::line_set::LineSet;
use crate::commands::publish::journal::record::{JournalError, Record, RunHeader, SCHEMA};

/// The content of a journal.
#[derive(Debug)]
pub(crate) struct JournalState {
    pub(crate) header: RunHeader,
    /// Confirmed, found or bad: nothing is left to do for these lines.
    pub(crate) done: LineSet,
    /// Sent, and neither confirmed nor refused.
    pub(crate) doubt: LineSet,
    /// How far the run was in each stream, in the order of recording, by the stream's shown name.
    confirmed: HashMap<String, Vec<Confirmed>>,
    /// The digests of the input up to some of its lines.
    digests: BTreeMap<u64, String>,
    /// Streams that have lost their end, each with the last line of the run that it surely still has.
    lost: HashMap<Name, u64>,
}

/// An entry of the run that is the last in its stream up to a line of the input.
#[derive(Clone, Copy, Debug)]
struct Confirmed {
    line: u64,
    id: EntryId,
}

impl JournalState {
    /// Reads a journal. A record that a crash cut short is ignored.
    pub(super) fn read(mut source: impl BufRead, path: &str) -> Result<Self, JournalError> {
        let mut bytes = Vec::new();
        let mut next_line = move || {
            bytes.clear();
            let read = source.read_until(b'\n', &mut bytes);
            let count = read.map_err(|error| JournalError::Unreadable {
                path: path.to_owned(),
                reason: io_reason(&error),
            })?;
            // A crash may also have cut within a character.
            Ok((count > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
        };
        let header = next_line()?.and_then(|line| serde_json::from_str::<RunHeader>(&line).ok());
        let header = header.filter(|header| header.schema == SCHEMA);
        let mut state =
            Self::new(header.ok_or_else(|| JournalError::WrongFormat(path.to_owned()))?);
        let mut number = 1;
        while let Some(line) = next_line()? {
            number += 1;
            match Record::parse(&line) {
                Ok(record) => record.into_iter().for_each(|record| state.apply(record)),
                Err(error) => {
                    let (path, reason) = (path.to_owned(), error.to_string());
                    return Err(JournalError::BadRecord { path, line: number, reason });
                }
            }
        }
        Ok(state)
    }

    fn new(header: RunHeader) -> Self {
        Self {
            header,
            done: LineSet::default(),
            doubt: LineSet::default(),
            confirmed: HashMap::new(),
            digests: BTreeMap::new(),
            lost: HashMap::new(),
        }
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Sent { from, to } => self.doubt.insert(from, to),
            Record::Refused { from, to, .. } | Record::Absent { from, to } => {
                self.doubt.remove(from, to);
            }
            Record::Lost { from, to } => self.done.remove(from, to),
            Record::Bad { line, .. } => self.finish(line, line),
            Record::Read { to, digest } => drop(self.digests.insert(to, digest)),
            Record::Found { from, to } => self.finish(from, to),
            Record::Ok { from, to, last } => {
                self.finish(from, to);
                for (stream, id) in last {
                    let Ok(id) = id.parse() else { continue };
                    self.confirmed.entry(stream).or_default().push(Confirmed { line: to, id });
                }
            }
        }
    }

    fn finish(&mut self, from: u64, to: u64) {
        self.doubt.remove(from, to);
        self.done.insert(from, to);
    }

    /// A digest that recognizes the input of the run.
    pub(crate) fn input_digest(&self) -> InputDigest {
        InputDigest::resumed(self.digests.clone(), self.done.last().unwrap_or_default())
    }

    /// Checks the size of the input, if both are known.
    pub(crate) fn check_input_size(&self, bytes: Option<u64>) -> Result<(), OtherInput> {
        match (self.header.input_bytes, bytes) {
            (Some(then), Some(now)) if then != now => Err(OtherInput::Size { now, then }),
            _ => Ok(()),
        }
    }

    /// The last confirmed entry of the run in each stream.
    pub(crate) fn last_entries(&self) -> impl Iterator<Item = (Name, EntryId)> {
        let last = |(stream, confirmed): (&String, &Vec<Confirmed>)| {
            Some((Name::from(&**stream), confirmed.last()?.id))
        };
        self.confirmed.iter().filter_map(last)
    }

    /// The last confirmed entry of the run in a stream.
    pub(crate) fn last_entry(&self, stream: &Name) -> Option<EntryId> {
        Some(self.confirmed.get(&stream.to_string())?.last()?.id)
    }

    /// Marks that a stream has lost every entry after `end`: all later lines of the run for this
    /// stream have to be looked up.
    pub(crate) fn lose_after(&mut self, stream: Name, end: Option<EntryId>) {
        let confirmed = self.confirmed.entry(stream.to_string()).or_default();
        let left = confirmed.iter().rposition(|confirmed| Some(confirmed.id) <= end);
        confirmed.truncate(left.map_or(0, |index| index + 1));
        let line = confirmed.last().map_or(0, |confirmed| confirmed.line);
        self.lost.insert(stream, line);
    }

    /// Whether a line may be written or not. A line that is done is not in doubt, although it may
    /// have been recorded as sent again, in one range with its neighbors.
    pub(crate) fn is_in_doubt(&self, line: u64) -> bool {
        self.doubt.contains(line) && !self.done.contains(line)
    }

    /// Whether a line has to be looked up: it is in doubt, or its stream has lost its end.
    pub(crate) fn must_look_up(&self, line: u64, stream: &Name) -> bool {
        let is_lost = |after: &u64| line > *after && self.done.contains(line);
        self.is_in_doubt(line) || self.lost.get(stream).is_some_and(is_lost)
    }

    /// Whether any stream has lost its end.
    pub(crate) fn has_lost(&self) -> bool {
        !self.lost.is_empty()
    }

    /// The last line that may have to be looked up.
    pub(crate) fn last_to_look_up(&self) -> Option<u64> {
        let lost = self.done.last().filter(|_| self.has_lost());
        self.doubt.last().max(lost)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use astra_bus::{ReplyError, WriteOutcome};
    use uuid::Uuid;

    use super::*;
    use crate::commands::publish::journal::file::JournalFile;

    fn header() -> RunHeader {
        RunHeader::new(Uuid::from_u128(7), 0, Some(10), 3)
    }

    /// Reads a journal that is still locked by its writer.
    fn read(path: &Path) -> JournalState {
        JournalState::read(&std::fs::read(path).unwrap()[..], "f").unwrap()
    }

    fn parse(text: &str) -> Result<JournalState, JournalError> {
        JournalState::read(text.as_bytes(), "f")
    }

    fn after_header(records: &str) -> Result<JournalState, JournalError> {
        let header = serde_json::to_string(&header()).unwrap();
        parse(&format!("{header}\n{records}\n"))
    }

    #[test]
    fn knows_after_any_end_what_is_done_and_what_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let stream = Name::from("s");
        let mut journal = JournalFile::create(&path, &header()).unwrap();
        journal.sending(1, 9).unwrap();
        journal.record(&Record::Bad { line: 1, reason: "x".into() }).unwrap();
        for line in [2, 3, 5] {
            let confirmed = WriteOutcome::Confirmed(EntryId::new(line, 0));
            journal.outcome(line, &stream, &confirmed).unwrap();
        }
        let refusal = ReplyError::new("OOM", "x");
        journal.outcome(6, &stream, &WriteOutcome::Refused(refusal)).unwrap();
        journal.outcome(7, &stream, &WriteOutcome::Confirmed(EntryId::new(7, 0))).unwrap();
        journal.flush().unwrap();
        let state = read(&path);
        assert_eq!(state.header, header());
        let lines = |set: &LineSet| (1..=10).filter(|n| set.contains(*n)).collect::<Vec<_>>();
        assert_eq!(lines(&state.done), [1, 2, 3, 4, 5, 7]);
        assert_eq!(lines(&state.doubt), [8, 9, 10], "line 10 may have been sent next");
        assert_eq!(state.last_entry(&stream), Some(EntryId::new(7, 0)));
        journal.end().unwrap();
        assert_eq!(lines(&read(&path).doubt), [8, 9]);
    }

    #[test]
    fn each_stream_is_looked_up_after_the_entries_that_it_still_has() {
        let mut state = after_header(
            r#"{"is":"ok","from":1,"to":4,"last":{"a":"3-0","b":"4-0","c":"2-0"}}
{"is":"ok","from":5,"to":9,"last":{"a":"8-0","b":"9-0"}}"#,
        )
        .unwrap();
        state.lose_after("a".into(), Some(EntryId::new(3, 7)));
        state.lose_after("b".into(), None);
        let first = |stream: &str| (1..=9).filter(|n| state.must_look_up(*n, &stream.into())).min();
        assert_eq!((first("a"), first("b"), first("c")), (Some(5), Some(1), None));
        let last = |stream: &str| state.last_entry(&stream.into());
        assert_eq!((last("a"), last("b")), (Some(EntryId::new(3, 0)), None));
        assert_eq!(last("c"), Some(EntryId::new(2, 0)));
    }

    #[test]
    fn what_was_lost_and_sent_again_is_in_doubt_again() {
        let state = after_header(
            r#"{"is":"ok","from":1,"to":9,"last":{"s":"9-0"}}
{"is":"lost","from":5,"to":9}
{"is":"sent","from":5,"to":9}
{"is":"ok","from":5,"to":6,"last":{"s":"12-0"}}"#,
        )
        .unwrap();
        let doubt: Vec<u64> = (1..=10).filter(|line| state.is_in_doubt(*line)).collect();
        assert_eq!(doubt, [7, 8, 9]);
    }

    #[test]
    fn a_record_that_a_crash_cut_short_is_ignored_and_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        drop(JournalFile::create(&path, &header()).unwrap());
        let whole = std::fs::read_to_string(&path).unwrap();
        let record = r#"{"is":"ok","from":1,"to":2,"last":{"ströme":"1-0"}}"#.as_bytes();
        for cut in 0..record.len() {
            std::fs::write(&path, [whole.as_bytes(), &record[..cut]].concat()).unwrap();
            let (mut journal, state) = JournalFile::open(&path).unwrap();
            assert!(state.done.is_empty() && state.doubt.is_empty(), "cut at {cut}");
            journal.end_last_line().unwrap();
            journal.sending(3, 4).unwrap();
            let state = read(&path);
            assert!(state.doubt.contains(3) && !state.doubt.contains(2) && state.done.is_empty());
        }
    }

    #[test]
    fn another_file_is_never_taken_for_a_journal() {
        assert!(matches!(parse("{}\n"), Err(JournalError::WrongFormat(_))));
        assert!(matches!(parse(""), Err(JournalError::WrongFormat(_))));
        for line in [r#"{"is":"gone"}"#, "notes", r#"{"is":"sent","from":1,"to":x"#] {
            let state = after_header(line);
            assert!(matches!(state, Err(JournalError::BadRecord { line: 2, .. })), "{line}");
        }
    }
}
