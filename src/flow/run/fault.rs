//! Faults that can be planted in a run, to prove that it is able to fail.

use crate::flow::reactions::REACTIONS;
use crate::flow::run::script::Script;

/// A fault to be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A group is destroyed after it was created.
    MissingGroup,
    /// A group's consumers never acknowledge.
    NoAck,
    /// A group's consumers publish without the correlation id.
    DropCorrelation,
    /// A group's consumers sleep past the deadline.
    Delay,
    /// An event is added twice.
    Duplicate,
}

impl Script {
    /// Returns the group in which faults are planted and one of its streams: the last group that reacts to something.
    pub(super) fn victim(&self) -> Option<(&'static str, &str)> {
        REACTIONS.iter().rev().find_map(|reaction| {
            let event = reaction.on.rsplit('.').next()?.to_lowercase();
            let stream = self.streams.iter().find(|stream| {
                stream.name.contains(&format!(".{event}."))
                    && stream.groups.iter().any(|group| group == reaction.group)
            })?;
            Some((reaction.group, stream.name.as_str()))
        })
    }
}
