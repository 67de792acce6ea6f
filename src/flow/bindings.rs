//! Which groups are bound to which stream, with small numbers for names, so that a delivery costs no text.

use std::collections::HashMap;

/// The number of a stream in [`Bindings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StreamIx(usize);

/// The number of a group in [`Bindings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct GroupIx(usize);

/// The bindings that a topology promises.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings {
    streams: Names,
    groups: Names,
    bound: Vec<Vec<GroupIx>>,
}

impl Bindings {
    /// Takes pairs of stream and group; a pair that repeats is one binding.
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut bindings = Self::default();
        for (stream, group) in pairs {
            let StreamIx(stream) = bindings.enter(stream);
            let group = bindings.enter_group(group);
            if !bindings.bound[stream].contains(&group) {
                bindings.bound[stream].push(group);
            }
        }
        bindings
    }

    /// Numbers a stream, which may have no group.
    pub(crate) fn enter(&mut self, stream: &str) -> StreamIx {
        let number = self.streams.enter(stream);
        self.bound.resize(self.streams.names.len(), Vec::new());
        StreamIx(number)
    }

    /// Numbers a group, which may be bound to nothing.
    pub(crate) fn enter_group(&mut self, group: &str) -> GroupIx {
        GroupIx(self.groups.enter(group))
    }

    /// Finds a stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<StreamIx> {
        self.streams.numbers.get(name).copied().map(StreamIx)
    }

    /// Finds a group by its name.
    pub(crate) fn group(&self, name: &str) -> Option<GroupIx> {
        self.groups.numbers.get(name).copied().map(GroupIx)
    }

    /// Lists the streams in the order of their numbers.
    pub(crate) fn streams(&self) -> impl Iterator<Item = &str> {
        self.streams.names.iter().map(String::as_str)
    }

    /// Returns a stream's name.
    pub(crate) fn stream_name(&self, stream: StreamIx) -> &str {
        &self.streams.names[stream.0]
    }

    /// Returns a group's name.
    pub(crate) fn group_name(&self, group: GroupIx) -> &str {
        &self.groups.names[group.0]
    }

    /// Returns the groups that are bound to a stream.
    pub(crate) fn groups_of(&self, stream: StreamIx) -> &[GroupIx] {
        &self.bound[stream.0]
    }

    /// Returns the place of a group and stream in a table of [`Bindings::pairs`] cells.
    pub(crate) fn cell(&self, stream: StreamIx, group: GroupIx) -> usize {
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
    fn enter(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
