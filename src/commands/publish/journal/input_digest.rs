//! Recognizes the input of a run: a digest of all lines read so far, kept in the journal.

use std::collections::BTreeMap;
use std::fmt;

use xxhash_rust::xxh3::Xxh3Default;

use crate::commands::env::Usage;
use crate::commands::publish::journal::line_set::LineSpan;
use crate::output::units::Grouped;

/// The digest of an input while it is read, compared with what earlier sessions have recorded.
#[derive(Clone, Default)]
pub(crate) struct InputDigest {
    /// Of all lines up to `line`.
    state: Xxh3Default,
    line: u64,
    /// The last line up to which the input is known to be the same.
    verified: u64,
    /// The recorded digests: of the input up to each of these lines.
    recorded: BTreeMap<u64, String>,
    /// The last line that the journal has settled.
    settled: u64,
}

/// The input is not the one that the run began with.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OtherInput {
    #[error("the input is not the one of the journal: it differs in {0}")]
    Differs(LineSpan),
    #[error(
        "the input ends after line {end}, but the one of the journal has at least {} lines", Grouped(*.lines)
    )]
    Ends { end: u64, lines: u64 },
    #[error("the input has {now} bytes, but the one of the journal has {then}")]
    Size { now: u64, then: u64 },
}

impl From<OtherInput> for Usage {
    fn from(other: OtherInput) -> Self {
        Self::new(other.to_string())
            .with_hint("resume with the same input: lines are identified by their number")
    }
}

impl InputDigest {
    /// Starts with the digests of a journal, and the last line that it has settled.
    pub(super) fn resumed(recorded: BTreeMap<u64, String>, settled: u64) -> Self {
        Self { recorded, settled, ..Self::default() }
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// If the input up to this line has another digest than the recorded one.
    pub(crate) fn update(&mut self, number: u64, text: &[u8]) -> Result<(), OtherInput> {
        self.state.update(text);
        self.state.update(b"\n");
        self.line = number;
        let Some(recorded) = self.recorded.get(&number) else { return Ok(()) };
        if *recorded != self.digest() {
            let differing = LineSpan { first: self.verified + 1, last: number };
            return Err(OtherInput::Differs(differing));
        }
        self.verified = number;
        Ok(())
    }

    /// Whether a recorded digest that covers the last lines is still ahead. Until then, nothing may
    /// be published for them.
    pub(crate) fn is_unverified(&self) -> bool {
        self.line > self.verified && self.line < self.last_recorded()
    }

    /// The last line and the digest up to it, if the journal does not have it yet.
    pub(crate) fn checkpoint(&self) -> Option<(u64, String)> {
        (self.line > self.last_recorded()).then(|| (self.line, self.digest()))
    }

    /// Checks at the end of the input that the journal knows of no later line.
    pub(crate) fn end(&self) -> Result<(), OtherInput> {
        let lines = self.settled.max(self.last_recorded());
        if self.line < lines { Err(OtherInput::Ends { end: self.line, lines }) } else { Ok(()) }
    }

    fn last_recorded(&self) -> u64 {
        self.recorded.last_key_value().map_or(0, |(line, _)| *line)
    }

    fn digest(&self) -> String {
        format!("{:016x}", self.state.digest())
    }
}

impl fmt::Debug for InputDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputDigest").field("line", &self.line).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(digest: &mut InputDigest, lines: &[&str]) -> Result<(), OtherInput> {
        let mut numbered = (1..).zip(lines);
        numbered.try_for_each(|(number, text)| digest.update(number, text.as_bytes()))?;
        digest.end()
    }

    /// The digests of an input, recorded after its second and its fourth line.
    fn recorded() -> BTreeMap<u64, String> {
        [2, 4]
            .map(|count| {
                let mut digest = InputDigest::default();
                read(&mut digest, &["a", "b", "c", "d"][..count]).unwrap();
                digest.checkpoint().unwrap()
            })
            .into()
    }

    #[test]
    fn reports_where_an_input_differs_and_where_it_ends() {
        let check =
            |lines: &[&str], settled| read(&mut InputDigest::resumed(recorded(), settled), lines);
        assert_eq!(check(&["a", "b", "c", "d", "e"], 5), Ok(()));
        let differs = |first, last| Err(OtherInput::Differs(LineSpan { first, last }));
        assert_eq!(check(&["a", "x", "c", "d"], 4), differs(1, 2));
        assert_eq!(check(&["ab", "", "c", "d"], 4), differs(1, 2));
        assert_eq!(check(&["a", "b", "c", ""], 4), differs(3, 4));
        assert_eq!(check(&["a", "b", "c"], 0), Err(OtherInput::Ends { end: 3, lines: 4 }));
        assert_eq!(check(&["a", "b", "c", "d"], 5), Err(OtherInput::Ends { end: 4, lines: 5 }));
    }

    #[test]
    fn lines_are_unverified_until_the_next_recorded_digest() {
        let mut digest = InputDigest::resumed(recorded(), 4);
        let unverified = [b"a", b"b", b"c", b"d", b"e"].map(|text| {
            digest.update(digest.line + 1, text).unwrap();
            digest.is_unverified()
        });
        assert_eq!(unverified, [true, false, true, false, false]);
        assert_eq!(digest.checkpoint().map(|(line, _)| line), Some(5));
    }
}
