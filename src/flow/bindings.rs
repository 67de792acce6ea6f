//! Which groups are bound to which stream. Streams and groups have numbers, so that recording a delivery copies no text.

use std::collections::HashMap;

/// The number of a stream in [`Bindings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StreamIndex(usize);

/// The number of a group in [`Bindings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct GroupIndex(usize);

/// The bindings of a topology.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings {
    streams: Names,
    groups: Names,
    bound: Vec<Vec<GroupIndex>>,
}

impl Bindings {
    /// Creates bindings from pairs of stream and group; a repeated pair is one binding.
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut bindings = Self::default();
        for (stream, group) in pairs {
            let StreamIndex(stream) = bindings.add_stream(stream);
            let group = bindings.add_group(group);
            if !bindings.bound[stream].contains(&group) {
                bindings.bound[stream].push(group);
            }
        }
        bindings
    }

    /// Adds a stream, which may have no group.
    pub(crate) fn add_stream(&mut self, stream: &str) -> StreamIndex {
        let number = self.streams.add(stream);
        self.bound.resize(self.streams.names.len(), Vec::new());
        StreamIndex(number)
    }

    /// Adds a group, which may be bound to no stream.
    pub(crate) fn add_group(&mut self, group: &str) -> GroupIndex {
        GroupIndex(self.groups.add(group))
    }

    /// Finds a stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<StreamIndex> {
        self.streams.numbers.get(name).copied().map(StreamIndex)
    }

    /// Finds a group by its name.
    pub(crate) fn group(&self, name: &str) -> Option<GroupIndex> {
        self.groups.numbers.get(name).copied().map(GroupIndex)
    }

    /// Lists the streams in the order of their numbers.
    pub(crate) fn streams(&self) -> impl Iterator<Item = &str> {
        self.streams.names.iter().map(String::as_str)
    }

    /// Returns a stream's name.
    pub(crate) fn stream_name(&self, stream: StreamIndex) -> &str {
        &self.streams.names[stream.0]
    }

    /// Returns a group's name.
    pub(crate) fn group_name(&self, group: GroupIndex) -> &str {
        &self.groups.names[group.0]
    }

    /// Returns the groups that are bound to a stream.
    pub(crate) fn groups_of(&self, stream: StreamIndex) -> &[GroupIndex] {
        &self.bound[stream.0]
    }

    /// Returns the index of a stream and group in a table of [`Bindings::pairs`] cells.
    pub(crate) fn cell(&self, stream: StreamIndex, group: GroupIndex) -> usize {
        stream.0 * self.groups.names.len() + group.0
    }

    /// Returns the number of pairs of a stream and a group, bound or not.
    pub(crate) fn pairs(&self) -> usize {
        self.streams.names.len() * self.groups.names.len()
    }
}

#[derive(Clone, Debug, Default)]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Names {
    fn add(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
