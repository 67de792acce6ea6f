//! Ranges and sets of line numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// The lines from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LineSpan {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl LineSpan {
    /// Extends a span, if there is one already, to `line`.
    pub(crate) fn extended(span: Option<Self>, line: u64) -> Self {
        Self { first: span.map_or(line, |span| span.first), last: line }
    }
}

impl fmt::Display for LineSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { first, last } if first == last => write!(f, "line {first}"),
            Self { first, last } => write!(f, "lines {first} to {last}"),
        }
    }
}

/// A set of line numbers, kept as disjoint, closed ranges that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineSet(BTreeMap<u64, u64>);

impl LineSet {
    pub(crate) fn insert(&mut self, first: u64, last: u64) {
        let (mut first, mut last) = (first, last);
        let touching: Vec<u64> = self
            .0
            .range(..=last.saturating_add(1))
            .rev()
            .take_while(|(_, end)| end.saturating_add(1) >= first)
            .map(|(start, _)| *start)
            .collect();
        for start in touching {
            let end = self.0.remove(&start).unwrap_or(start);
            first = first.min(start);
            last = last.max(end);
        }
        self.0.insert(first, last);
    }

    pub(crate) fn remove(&mut self, first: u64, last: u64) {
        let overlapping: Vec<(u64, u64)> = self
            .0
            .range(..=last)
            .rev()
            .take_while(|(_, end)| **end >= first)
            .map(|(start, end)| (*start, *end))
            .collect();
        for (start, end) in overlapping {
            self.0.remove(&start);
            if start < first {
                self.0.insert(start, first - 1);
            }
            if end > last {
                self.0.insert(last + 1, end);
            }
        }
    }

    pub(crate) fn contains(&self, line: u64) -> bool {
        self.0.range(..=line).next_back().is_some_and(|(_, end)| *end >= line)
    }

    /// The ranges in rising order, each as its first and last line.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(first, last)| (*first, *last))
    }

    /// The number of lines.
    pub(crate) fn count(&self) -> u64 {
        self.iter().map(|(first, last)| last - first + 1).sum()
    }

    pub(crate) fn first(&self) -> Option<u64> {
        self.0.first_key_value().map(|(start, _)| *start)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn last(&self) -> Option<u64> {
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
        fn behaves_like_a_set_of_numbers(steps in proptest::collection::vec((any::<bool>(), 0u64..40, 0u64..8), 0..30)) {
            let (mut lines, mut set) = (LineSet::default(), BTreeSet::new());
            for (inserts, first, length) in steps {
                if inserts {
                    lines.insert(first, first + length);
                    set.extend(first..=first + length);
                } else {
                    lines.remove(first, first + length);
                    set.retain(|n| !(first..=first + length).contains(n));
                }
                let contained: BTreeSet<u64> = (0..60).filter(|n| lines.contains(*n)).collect();
                prop_assert_eq!(&contained, &set);
                prop_assert_eq!(lines.last(), set.last().copied());
                prop_assert_eq!(lines.first(), set.first().copied());
                prop_assert_eq!(lines.count(), set.len() as u64);
                let is_disjoint = lines.0.iter().zip(lines.0.iter().skip(1)).all(|((_, end), (start, _))| end + 1 < *start);
                prop_assert!(is_disjoint);
            }
        }
    }
}
