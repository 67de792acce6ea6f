//! Owns the entry ID, which gives an entry's position in its stream and usually the time it was written.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};

/// 2001-01-01T00:00:00Z. A producer chose any smaller ID itself, because Redis did not exist yet.
const FIRST_CLOCK_MS: u64 = 978_307_200_000;

/// How far a server's clock may run ahead. An ID further in the future is not a timestamp.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// The reason that reports give if [`EntryId::age`] is `None`.
pub const UNKNOWN_AGE_REASON: &str = "the entry IDs are not timestamps";

/// Digits that always fit in a `u64`; only longer numbers need overflow checks.
const SAFE_DIGITS: usize = 19;

/// The position of an entry in its stream, written `ms-seq`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Milliseconds since the Unix epoch, unless the producer chose the ID itself.
    pub ms: u64,
    /// Sequence number within the millisecond, from 0.
    pub seq: u64,
}

impl EntryId {
    /// The position before every entry. Groups that read the whole history start here.
    pub const MIN: Self = Self::new(0, 0);
    /// The last possible position; Redis cannot add an entry after it.
    pub const MAX: Self = Self::new(u64::MAX, u64::MAX);

    /// Creates the position `ms-seq`.
    pub const fn new(ms: u64, seq: u64) -> Self {
        Self { ms, seq }
    }

    /// Returns the position right after this one, or `None` after the last.
    pub fn next(self) -> Option<Self> {
        match self.seq.checked_add(1) {
            Some(seq) => Some(Self::new(self.ms, seq)),
            None => self.ms.checked_add(1).map(|ms| Self::new(ms, 0)),
        }
    }

    /// Returns the position right before this one, or `None` before the first.
    pub fn previous(self) -> Option<Self> {
        match self.seq.checked_sub(1) {
            Some(seq) => Some(Self::new(self.ms, seq)),
            None => self.ms.checked_sub(1).map(|ms| Self::new(ms, u64::MAX)),
        }
    }

    /// Parses `ms-seq`, or `ms` alone as `ms-0`, without allocating.
    pub fn parse_bytes(text: &[u8]) -> Option<Self> {
        match memchr::memchr(b'-', text) {
            Some(dash) => {
                Some(Self::new(parse_digits(&text[..dash])?, parse_digits(&text[dash + 1..])?))
            }
            None => parse_digits(text).map(|ms| Self::new(ms, 0)),
        }
    }

    /// Returns the time the entry was written, or `None` if the ID is not a timestamp.
    ///
    /// IDs before 2001 were chosen by a producer, and IDs after the year 9999 have no [`Timestamp`].
    pub fn time(self) -> Option<Timestamp> {
        if self.ms < FIRST_CLOCK_MS {
            return None;
        }
        Timestamp::from_millisecond(i64::try_from(self.ms).ok()?).ok()
    }

    /// Returns the entry's age at `now`, the time on its server's clock.
    ///
    /// Returns `None` if the ID is not a timestamp: it is before 2001, or more than a minute in the
    /// future. An ID less than a minute in the future has the age zero.
    pub fn age(self, now: Timestamp) -> Option<Duration> {
        let age = now.duration_since(self.time()?);
        (age >= -CLOCK_SKEW).then(|| Duration::try_from(age).unwrap_or(Duration::ZERO))
    }
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

fn parse_digits(text: &[u8]) -> Option<u64> {
    if !is_number(text) {
        return None;
    }
    let (safe, rest) = text.split_at(text.len().min(SAFE_DIGITS));
    let start = safe.iter().fold(0, |n, b| n * 10 + u64::from(b - b'0'));
    rest.iter().try_fold(start, |n, b| n.checked_mul(10)?.checked_add(u64::from(b - b'0')))
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = itoa::Buffer::new();
        f.write_str(digits.format(self.ms))?;
        f.write_str("-")?;
        f.write_str(digits.format(self.seq))
    }
}

