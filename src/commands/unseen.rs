//! What a server did not let us see: equal reasons are told as one, with the next step once.

use crate::bus::{BusError, Refusal};
use crate::output::notes;

/// What could not be read, each with the reason.
#[derive(Debug, Default)]
pub(crate) struct Unseen(Vec<Item>);

#[derive(Debug)]
struct Item {
    what: String,
    reason: String,
    hint: Option<String>,
}

impl Unseen {
    /// Notes that `what`, e.g. a stream in backticks, is refused.
    pub(crate) fn refuse(&mut self, what: impl Into<String>, refusal: &Refusal) {
        let (reason, hint) = (refusal.to_string(), refusal.hint());
        self.0.push(Item { what: what.into(), reason, hint });
    }

    /// Notes what an error says that is no reason to stop.
    pub(crate) fn fail(&mut self, error: &BusError) {
        match error {
            BusError::Refused { subject, refusal } if !subject.is_empty() => {
                self.refuse(subject, refusal);
            }
            error => {
                let (reason, hint) = (error.to_string(), error.hint());
                self.0.push(Item { what: String::new(), reason, hint });
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Warns of everything, in one line for each reason.
    pub(crate) fn tell(&self) {
        self.lines().iter().for_each(notes::warning);
        tell_hints(self.0.iter().map(|item| (item.reason.as_str(), item.hint.as_deref())));
    }

    /// One line for each reason, in the order in which they were met.
    pub(crate) fn lines(&self) -> Vec<String> {
        let firsts = self.0.iter().enumerate().filter(|(at, item)| {
            !self.0[..*at].iter().any(|earlier| earlier.reason == item.reason)
        });
        firsts.map(|(at, item)| item.line(self.count_from(at))).collect()
    }

    /// How many have the reason of the one at `at`, which is the first of them.
    fn count_from(&self, at: usize) -> usize {
        self.0[at..].iter().filter(|item| item.reason == self.0[at].reason).count()
    }
}

impl Item {
    fn line(&self, count: usize) -> String {
        let Self { what, reason, .. } = self;
        match (what.as_str(), count - 1) {
            ("", _) => format!("cannot read {reason}"),
            (what, 0) => format!("cannot read {what}: {reason}"),
            (what, more) => format!("cannot read {what} and {more} more: {reason}"),
        }
    }
}

/// Says the next step of each reason, once.
pub(crate) fn tell_hints<'a>(reasons: impl Iterator<Item = (&'a str, Option<&'a str>)>) {
    let mut told: Vec<&str> = Vec::new();
    for (reason, hint) in reasons {
        let Some(hint) = hint.filter(|_| !told.contains(&reason)) else { continue };
        told.push(reason);
        notes::hint(hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_reasons_are_one_line_with_their_number() {
        let mut unseen = Unseen::default();
        let denied = Refusal::new("NOPERM", "no");
        unseen.refuse("`a`", &denied);
        unseen.refuse("`b`", &Refusal::new("WRONGTYPE", ""));
        unseen.refuse("`c`", &denied);
        unseen.refuse("`d`", &denied);
        assert_eq!(
            unseen.lines(),
            [
                "cannot read `a` and 2 more: NOPERM no",
                "cannot read `b`: the key holds no stream but another type"
            ]
        );
    }
}
