//! Which entries to show: where to start, where to stop, and whether to wait for new ones.

use std::ops::RangeInclusive;

use astra_model::EntryId;
use astra_model::time::When;
use jiff::Timestamp;

use crate::commands::env::value_parsers;

/// Entries to show if neither a start nor a number is given and tail does not follow.
const DEFAULT_LAST: u64 = 10;

/// Which entries to show
#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Range")]
pub(super) struct RangeArgs {
    /// Start with the last N matching entries of all streams together [default with --no-follow: 10]
    #[arg(short = 'n', long, value_name = "N")]
    last: Option<u64>,

    /// Start at this time, or this long ago
    #[arg(long, value_name = "TIME", conflicts_with = "from", value_parser = value_parsers::when)]
    since: Option<When>,

    /// Stop at this time; if it is past, do not wait for new entries
    #[arg(long, value_name = "TIME", value_parser = value_parsers::when)]
    until: Option<When>,

    /// Start at this entry ID in every stream; `0` is the beginning
    #[arg(long, value_name = "ID", value_parser = value_parsers::entry_id)]
    from: Option<EntryId>,

    /// Show existing entries, then exit
    #[arg(long)]
    no_follow: bool,
}

/// The range arguments, resolved against the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// The first ID to show; `None` starts with entries added from now on.
    pub(super) first: Option<EntryId>,
    /// The last ID to show.
    pub(super) last: EntryId,
    /// Start with only this many of the newest matching entries of the range.
    pub(super) newest: Option<u64>,
    /// Whether to wait for new entries.
    pub(super) is_followed: bool,
    /// When to stop waiting.
    pub(super) until: Option<Timestamp>,
}

impl RangeArgs {
    pub(super) fn resolve(&self, now: Timestamp) -> Range {
        let start = self.since.map(|when| EntryId::new(milliseconds(when.resolve(now)), 0));
        let until = self.until.map(|when| when.resolve(now));
        let is_followed = !self.no_follow && until.is_none_or(|until| until > now);
        let first = self.from.or(start);
        let default = (!is_followed && first.is_none()).then_some(DEFAULT_LAST);
        let newest = self.last.or(default);
        Range {
            first: first.or_else(|| newest.map(|_| EntryId::MIN)),
            last: until.map_or(EntryId::MAX, |until| EntryId::new(milliseconds(until), u64::MAX)),
            newest,
            is_followed,
            until,
        }
    }
}

impl Range {
    /// The IDs of the entries to show, whether they exist already or not.
    pub(super) fn ids(&self) -> RangeInclusive<EntryId> {
        self.first.unwrap_or(EntryId::MIN)..=self.last
    }

    /// Where to start in a stream whose node is unreachable now: at the requested start, or now if
    /// none was requested. Also now if the newest entries of all streams were requested, because
    /// which these are cannot be determined afterwards.
    pub(super) fn first_of_unreachable(&self, now: Timestamp) -> EntryId {
        let first = self.first.filter(|_| self.newest.is_none());
        first.unwrap_or_else(|| EntryId::new(milliseconds(now), 0))
    }
}

/// The time part of an entry ID. A time before 1970 becomes 0, which precedes every entry.
fn milliseconds(time: Timestamp) -> u64 {
    u64::try_from(time.as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NONE: RangeArgs =
        RangeArgs { last: None, since: None, until: None, from: None, no_follow: false };

    fn now() -> Timestamp {
        Timestamp::from_millisecond(1_700_000_000_000).unwrap()
    }

    #[test]
    fn without_a_start_it_follows_from_now_on() {
        let range = NONE.resolve(now());
        assert_eq!((range.first, range.newest, range.is_followed), (None, None, true));
    }

    #[test]
    fn without_following_it_shows_the_last_ten() {
        let range = RangeArgs { no_follow: true, ..NONE }.resolve(now());
        assert_eq!((range.newest, range.is_followed), (Some(10), false));
        let from = RangeArgs { no_follow: true, from: Some(EntryId::MIN), ..NONE }.resolve(now());
        assert_eq!((from.first, from.newest), (Some(EntryId::MIN), None));
    }

    #[test]
    fn times_become_ids_and_both_ends_are_included() {
        let minute = When::Ago(Duration::from_secs(60));
        let range = RangeArgs { since: Some(minute), until: Some(When::At(now())), ..NONE };
        let range = range.resolve(now());
        assert_eq!(range.first, Some(EntryId::new(1_699_999_940_000, 0)));
        assert_eq!(range.last, EntryId::new(1_700_000_000_000, u64::MAX));
        assert!(!range.is_followed, "it must not wait after the end");
    }

    #[test]
    fn an_unreachable_stream_starts_at_the_requested_start_or_now() {
        let from = Some(EntryId::new(5, 0));
        let first = |arguments: RangeArgs| arguments.resolve(now()).first_of_unreachable(now());
        assert_eq!(first(RangeArgs { from, ..NONE }), EntryId::new(5, 0));
        for arguments in [NONE, RangeArgs { last: Some(3), ..NONE }] {
            assert_eq!(first(arguments), EntryId::new(1_700_000_000_000, 0));
        }
    }
}
