//! What the account of an earlier part of a run says: what is done, and what is in doubt.

use std::collections::HashMap;
use std::path::Path;

use crate::bus::io_reason;
use crate::commands::publish::account::{Head, Record, SCHEMA};
use crate::commands::publish::ranges::Ranges;
use crate::entry_id::EntryId;

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
            reason: io_reason(&error),
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
    use uuid::Uuid;

    use super::*;
    use crate::bus::{Fate, Name, Refusal};
    use crate::commands::publish::account::Account;

    fn head() -> Head {
        Head { schema: SCHEMA.into(), run: Uuid::from_u128(7), since_ms: 0, input_bytes: Some(10) }
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
