//! Telling one input from another: a digest of all lines that were read, kept in the account.

use std::collections::BTreeMap;
use std::fmt;

use xxhash_rust::xxh3::Xxh3Default;

use crate::commands::env::Usage;
use crate::commands::publish::input::Line;
use crate::commands::publish::tally::Span;
use crate::output::units::Grouped;

/// Reads an input along, and holds it against what an earlier part of the run has read.
#[derive(Clone, Default)]
pub(super) struct Witness {
    /// Of all lines up to `line`.
    state: Xxh3Default,
    line: u64,
    /// The last line up to which the input is known to be the same.
    known: u64,
    /// What the account says of the input up to some of its lines.
    told: BTreeMap<u64, String>,
    /// The last line that the account says is settled.
    settled: u64,
}

/// Another input than the one that the account is of.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OtherInput {
    #[error("the input is not the one that the account is of: it differs in {0}")]
    Differs(Span),
    #[error(
        "the input ends after line {end}, but the account is of one with {} lines at least", Grouped(*.lines)
    )]
    Ends { end: u64, lines: u64 },
}

impl From<OtherInput> for Usage {
    fn from(other: OtherInput) -> Self {
        Self::new(other.to_string())
            .with_hint("go on with the same input: lines are told apart by their number")
    }
}

impl Witness {
    /// One that knows the digests of an account, and the last line that is settled in it.
    pub(super) fn of(told: BTreeMap<u64, String>, settled: u64) -> Self {
        Self { told, settled, ..Self::default() }
    }

    /// Takes the next line.
    pub(super) fn take(&mut self, (number, text): &Line<'_>) -> Result<(), OtherInput> {
        self.state.update(text.unwrap_or_default());
        self.state.update(b"\n");
        self.line = *number;
        let Some(told) = self.told.get(number) else { return Ok(()) };
        if *told != self.digest() {
            return Err(OtherInput::Differs(Span { first: self.known + 1, last: *number }));
        }
        self.known = *number;
        Ok(())
    }

    /// Whether the account can tell more of the last lines than has been seen so far: nothing that
    /// they ask for is done yet.
    pub(super) fn is_unsure(&self) -> bool {
        self.line > self.known && self.line < self.last_told()
    }

    /// The last line and what the input up to it is told by, where the account does not say so yet.
    pub(super) fn news(&self) -> Option<(u64, String)> {
        (self.line > self.last_told()).then(|| (self.line, self.digest()))
    }

    /// Holds the end of the input against what the account says of it.
    pub(super) fn end(&self) -> Result<(), OtherInput> {
        let lines = self.settled.max(self.last_told());
        if self.line < lines { Err(OtherInput::Ends { end: self.line, lines }) } else { Ok(()) }
    }

    fn last_told(&self) -> u64 {
        self.told.last_key_value().map_or(0, |(line, _)| *line)
    }

    fn digest(&self) -> String {
        format!("{:016x}", self.state.digest())
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("line", &self.line).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(witness: &mut Witness, lines: &[&str]) -> Result<(), OtherInput> {
        let numbered = (1..).zip(lines);
        numbered
            .map(|(number, text)| (number, Ok(text.as_bytes())))
            .try_for_each(|line| witness.take(&line))?;
        witness.end()
    }

    /// What an account says of an input that was put down after its second and its fourth line.
    fn told() -> BTreeMap<u64, String> {
        [2, 4]
            .map(|count| {
                let mut witness = Witness::default();
                read(&mut witness, &["a", "b", "c", "d"][..count]).unwrap();
                witness.news().unwrap()
            })
            .into()
    }

    #[test]
    fn tells_where_an_input_differs_and_where_it_ends() {
        let judge = |lines: &[&str], settled| read(&mut Witness::of(told(), settled), lines);
        assert_eq!(judge(&["a", "b", "c", "d", "e"], 5), Ok(()));
        let differs = |first, last| Err(OtherInput::Differs(Span { first, last }));
        assert_eq!(judge(&["a", "x", "c", "d"], 4), differs(1, 2));
        assert_eq!(judge(&["ab", "", "c", "d"], 4), differs(1, 2));
        assert_eq!(judge(&["a", "b", "c", ""], 4), differs(3, 4));
        assert_eq!(judge(&["a", "b", "c"], 0), Err(OtherInput::Ends { end: 3, lines: 4 }));
        assert_eq!(judge(&["a", "b", "c", "d"], 5), Err(OtherInput::Ends { end: 4, lines: 5 }));
    }

    #[test]
    fn is_unsure_of_lines_until_the_account_has_told_of_them() {
        let mut witness = Witness::of(told(), 4);
        let unsure = [b"a", b"b", b"c", b"d", b"e"].map(|text| {
            witness.take(&(witness.line + 1, Ok(&text[..]))).unwrap();
            witness.is_unsure()
        });
        assert_eq!(unsure, [true, false, true, false, false]);
        assert_eq!(witness.news().map(|(line, _)| line), Some(5));
    }
}
