//! Finds keys: `SCAN` over every master, never `KEYS`.

use std::collections::BTreeSet;

use astra_model::{Name, Pattern, has_wildcard};
use redis::cmd;

use crate::cluster::availability::UnreachableNode;
use crate::cluster::bus::Bus;
use crate::cluster::requests::Request;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;

/// Keys that one `SCAN` step looks at (measured with a million other keys: 1,000 costs 1.1 s in
/// all and stalls the server 0.9 ms at a time; 100 doubles the time, 10,000 stalls for 9.5 ms).
const STEP: u64 = 1000;

/// The streams that patterns select.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Sorted, each once.
    pub streams: Vec<Name>,
    /// Patterns that match no stream.
    pub unmatched: Vec<Pattern>,
    /// Streams that match and are literally named like a pattern: never part of the bus.
    pub left_out: Vec<Name>,
    /// Nodes that could not be scanned.
    pub unreachable: Vec<UnreachableNode>,
}

impl Selection {
    /// Adds streams that are known to match, if an unreachable node may own them: requests for them then
    /// report it.
    pub fn expect<'a>(&mut self, known: impl Iterator<Item = &'a str>) {
        if !self.unreachable.is_empty() {
            self.streams.extend(known.map(Name::from));
            self.streams.sort_unstable();
            self.streams.dedup();
        }
    }
}

impl Bus {
    /// Finds the streams whose names match any of `patterns`. A stream that is literally named like a pattern
    /// is selected only by its own name, with the wildcards escaped.
    pub async fn select_streams(&self, patterns: &[Pattern]) -> Result<Selection, BusError> {
        let (literal, open): (Vec<_>, Vec<_>) =
            patterns.iter().partition(|pattern| pattern.as_literal().is_some());
        let open: Vec<Pattern> = open.into_iter().cloned().collect();
        let found = self.stream_names(&open).await?;
        let named = self
            .existing_streams(literal.iter().filter_map(|pattern| pattern.as_literal()))
            .await?;
        let is_leftover = |name: &Name| has_wildcard(name.as_bytes()) && !named.contains(name);
        let left_out = found.iter().filter(|name| is_leftover(name)).cloned().collect();
        let streams: BTreeSet<Name> = found
            .into_iter()
            .filter(|name| !is_leftover(name))
            .chain(named.iter().cloned())
            .collect();
        let is_matched =
            |pattern: &Pattern| streams.iter().any(|name| pattern.matches(name.as_bytes()));
        let unreachable = self.unreachable_nodes();
        if let Some(name) = named.first().filter(|_| !unreachable.is_empty()) {
            self.probe_slot(name).await?;
        }
        // A pattern without a match may match a stream on an unreachable node.
        let asked = if unreachable.is_empty() { patterns } else { &[] };
        let unmatched = asked.iter().filter(|pattern| !is_matched(pattern)).cloned().collect();
        let streams = streams.into_iter().collect();
        Ok(Selection { streams, unmatched, left_out, unreachable })
    }

    /// The streams whose names match any of `patterns`, sorted, each once.
    pub async fn stream_names(&self, patterns: &[Pattern]) -> Result<BTreeSet<Name>, BusError> {
        self.scan(patterns, "stream").await
    }

    /// The keys of any type whose names match any of `patterns`, sorted, each once.
    pub async fn key_names(&self, patterns: &[Pattern]) -> Result<BTreeSet<Name>, BusError> {
        self.scan_keys(patterns, None).await
    }

    /// The keys of a type (as `TYPE` names it) whose names match any of `patterns`: one pass over
    /// the keys, however many patterns there are.
    pub async fn scan(&self, patterns: &[Pattern], kind: &str) -> Result<BTreeSet<Name>, BusError> {
        self.scan_keys(patterns, Some(kind)).await
    }

    async fn scan_keys(
        &self,
        patterns: &[Pattern],
        kind: Option<&str>,
    ) -> Result<BTreeSet<Name>, BusError> {
        let mut found = BTreeSet::new();
        let glob = match patterns {
            [] => return Ok(found),
            [only] => only.as_str().to_owned(),
            several => common_glob(several),
        };
        if !self.scan_once(&glob, kind, &mut found).await? {
            // A key that moved during the first scan has arrived by the second.
            self.scan_once(&glob, kind, &mut found).await?;
        }
        found.retain(|name| patterns.iter().any(|pattern| pattern.matches(name.as_bytes())));
        Ok(found)
    }

