//! The words that select pending entries, the same for looking and for acting.

use std::time::Duration;

use astra_bus::PendingEntry;
use astra_model::{Name, Pattern};

use crate::commands::env::value_parsers;

/// Which pending entries are meant: all of these words must hold.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct Filters {
    /// Streams to look at, as Redis globs [default: every stream of the prefix]
    #[arg(value_name = "PATTERN")]
    pub(super) patterns: Vec<Pattern>,

    /// Only entries of this group; may be given several times
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Vec<String>,

    /// Only entries of this consumer; may be given several times
    #[arg(long, value_name = "CONSUMER")]
    pub(super) consumer: Vec<String>,

    /// Only entries whose last delivery is at least this long ago
    #[arg(long, value_name = "DURATION", value_parser = value_parsers::duration)]
    pub(super) min_idle: Option<Duration>,

    /// Only entries that were delivered at least this many times
    #[arg(long, value_name = "COUNT")]
    pub(super) min_deliveries: Option<u64>,
}

impl Filters {
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty() && !self.is_narrowing()
    }

    /// Whether they leave out anything of the streams that are looked at.
    pub(super) fn is_narrowing(&self) -> bool {
        !self.group.is_empty() || !self.consumer.is_empty() || self.looks_at_entries()
    }

    /// Whether only the entries themselves tell what is selected.
    pub(super) fn looks_at_entries(&self) -> bool {
        self.min_idle.is_some() || self.min_deliveries.is_some()
    }

    pub(super) fn wants_group(&self, group: &Name) -> bool {
        self.group.is_empty() || self.group.iter().any(|wanted| *group == **wanted)
    }

    pub(super) fn wants_consumer(&self, consumer: &Name) -> bool {
        self.consumer.is_empty() || self.consumer.iter().any(|wanted| *consumer == **wanted)
    }

    pub(super) fn wants(&self, entry: &PendingEntry) -> bool {
        let idle = Duration::from_millis(entry.idle_ms);
        self.wants_consumer(&entry.consumer)
            && self.min_idle.is_none_or(|least| idle >= least)
            && self.min_deliveries.is_none_or(|least| entry.deliveries >= least)
    }

    /// The one consumer that is meant, so that the server can read its entries alone.
    pub(super) fn only_consumer(&self) -> Option<Name> {
        match &self.consumer[..] {
            [only] => Some(Name::from(only.as_str())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astra_model::EntryId;

    fn entry(consumer: &str, idle_ms: u64, deliveries: u64) -> PendingEntry {
        PendingEntry { id: EntryId::MIN, consumer: consumer.into(), idle_ms, deliveries }
    }

    #[test]
    fn all_words_must_hold_and_each_limit_includes_itself() {
        let filters = Filters {
            consumer: vec!["a".into(), "b".into()],
            min_idle: Some(Duration::from_secs(1)),
            min_deliveries: Some(2),
            ..Filters::default()
        };
        assert!(filters.wants(&entry("a", 1000, 2)) && filters.wants(&entry("b", 9000, 9)));
        assert!(!filters.wants(&entry("c", 1000, 2)));
        assert!(!filters.wants(&entry("a", 999, 2)));
        assert!(!filters.wants(&entry("a", 1000, 1)));
        assert!(Filters::default().wants(&entry("a", 0, 0)));
    }
}
