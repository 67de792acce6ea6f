//! What a command could not read, so that partial results are reported as partial.

use astra_model::Name;
use serde::Serialize;

use crate::cluster::availability::UnreachableNode;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::server::replica;
use crate::server::replica::Replica;

/// A stream, a group on it, or another key that the server denies to the user, or whose node is unreachable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    #[serde(flatten)]
    subject: Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    pub reason: String,
    /// The next step, if there is one.
    #[serde(skip)]
    hint: Option<String>,
    #[serde(skip)]
    is_node_unreachable: bool,
}

/// The key that could not be read; JSON has its name under `stream` or `key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Subject {
    Stream(Name),
    Key(Name),
}

/// The parts of the bus that are missing from a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Streams, groups and keys that exist but could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unreadable>,
    /// Nodes that could not be reached, which may hold streams that nobody knows of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<UnreachableNode>,
    /// Replicas that were read. If the link of one to its master is down, its data may be missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replicas: Vec<Replica>,
}

impl Unreadable {
    pub fn stream(stream: Name, refusal: &ReplyError) -> Self {
        Self::new(Subject::Stream(stream), refusal)
    }

    /// A key that is not a stream.
    pub fn key(key: Name, refusal: &ReplyError) -> Self {
        Self::new(Subject::Key(key), refusal)
    }

    fn new(subject: Subject, refusal: &ReplyError) -> Self {
        Self {
            subject,
            group: None,
            reason: refusal.to_string(),
            hint: refusal.hint(),
            is_node_unreachable: refusal.is_unreachable(),
        }
    }

    pub fn group(stream: Name, group: Name, refusal: &ReplyError) -> Self {
        Self { group: Some(group), ..Self::stream(stream, refusal) }
    }

    /// A group whose reading failed halfway.
    pub fn failed(stream: &Name, group: &Name, error: &BusError) -> Self {
        let (stream, group) = (stream.clone(), group.clone());
        match error {
            BusError::Refused { refusal, .. } => Self::group(stream, group, refusal),
            other => Self {
                subject: Subject::Stream(stream),
                group: Some(group),
                reason: other.to_string(),
                hint: other.hint(),
                is_node_unreachable: false,
            },
        }
    }

    /// Returns the warning about it and about `others` with the same reason.
    fn warning(&self, others: usize) -> String {
        let Self { subject: Subject::Stream(name) | Subject::Key(name), group, reason, .. } = self;
        let what = match group {
            Some(group) => format!("group `{group}` on `{name}`"),
            None => format!("`{name}`"),
        };
        match others {
            0 => format!("cannot read {what}: {reason}"),
            more => format!("cannot read {what} and {more} more: {reason}"),
        }
    }
}

