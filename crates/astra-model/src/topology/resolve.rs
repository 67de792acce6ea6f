//! Resolves patterns to streams: which group belongs on which stream, and which pattern matches none.

use crate::pattern::{Pattern, has_wildcard};
use crate::topology::model::{GroupSpec, StreamSpec, Topology};

/// One group on one stream, as the topology declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    pub stream: &'a str,
    pub group: &'a GroupSpec,
    /// Whether the catalog contains the stream; otherwise the stream only exists on the server.
    pub declared: bool,
}

impl Topology {
    /// Returns the stream of the catalog with this full name.
    pub fn stream(&self, name: &str) -> Option<&StreamSpec> {
        self.streams.iter().find(|stream| stream.name == name)
    }

    /// Returns the bindings of all groups on the streams of the catalog and the `existing` streams.
    ///
    /// The result is sorted by stream and then in the file's order of groups, and contains each pair
    /// once. It skips names with a wildcard, which were created by mistake from a pattern.
    pub fn bindings<'a>(&'a self, existing: &'a [String]) -> Vec<Binding<'a>> {
        let mut bindings = Vec::new();
        for (stream, declared) in self.targets(existing) {
            let groups = self.groups.iter().filter(|group| group.covers(stream));
            bindings.extend(groups.map(|group| Binding { stream, group, declared }));
        }
        bindings
    }

    /// Returns the patterns that match no stream of the catalog and no `existing` stream, with their groups.
    pub fn unmatched_patterns<'a>(
        &'a self,
        existing: &'a [String],
    ) -> Vec<(&'a GroupSpec, &'a Pattern)> {
        let targets = self.targets(existing);
        let is_unmatched =
            |pattern: &Pattern| !targets.iter().any(|(name, _)| pattern.matches(name.as_bytes()));
        let all = self
            .groups
            .iter()
            .flat_map(|group| group.patterns.iter().map(move |pattern| (group, pattern)));
        all.filter(|(_, pattern)| is_unmatched(pattern)).collect()
    }

    /// Returns the pattern that matches every stream of the bus: `{prefix}.*`.
    pub fn stream_glob(&self) -> Pattern {
        Pattern::from(&*format!("{}.*", self.prefix))
    }

    /// Returns `patterns`, or the pattern of all streams if `patterns` is empty.
    pub fn patterns_or_all(&self, patterns: &[Pattern]) -> Vec<Pattern> {
        if patterns.is_empty() { vec![self.stream_glob()] } else { patterns.to_vec() }
    }

    /// Returns the names of the catalog's streams that match any of `patterns`.
    pub fn declared_streams<'a>(
        &'a self,
        patterns: &'a [Pattern],
    ) -> impl Iterator<Item = &'a str> {
        let names = self.streams.iter().map(|stream| stream.name.as_str());
        names.filter(|name| patterns.iter().any(|pattern| pattern.matches(name.as_bytes())))
    }

    /// Returns a copy of the topology under another prefix.
    ///
    /// Patterns outside the current prefix stay unchanged.
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

    /// Returns the names of all streams, sorted, each with whether the catalog contains it.
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
