//! How old an entry is by the server's clock, where its ID is a clock at all.

use jiff::{SignedDuration, Timestamp};

use crate::entry_id::EntryId;

/// An ID further in the future than this is not a time: a clock may be off, but not by a minute.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Why an age is not known.
pub(super) const NO_CLOCK: &str = "the entry IDs are no clock";

/// The age in milliseconds; `None` where the ID was given by hand.
pub(super) fn age_ms(id: EntryId, now: Timestamp) -> Option<u64> {
    let time = id.time().filter(|time| time.duration_since(now) <= CLOCK_SKEW)?;
    Some(u64::try_from(now.duration_since(time).as_millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_of_the_past_has_an_age() {
        let now = Timestamp::from_millisecond(1_700_000_010_000).unwrap();
        let age = |ms| age_ms(EntryId::new(ms, 0), now);
        assert_eq!(age(1_700_000_000_000), Some(10_000));
        assert_eq!(age(1_700_000_011_000), Some(0), "a clock that is a second off");
        assert_eq!(age(1_700_000_100_000), None);
        assert_eq!(age(1), None);
    }
}