impl FromStr for EntryId {
    type Err = EntryIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_bytes(text.as_bytes()).ok_or_else(|| {
            let (ms, seq) = text.split_once('-').unwrap_or((text, "0"));
            if is_number(ms.as_bytes()) && is_number(seq.as_bytes()) {
                EntryIdError::TooLarge(text.to_owned())
            } else {
                EntryIdError::Malformed(text.to_owned())
            }
        })
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is not an entry ID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryIdError {
    /// The text is neither a number nor two numbers joined by a dash.
    #[error("`{0}` is not an entry ID")]
    Malformed(String),
    /// A number does not fit in 64 bits.
    #[error("`{0}` is too large for an entry ID")]
    TooLarge(String),
}

impl EntryIdError {
    /// Returns the next step for the user.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "an entry ID looks like 1700000000000-0",
            Self::TooLarge(_) => "each part of an entry ID is at most 18446744073709551615",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids() -> impl Strategy<Value = EntryId> {
        let edge = prop_oneof![any::<u64>(), Just(0), Just(1), Just(u64::MAX)];
        (edge.clone(), edge).prop_map(|(ms, seq)| EntryId::new(ms, seq))
    }

    proptest! {
        #[test]
        fn every_id_reads_back_as_it_was_written(id in ids()) {
            prop_assert_eq!(id.to_string(), format!("{}-{}", id.ms, id.seq));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn next_and_previous_are_adjacent(id in ids()) {
            let flat = |id: EntryId| (u128::from(id.ms) << 64) | u128::from(id.seq);
            prop_assert_eq!(id.next().map(flat), flat(id).checked_add(1));
            prop_assert_eq!(id.previous().map(flat), flat(id).checked_sub(1));
        }

        #[test]
        fn ids_sort_by_time_and_then_by_sequence(a in ids(), b in ids()) {
            prop_assert_eq!(a.cmp(&b), (a.ms, a.seq).cmp(&(b.ms, b.seq)));
        }

        #[test]
        fn numbers_are_parsed_as_the_standard_library_parses_them(text in "[0-9]{0,22}(-[0-9x+]{0,22})?") {
            let (ms, seq) = text.split_once('-').unwrap_or((&text, "0"));
            let number = |part: &str| part.parse::<u64>().ok().filter(|_| !part.starts_with('+'));
            let expected = number(ms).zip(number(seq)).map(|(ms, seq)| EntryId::new(ms, seq));
            prop_assert_eq!(EntryId::parse_bytes(text.as_bytes()), expected);
        }
    }

    #[test]
    fn milliseconds_alone_mean_sequence_zero() {
        assert_eq!("17".parse(), Ok(EntryId::new(17, 0)));
    }

    #[test]
    fn only_a_timestamp_of_the_past_has_an_age() {
        let now = Timestamp::from_millisecond(1_700_000_010_000).unwrap();
        let age = |ms| EntryId::new(ms, 0).age(now).map(|age| age.as_millis());
        assert_eq!(age(1_700_000_000_000), Some(10_000));
        assert_eq!(age(1_700_000_011_000), Some(0), "a clock one second ahead");
        assert_eq!(age(1_700_000_100_000), None);
        assert_eq!(age(1), None);
    }

    #[test]
    fn a_malformed_id_is_reported_with_a_hint() {
        for text in ["17-x", "", "-", "-1", "1-", "1-2-3", " 1-0", "+1-0", "$"] {
            let error = text.parse::<EntryId>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{text}` is not an entry ID"));
            assert_eq!(error.hint(), "an entry ID looks like 1700000000000-0");
        }
    }

    #[test]
    fn an_id_beyond_the_largest_is_reported_as_too_large() {
        let error = "18446744073709551616-0".parse::<EntryId>().unwrap_err();
        assert_eq!(error.to_string(), "`18446744073709551616-0` is too large for an entry ID");
        assert_eq!(error.hint(), "each part of an entry ID is at most 18446744073709551615");
    }

    #[test]
    fn only_a_plausible_timestamp_has_a_time() {
        let time = EntryId::new(1_700_000_000_000, 5).time().unwrap();
        assert_eq!(time.to_string(), "2023-11-14T22:13:20Z");
        assert_eq!(EntryId::new(FIRST_CLOCK_MS - 1, 0).time(), None);
        assert!(EntryId::new(FIRST_CLOCK_MS, 0).time().is_some());
        assert_eq!(EntryId::new(9_999_999_999_999_999, 0).time(), None);
        assert_eq!(EntryId::MAX.time(), None);
    }

    #[test]
    fn serializes_as_its_text() {
        assert_eq!(serde_json::to_string(&EntryId::new(1, 2)).unwrap(), "\"1-2\"");
    }
}
