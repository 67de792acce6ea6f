//! Which pending entries are selected, and how they are summed up.

use std::time::Duration;

use astra_bus::PendingEntry;
use astra_model::{Name, Pattern};

/// Which pending entries to measure, and how to sum them up.
#[derive(Clone, Debug)]
pub(crate) struct PendingQuery {
    pub(crate) filter: PendingFilter,
    pub(crate) grouping: Grouping,
    /// The most pending entries of a group to read.
    pub(crate) scan_cap: u64,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// A group on a stream.
    Binding,
    /// A group, on all of its streams.
    Group,
    /// A stream, with all of its groups.
    Stream,
    /// A consumer of a group, on all streams.
    Consumer,
}

/// A filter on pending entries, the same for showing them and for acting on them: all parts must match.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingFilter {
    /// Streams; none for every stream of the prefix.
    pub(crate) patterns: Vec<Pattern>,
    /// Groups; none for every group.
    pub(crate) groups: Vec<String>,
    /// Consumers; none for every consumer.
    pub(crate) consumers: Vec<String>,
    /// The least time since the last delivery.
    pub(crate) min_idle: Option<Duration>,
    pub(crate) min_deliveries: Option<u64>,
}

impl PendingFilter {
    /// Whether every pending entry of the prefix is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.patterns.is_empty() && !self.is_narrowing()
    }

    /// Whether it leaves out entries of the selected streams.
    pub(crate) fn is_narrowing(&self) -> bool {
        !self.groups.is_empty() || !self.consumers.is_empty() || self.needs_entries()
    }

    /// Whether only reading the entries shows which of them are selected.
    pub(super) fn needs_entries(&self) -> bool {
        self.min_idle.is_some() || self.min_deliveries.is_some()
    }

    pub(super) fn selects_group(&self, group: &Name) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|wanted| *group == **wanted)
    }

    pub(super) fn selects_consumer(&self, consumer: &Name) -> bool {
        self.consumers.is_empty() || self.consumers.iter().any(|wanted| *consumer == **wanted)
    }

    /// Whether it selects an entry of a selected group.
    pub(crate) fn selects(&self, entry: &PendingEntry) -> bool {
        let idle = Duration::from_millis(entry.idle_ms);
        self.selects_consumer(&entry.consumer)
            && self.min_idle.is_none_or(|least| idle >= least)
            && self.min_deliveries.is_none_or(|least| entry.deliveries >= least)
    }

    /// The consumer, if exactly one is named: the server can then read its entries alone.
    pub(crate) fn only_consumer(&self) -> Option<Name> {
        match &self.consumers[..] {
            [only] => Some(Name::from(only.as_str())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use astra_model::EntryId;

    use super::*;

    fn entry(consumer: &str, idle_ms: u64, deliveries: u64) -> PendingEntry {
        PendingEntry { id: EntryId::MIN, consumer: consumer.into(), idle_ms, deliveries }
    }

    #[test]
    fn all_parts_must_match_and_each_limit_includes_itself() {
        let filter = PendingFilter {
            consumers: vec!["a".into(), "b".into()],
            min_idle: Some(Duration::from_secs(1)),
            min_deliveries: Some(2),
            ..PendingFilter::default()
        };
        assert!(filter.selects(&entry("a", 1000, 2)) && filter.selects(&entry("b", 9000, 9)));
        assert!(!filter.selects(&entry("c", 1000, 2)));
        assert!(!filter.selects(&entry("a", 999, 2)));
        assert!(!filter.selects(&entry("a", 1000, 1)));
        assert!(PendingFilter::default().selects(&entry("a", 0, 0)));
    }
}
