//! What the account of an earlier part of a run says: what is done, and what is in doubt.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use astra_model::{EntryId, Name, io_reason};

use crate::commands::publish::ranges::Ranges;
use crate::commands::publish::record::{AccountError, Head, Record, SCHEMA};
use crate::commands::publish::witness::Witness;

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
    /// What the input up to some of its lines is told by.
    read: BTreeMap<u64, String>,
    /// Streams that have lost their end, each with the last line of the run that is surely left in it.
    lost: HashMap<Name, u64>,
}

impl Past {
    /// Reads an account; a last line that was cut short by a crash is of no account.
    pub(super) fn read(path: &Path) -> Result<Self, AccountError> {
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| AccountError::Unreadable {
            path: shown.clone(),
            reason: io_reason(&error),
        })?;
        // A crash may cut in the middle of a letter, too.
        Self::parse(&shown, &String::from_utf8_lossy(&bytes))
    }

    fn parse(path: &str, text: &str) -> Result<Self, AccountError> {
        let mut lines = text.split_inclusive('\n').enumerate();
        let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Head>(line).ok());
        let head = head.filter(|head| head.schema == SCHEMA);
        let head = head.ok_or_else(|| AccountError::NotOne(path.to_owned()))?;
        let mut past = Self::new(head);
        for (index, line) in lines {
            match Record::parse(line) {
                Ok(record) => record.into_iter().for_each(|record| past.take(record)),
                Err(error) => {
                    let (path, reason) = (path.to_owned(), error.to_string());
                    return Err(AccountError::Faulty { path, line: index + 1, reason });
                }
            }
        }
        Ok(past)
    }

    fn new(head: Head) -> Self {
        Self {
            head,
            done: Ranges::default(),
            doubt: Ranges::default(),
            last: HashMap::new(),
            read: BTreeMap::new(),
            lost: HashMap::new(),
        }
    }

    /// Who tells whether an input is the one that the account is of.
    pub(super) fn witness(&self) -> Witness {
        Witness::of(self.read.clone(), self.done.last().unwrap_or_default())
    }

    /// Puts down that streams have lost all after an entry each: what of the run stood behind it has to
    /// be looked up again. How far the run was there, the account says.
    pub(super) fn lose_after(
        &mut self,
        ends: &[(Name, Option<EntryId>)],
        account: &Path,
    ) -> io::Result<()> {
        for (stream, _) in ends {
            self.lost.insert(stream.clone(), 0);
            self.last.remove(&stream.to_string());
        }
        if ends.is_empty() {
            return Ok(());
        }
        for text in BufReader::new(File::open(account)?).lines().skip(1) {
            let Ok(Some(Record::Ok { to, last, .. })) = Record::parse(&text?) else { continue };
            for (stream, end) in ends {
                let shown = stream.to_string();
                let id = last.get(&shown).and_then(|id| id.parse().ok());
                if let Some(id) = id.filter(|id| Some(*id) <= *end) {
                    self.lost.insert(stream.clone(), to);
                    self.last.insert(shown, id);
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Sent { from, to } => self.doubt.insert(from, to),
            Record::Refused { from, to, .. } | Record::Absent { from, to } => {
                self.doubt.remove(from, to);
            }
            Record::Lost { from, to } => self.done.remove(from, to),
            Record::Bad { line, .. } => self.finish(line, line),
            Record::Read { to, digest } => drop(self.read.insert(to, digest)),
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

    /// Whether a line has to be looked up: it is in doubt, or its stream has lost its end.
    pub(super) fn is_open(&self, line: u64, stream: &Name) -> bool {
        let is_lost = |after: &u64| line > *after && self.done.contains(line);
        self.is_in_doubt(line) || self.lost.get(stream).is_some_and(is_lost)
    }

    pub(super) fn has_lost(&self) -> bool {
        !self.lost.is_empty()
    }

    /// The last line that may have to be looked up.
    pub(super) fn last_open(&self) -> Option<u64> {
        let lost = self.done.last().filter(|_| !self.lost.is_empty());
        self.doubt.last().max(lost)
    }

    fn finish(&mut self, from: u64, to: u64) {
        self.doubt.remove(from, to);
        self.done.insert(from, to);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::commands::publish::account::{self, Account};
    use astra_bus::{ReplyError, WriteOutcome};
    use astra_model::Name;

    fn head() -> Head {
        let run = Uuid::from_u128(7);
        Head { schema: SCHEMA.into(), run, since_ms: 0, input_bytes: Some(10), start_line: 3 }
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
            account.settle(line, &stream, &WriteOutcome::Confirmed(EntryId::new(line, 0))).unwrap();
        }
        let refusal = ReplyError::new("OOM", "x");
        account.settle(6, &stream, &WriteOutcome::Refused(refusal)).unwrap();
        account.settle(7, &stream, &WriteOutcome::Confirmed(EntryId::new(7, 0))).unwrap();
        account.flush().unwrap();
        let past = Past::read(&path).unwrap();
        assert_eq!(past.head, head());
        let lines = |ranges: &Ranges| (1..=10).filter(|n| ranges.contains(*n)).collect::<Vec<_>>();
        assert_eq!(lines(&past.done), [1, 2, 3, 4, 5, 7]);
        assert_eq!(lines(&past.doubt), [8, 9, 10], "line 10 may have been sent next");
        assert_eq!(past.last["s"], EntryId::new(7, 0));
        account.end().unwrap();
        assert_eq!(lines(&Past::read(&path).unwrap().doubt), [8, 9]);
    }

    #[test]
    fn each_stream_is_open_behind_what_it_has_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account");
        let head = serde_json::to_string(&head()).unwrap();
        let records = r#"{"is":"ok","from":1,"to":4,"last":{"a":"3-0","b":"4-0","c":"2-0"}}
{"is":"ok","from":5,"to":9,"last":{"a":"8-0","b":"9-0"}}"#;

        std::fs::write(&path, format!("{head}\n{records}\n")).unwrap();
        let mut past = Past::read(&path).unwrap();
        past.lose_after(&[("a".into(), Some(EntryId::new(3, 7))), ("b".into(), None)], &path)
            .unwrap();
        let open = |stream: &str| (1..=9).filter(|n| past.is_open(*n, &stream.into())).min();
        assert_eq!((open("a"), open("b"), open("c")), (Some(5), Some(1), None));
        let last = |stream: &str| past.last.get(stream).copied();
        assert_eq!((last("a"), last("b")), (Some(EntryId::new(3, 0)), None));
        assert_eq!(last("c"), Some(EntryId::new(2, 0)));
    }

    #[test]
    fn what_was_lost_and_sent_again_is_in_doubt_again() {
        let head = serde_json::to_string(&head()).unwrap();
        let records = r#"{"is":"ok","from":1,"to":9,"last":{"s":"9-0"}}
{"is":"lost","from":5,"to":9}
{"is":"sent","from":5,"to":9}
{"is":"ok","from":5,"to":6,"last":{"s":"12-0"}}"#;
        let past = Past::parse("f", &format!("{head}\n{records}\n")).unwrap();
        let doubt: Vec<u64> = (1..=10).filter(|line| past.is_in_doubt(*line)).collect();
        assert_eq!(doubt, [7, 8, 9]);
    }

    #[test]
    fn a_line_that_a_crash_cut_short_is_passed_over_and_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account");
        drop(Account::create(&path, &head()).unwrap());
        let whole = std::fs::read_to_string(&path).unwrap();
        let record = r#"{"is":"ok","from":1,"to":2,"last":{"ströme":"1-0"}}"#.as_bytes();
        for cut in 0..record.len() {
            std::fs::write(&path, [whole.as_bytes(), &record[..cut]].concat()).unwrap();
            let past = Past::read(&path).unwrap();
            assert!(past.done.is_empty() && past.doubt.is_empty(), "cut at {cut}");
            let mut account = Account::reopen(account::open(&path).unwrap()).unwrap();
            account.sending(3, 4).unwrap();
            let past = Past::read(&path).unwrap();
            assert!(past.doubt.contains(3) && !past.doubt.contains(2) && past.done.is_empty());
        }
    }

    #[test]
    fn another_file_is_never_taken_for_an_account() {
        assert!(matches!(Past::parse("f", "{}\n"), Err(AccountError::NotOne(_))));
        assert!(matches!(Past::parse("f", ""), Err(AccountError::NotOne(_))));
        for line in [r#"{"is":"gone"}"#, "notes", r#"{"is":"sent","from":1,"to":x"#] {
            let text = format!("{}\n{line}\n", serde_json::to_string(&head()).unwrap());
            let past = Past::parse("f", &text);
            assert!(matches!(past, Err(AccountError::Faulty { line: 2, .. })), "{line}");
        }
    }
}