    /// Scans every master; returns whether no key can have moved from one to another in the meantime.
    async fn scan_once(
        &self,
        glob: &str,
        kind: Option<&str>,
        found: &mut BTreeSet<Name>,
    ) -> Result<bool, BusError> {
        let before = self.slot_map().await?;
        let scans = self.on_each_master(async |node| node.scan(glob, kind).await).await?;
        found.extend(scans.into_iter().flat_map(|(_, names)| names));
        if before.only().is_some() {
            return Ok(true);
        }
        self.probe_slot(&example_of(glob)).await?;
        let moving = self.on_each_master(async |node| node.is_moving_slots().await).await?;
        let is_same = self.refresh_slot_map().await?.agrees_with(&before);
        Ok(is_same && !moving.iter().any(|(_, is_moving)| *is_moving))
    }

    async fn existing_streams(
        &self,
        names: impl Iterator<Item = String>,
    ) -> Result<Vec<Name>, BusError> {
        let names: Vec<Name> = names.map(|name| Name::from(name.into_bytes())).collect();
        let requests = names.iter().map(|name| {
            let mut kind = cmd("TYPE");
            kind.arg(name.as_bytes());
            Request::one(name.clone(), kind)
        });
        let mut streams = Vec::new();
        for (name, answer) in names.iter().zip(self.ask(requests.collect()).await?) {
            match answer {
                Ok(kind) if value::bytes(&kind) != Some(b"stream") => {}
                Err(refusal) if refusal.is_unavailable() => {
                    return Err(BusError::Refused { subject: String::new(), refusal });
                }
                // A key whose type may not be read is kept: reading it then reports the reason.
                Ok(_) | Err(_) => streams.push(name.clone()),
            }
        }
        Ok(streams)
    }
}

impl Node {
    async fn scan(&self, glob: &str, kind: Option<&str>) -> Result<Vec<Name>, BusError> {
        let mut found = Vec::new();
        let mut cursor = String::from("0");
        loop {
            let mut scan = cmd("SCAN");
            scan.arg(&cursor).arg("MATCH").arg(glob).arg("COUNT").arg(STEP);
            if let Some(kind) = kind {
                scan.arg("TYPE").arg(kind);
            }
            let reply = self.call("", &scan).await?;
            let (next, names) =
                read_page(&reply).ok_or_else(|| value::unexpected("SCAN", "a cursor and names"))?;
            found.extend(
                names.iter().filter_map(value::bytes).map(|name| Name::from(name.to_vec())),
            );
            cursor = next;
            if cursor == "0" {
                return Ok(found);
            }
        }
    }

    /// Whether this node may be migrating or importing slots; also if the user may not ask.
    async fn is_moving_slots(&self) -> Result<bool, BusError> {
        let mut nodes = cmd("CLUSTER");
        nodes.arg("NODES");
        match self.call("", &nodes).await {
            Ok(reply) => Ok(value::bytes(&reply).is_some_and(has_moving_slot)),
            Err(BusError::Refused { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }
}

/// A name that a glob matches: a user who may list these keys most likely may read them.
fn example_of(glob: &str) -> Name {
    Name::from(glob.replace('*', "").into_bytes())
}

/// Whether the node's own line of `CLUSTER NODES` names a slot that is moving: `[42->-id]`, `[42-<-id]`.
fn has_moving_slot(nodes: &[u8]) -> bool {
    let nodes = String::from_utf8_lossy(nodes);
    nodes.lines().any(|line| line.contains("myself") && line.contains(" ["))
}

pub(crate) fn read_page(reply: &redis::Value) -> Option<(String, &[redis::Value])> {
    let [cursor, names] = value::items(reply)? else { return None };
    let cursor = String::from_utf8(value::bytes(cursor)?.to_vec()).ok()?;
    Some((cursor, value::items(names)?))
}

/// A glob that matches whatever any of `patterns` matches: their common prefix, followed by anything.
fn common_glob(patterns: &[Pattern]) -> String {
    let plain = |pattern: &Pattern| {
        let text = pattern.as_str();
        text[..text.find(['*', '?', '[', '\\']).unwrap_or(text.len())].to_owned()
    };
    let common = patterns.iter().map(plain).reduce(|common, next| {
        let shared = common.chars().zip(next.chars()).take_while(|(a, b)| a == b);
        shared.map(|(character, _)| character).collect()
    });
    common.unwrap_or_default() + "*"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_glob_covers_several_patterns() {
        let glob = |patterns: &[&str]| {
            common_glob(
                &patterns.iter().map(|text| text.parse().unwrap()).collect::<Vec<Pattern>>(),
            )
        };
        assert_eq!(glob(&["astra.trading.*", "astra.social.?"]), "astra.*");
        assert_eq!(glob(&["a\\*b", "a[xy]"]), "a*");
        assert_eq!(glob(&["x", "y*"]), "*");
    }
}
