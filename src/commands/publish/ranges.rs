//! Sets of line numbers, kept as ranges.

use std::collections::BTreeMap;

/// Numbers as disjoint, closed ranges that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(BTreeMap<u64, u64>);

impl Ranges {
    pub(super) fn insert(&mut self, first: u64, last: u64) {
        let (mut first, mut last) = (first, last);
        let near: Vec<u64> = self
            .0
            .range(..=last.saturating_add(1))
            .rev()
            .take_while(|(_, end)| end.saturating_add(1) >= first)
            .map(|(start, _)| *start)
            .collect();
        for start in near {
            let end = self.0.remove(&start).unwrap_or(start);
            first = first.min(start);
            last = last.max(end);
        }
        self.0.insert(first, last);
    }

    pub(super) fn remove(&mut self, first: u64, last: u64) {
        let hit: Vec<(u64, u64)> = self
            .0
            .range(..=last)
            .rev()
            .take_while(|(_, end)| **end >= first)
            .map(|(start, end)| (*start, *end))
            .collect();
        for (start, end) in hit {
            self.0.remove(&start);
            if start < first {
                self.0.insert(start, first - 1);
            }
            if end > last {
                self.0.insert(last + 1, end);
            }
        }
    }

    pub(super) fn contains(&self, number: u64) -> bool {
        self.0.range(..=number).next_back().is_some_and(|(_, end)| *end >= number)
    }

    /// The ranges in rising order, first and last number each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(first, last)| (*first, *last))
    }

    /// How many numbers they hold.
    pub(super) fn count(&self) -> u64 {
        self.iter().map(|(first, last)| last - first + 1).sum()
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.0.first_key_value().map(|(start, _)| *start)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn last(&self) -> Option<u64> {
        self.0.last_key_value().map(|(_, end)| *end)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn are_the_sets_that_they_stand_for(steps in proptest::collection::vec((any::<bool>(), 0u64..40, 0u64..8), 0..30)) {
            let (mut ranges, mut set) = (Ranges::default(), BTreeSet::new());
            for (inserts, first, length) in steps {
                if inserts {
                    ranges.insert(first, first + length);
                    set.extend(first..=first + length);
                } else {
                    ranges.remove(first, first + length);
                    set.retain(|n| !(first..=first + length).contains(n));
                }
                let held: BTreeSet<u64> = (0..60).filter(|n| ranges.contains(*n)).collect();
                prop_assert_eq!(&held, &set);
                prop_assert_eq!(ranges.last(), set.last().copied());
                prop_assert_eq!(ranges.first(), set.first().copied());
                prop_assert_eq!(ranges.count(), set.len() as u64);
                let apart = ranges.0.iter().zip(ranges.0.iter().skip(1)).all(|((_, end), (start, _))| end + 1 < *start);
                prop_assert!(apart);
            }
        }
    }
}
