//! What of the bus could not be seen, so that a part is never taken for the whole.

use astra_model::Name;
use serde::Serialize;

use crate::cluster::availability::UnreachableNode;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::server::replica;
use crate::server::replica::Replica;

/// A stream, a group on it, or another key that the server does not let us read, or whose server is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    #[serde(flatten)]
    place: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    pub reason: String,
    /// The next step, where there is one.
    #[serde(skip)]
    hint: Option<String>,
    #[serde(skip)]
    is_away: bool,
}

/// What could not be read, by the name of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Location {
    Stream(Name),
    Key(Name),
}

/// The parts of the bus that an answer says nothing of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// What is known to be there and could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unreadable>,
    /// Servers that are away: more may be there than anybody knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<UnreachableNode>,
    /// Servers that were read and are replicas: where the link to its master is down, one may have
    /// nothing of what there is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replicas: Vec<Replica>,
}

impl Unreadable {
    pub fn stream(stream: Name, refusal: &ReplyError) -> Self {
        Self::at(Location::Stream(stream), refusal)
    }

    /// A key that is no stream.
    pub fn key(key: Name, refusal: &ReplyError) -> Self {
        Self::at(Location::Key(key), refusal)
    }

    fn at(place: Location, refusal: &ReplyError) -> Self {
        let (reason, is_away) = (refusal.to_string(), refusal.is_unreachable());
        Self { place, group: None, reason, hint: refusal.hint(), is_away }
    }

    pub fn group(stream: Name, group: Name, refusal: &ReplyError) -> Self {
        Self { group: Some(group), ..Self::stream(stream, refusal) }
    }

    /// A group that could not be read to its end.
    pub fn failed(stream: &Name, group: &Name, error: &BusError) -> Self {
        let (stream, group) = (stream.clone(), group.clone());
        match error {
            BusError::Refused { refusal, .. } => Self::group(stream, group, refusal),
            other => {
                let (reason, hint) = (other.to_string(), other.hint());
                let place = Location::Stream(stream);
                Self { place, group: Some(group), reason, hint, is_away: false }
            }
        }
    }

    /// What is said of it and of others that are not read for the same reason.
    fn line(&self, others: usize) -> String {
        let Self { place: Location::Stream(name) | Location::Key(name), group, reason, .. } = self;
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
    pub fn is_empty(&self) -> bool {
        self.unread.is_empty() && self.unreachable.is_empty() && self.cut_off().next().is_none()
    }

    /// The replicas that get nothing from their masters.
    fn cut_off(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(|replica| !replica.is_linked())
    }

    /// What a reader should know, though all was seen: of replicas that follow their masters.
    pub fn remarks(&self) -> impl Iterator<Item = String> {
        self.replicas.iter().filter(|replica| replica.is_linked()).map(ToString::to_string)
    }

    /// Whether a server is away, rather than something hidden from this user on purpose.
    pub fn lacks_a_server(&self) -> bool {
        !self.unreachable.is_empty() || self.unread.iter().any(|unread| unread.is_away)
    }

    /// Takes in servers that are away, each once.
    pub fn miss(&mut self, servers: impl IntoIterator<Item = UnreachableNode>) {
        for server in servers {
            if !self.unreachable.iter().any(|known| known.node == server.node) {
                self.unreachable.push(server);
            }
        }
    }

    /// What ends a sentence about everything, where only a part could be seen.
    pub fn scope(&self) -> &'static str {
        if self.is_empty() { "" } else { " in what can be seen" }
    }

    /// Where something was looked for.
    pub fn place(&self) -> &'static str {
        if self.is_empty() { " here" } else { self.scope() }
    }

    /// Why not all was seen, in one line for each reason: the servers that are away or cut off, and what
    /// may not be read of the others.
    pub fn reasons(&self) -> impl Iterator<Item = String> {
        let servers = self.unreachable.iter().map(ToString::to_string);
        let cut_off = self.cut_off().map(ToString::to_string);
        servers.chain(cut_off).chain(self.firsts().map(|(first, others)| first.line(others)))
    }

    /// The next step of each reason.
    pub fn hints(&self) -> impl Iterator<Item = &str> {
        let of_replicas = self.cut_off().take(1).map(|_| replica::HINT);
        of_replicas.chain(self.firsts().filter_map(|(first, _)| first.hint.as_deref()))
    }

    /// The first that is not read for each reason, and how many others there are. A server that is
    /// away is the reason for all that it holds.
    fn firsts(&self) -> impl Iterator<Item = (&Unreadable, usize)> {
        let is_told = |unread: &&Unreadable| unread.is_away && !self.unreachable.is_empty();
        let mut order: Vec<(&Unreadable, usize)> = Vec::new();
        for unread in self.unread.iter().filter(|unread| !is_told(unread)) {
            match order.iter_mut().find(|(first, _)| first.reason == unread.reason) {
                Some((_, others)) => *others += 1,
                None => order.push((unread, 0)),
            }
        }
        order.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> UnreachableNode {
        UnreachableNode { node: "h:1".into(), reason: "connection refused".into() }
    }

    #[test]
    fn a_server_that_is_away_is_told_once_for_all_its_streams() {
        let refusal = ReplyError::new("NOPERM", "no");
        let mut unseen = Coverage::default();
        unseen.unread.push(Unreadable::stream("s".into(), &ReplyError::unreachable("h:1", "gone")));
        let reasons = |unseen: &Coverage| unseen.reasons().collect::<Vec<_>>();
        assert_eq!(reasons(&unseen), ["cannot read `s`: its node is away: h:1: gone"]);
        unseen.miss([away(), away()]);
        unseen.unread.push(Unreadable::group("s".into(), "g".into(), &refusal));
        assert_eq!(
            reasons(&unseen),
            [away().to_string(), "cannot read group `g` on `s`: NOPERM no".into()]
        );
    }

    #[test]
    fn equal_reasons_are_one_line_with_their_number() {
        let mut unseen = Coverage::default();
        let denied = ReplyError::new("NOPERM", "no");
        for (stream, refusal) in
            [("a", &denied), ("b", &ReplyError::new("WRONGTYPE", "")), ("c", &denied)]
        {
            unseen.unread.push(Unreadable::stream(stream.into(), refusal));
        }
        let expected = [
            "cannot read `a` and 1 more: NOPERM no",
            "cannot read `b`: the key holds no stream but another type",
        ];
        assert_eq!(unseen.reasons().collect::<Vec<_>>(), expected);
        assert_eq!(unseen.hints().count(), 1);
    }

    #[test]
    fn only_a_part_is_called_one() {
        let mut unseen = Coverage::default();
        assert_eq!((unseen.is_empty(), unseen.scope()), (true, ""));
        unseen.miss([away()]);
        assert_eq!((unseen.is_empty(), unseen.scope()), (false, " in what can be seen"));
    }
}