impl Coverage {
    /// Whether nothing is missing from the result.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty()
            && self.unreachable.is_empty()
            && self.unlinked_replicas().next().is_none()
    }

    /// The replicas whose link to the master is down.
    fn unlinked_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(|replica| !replica.is_linked())
    }

    /// Notes about replicas that follow their masters, whose data is complete but may be stale.
    pub fn replica_notes(&self) -> impl Iterator<Item = String> {
        self.replicas.iter().filter(|replica| replica.is_linked()).map(ToString::to_string)
    }

    /// Whether a node is unreachable, as opposed to data that is hidden from this user on purpose.
    pub fn has_unreachable_node(&self) -> bool {
        !self.unreachable.is_empty() || self.unread.iter().any(|unread| unread.is_node_unreachable)
    }

    /// Adds nodes that could not be reached, each once.
    pub fn add_unreachable(&mut self, nodes: impl IntoIterator<Item = UnreachableNode>) {
        for node in nodes {
            if !self.unreachable.iter().any(|known| known.node == node.node) {
                self.unreachable.push(node);
            }
        }
    }

    /// Returns the end of a sentence about everything: it limits the sentence to what could be read, if the
    /// result is partial.
    pub fn scope_suffix(&self) -> &'static str {
        if self.is_complete() { "" } else { " in what can be seen" }
    }

    /// Returns the end of a sentence about something that was not found: where it was looked for.
    pub fn place_suffix(&self) -> &'static str {
        if self.is_complete() { " here" } else { self.scope_suffix() }
    }

    /// Returns a warning for each reason why something is missing: unreachable nodes, replicas without a
    /// link to their masters, and what could not be read.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let nodes = self.unreachable.iter().map(ToString::to_string);
        let replicas = self.unlinked_replicas().map(ToString::to_string);
        let unread = self.unread_by_reason().map(|(first, others)| first.warning(others));
        nodes.chain(replicas).chain(unread)
    }

    /// Returns the next step for each reason that has one.
    pub fn hints(&self) -> impl Iterator<Item = &str> {
        let of_replicas = self.unlinked_replicas().take(1).map(|_| replica::LINK_DOWN_HINT);
        of_replicas.chain(self.unread_by_reason().filter_map(|(first, _)| first.hint.as_deref()))
    }

    /// Returns the first unread item for each reason, with the number of the others. What an unreachable
    /// node holds is left out if the node itself is listed.
    fn unread_by_reason(&self) -> impl Iterator<Item = (&Unreadable, usize)> {
        let is_listed =
            |unread: &&Unreadable| unread.is_node_unreachable && !self.unreachable.is_empty();
        let mut by_reason: Vec<(&Unreadable, usize)> = Vec::new();
        for unread in self.unread.iter().filter(|unread| !is_listed(unread)) {
            match by_reason.iter_mut().find(|(first, _)| first.reason == unread.reason) {
                Some((_, others)) => *others += 1,
                None => by_reason.push((unread, 0)),
            }
        }
        by_reason.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreachable_node() -> UnreachableNode {
        UnreachableNode { node: "h:1".into(), reason: "connection refused".into() }
    }

    #[test]
    fn an_unreachable_node_is_reported_once_for_all_its_streams() {
        let refusal = ReplyError::new("NOPERM", "no");
        let mut coverage = Coverage::default();
        coverage
            .unread
            .push(Unreadable::stream("s".into(), &ReplyError::unreachable("h:1", "gone")));
        let warnings = |coverage: &Coverage| coverage.warnings().collect::<Vec<_>>();
        assert_eq!(warnings(&coverage), ["cannot read `s`: its node is unreachable: h:1: gone"]);
        coverage.add_unreachable([unreachable_node(), unreachable_node()]);
        coverage.unread.push(Unreadable::group("s".into(), "g".into(), &refusal));
        assert_eq!(
            warnings(&coverage),
            [unreachable_node().to_string(), "cannot read group `g` on `s`: NOPERM no".into()]
        );
    }

    #[test]
    fn items_with_the_same_reason_share_one_warning_with_their_number() {
        let mut coverage = Coverage::default();
        let denied = ReplyError::new("NOPERM", "no");
        for (stream, refusal) in
            [("a", &denied), ("b", &ReplyError::new("WRONGTYPE", "")), ("c", &denied)]
        {
            coverage.unread.push(Unreadable::stream(stream.into(), refusal));
        }
        let expected =
            ["cannot read `a` and 1 more: NOPERM no", "cannot read `b`: the key is not a stream"];
        assert_eq!(coverage.warnings().collect::<Vec<_>>(), expected);
        assert_eq!(coverage.hints().count(), 1);
    }

    #[test]
    fn only_a_partial_result_is_limited_to_what_can_be_seen() {
        let mut coverage = Coverage::default();
        assert_eq!((coverage.is_complete(), coverage.scope_suffix()), (true, ""));
        coverage.add_unreachable([unreachable_node()]);
        assert_eq!(
            (coverage.is_complete(), coverage.scope_suffix()),
            (false, " in what can be seen")
        );
    }
}
