//! From patterns to streams: which group belongs where, and which pattern leads nowhere.

use crate::pattern::{Pattern, has_wildcard};
use crate::topology::model::{GroupSpec, StreamSpec, Topology};

/// One group on one stream, as the topology promises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    pub stream: &'a str,
    pub group: &'a GroupSpec,
    /// The catalogue names the stream; otherwise it was only found to exist.
    pub declared: bool,
}

impl Topology {
    /// Finds a catalogued stream by its full name.
    pub fn stream(&self, name: &str) -> Option<&StreamSpec> {
        self.streams.iter().find(|stream| stream.name == name)
    }

    /// Resolves every group against the catalogue and the `existing` stream names.
    ///
    /// Sorted by stream, then in the topology's order of groups, each pair once. A name that
    /// holds a wildcard is a pattern once taken for a name, and never a target.
    pub fn bindings<'a>(&'a self, existing: &'a [String]) -> Vec<Binding<'a>> {
        let mut bindings = Vec::new();
        for (stream, declared) in self.targets(existing) {
            let groups = self.groups.iter().filter(|group| group.covers(stream));
            bindings.extend(groups.map(|group| Binding { stream, group, declared }));
        }
        bindings
    }

    /// Lists each pattern, with its group, that matches neither the catalogue nor an `existing` stream.
    pub fn unmatched_patterns<'a>(
        &'a self,
        existing: &'a [String],
    ) -> Vec<(&'a GroupSpec, &'a Pattern)> {
        let targets = self.targets(existing);
        let leads_nowhere =
            |pattern: &Pattern| !targets.iter().any(|(name, _)| pattern.matches(name.as_bytes()));
        let all = self
            .groups
            .iter()
            .flat_map(|group| group.patterns.iter().map(move |pattern| (group, pattern)));
        all.filter(|(_, pattern)| leads_nowhere(pattern)).collect()
    }

    /// Returns the pattern of every stream of the bus.
    pub fn stream_glob(&self) -> Pattern {
        Pattern::from(&*format!("{}.*", self.prefix))
    }

    /// Returns the patterns that were asked for, or that of every stream of the bus.
    pub fn patterns_or_all(&self, asked: &[Pattern]) -> Vec<Pattern> {
        if asked.is_empty() { vec![self.stream_glob()] } else { asked.to_vec() }
    }

    /// The catalogued streams that any of `patterns` matches.
    pub fn catalogued<'a>(&'a self, patterns: &'a [Pattern]) -> impl Iterator<Item = &'a str> {
        let names = self.streams.iter().map(|stream| stream.name.as_str());
        names.filter(|name| patterns.iter().any(|pattern| pattern.matches(name.as_bytes())))
    }

    /// Copies the topology to live under another prefix.
    #[must_use]
    pub fn with_prefix(&self, prefix: &str) -> Self {
        let mut copy = self.clone();
        for stream in &mut copy.streams {
            *stream = StreamSpec::new(
                prefix,
                &stream.domain,
                &stream.event,
                stream.version,
                stream.retention,
            );
        }
        for pattern in copy.groups.iter_mut().flat_map(|group| &mut group.patterns) {
            let rest = pattern.as_str().strip_prefix(&*self.prefix);
            if let Some(rest) = rest.filter(|rest| rest.starts_with('.')) {
                *pattern = Pattern::from(&*format!("{prefix}{rest}"));
            }
        }
        prefix.clone_into(&mut copy.prefix);
        copy
    }

    /// Lists the names that groups can be on, sorted, each with whether the catalogue has it.
    fn targets<'a>(&'a self, existing: &'a [String]) -> Vec<(&'a str, bool)> {
        let declared = self.streams.iter().map(|stream| (stream.name.as_str(), true));
        let found = existing
            .iter()
            .filter(|name| !has_wildcard(name.as_bytes()))
            .map(|name| (name.as_str(), false));
        let mut targets: Vec<_> = declared.chain(found).collect();
        targets.sort_unstable_by_key(|(name, declared)| (*name, !declared));
        targets.dedup_by_key(|(name, _)| *name);
        targets
    }
}
