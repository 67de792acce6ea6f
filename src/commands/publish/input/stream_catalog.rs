//! The streams that may be published to, and how many entries of each are kept.

use std::collections::HashMap;
use std::sync::Arc;

use astra_model::event::StreamParts;
use astra_model::topology::Topology;
use astra_model::{Name, did_you_mean};

/// A stream that may be published to.
#[derive(Clone, Debug)]
pub(crate) struct KnownStream {
    pub(crate) name: Arc<Name>,
    /// Entries to keep; `None` keeps all.
    pub(crate) max_len: Option<u64>,
}

/// The streams of the topology, and every other one if unknown streams are allowed.
#[derive(Debug)]
pub(crate) struct StreamCatalog<'a> {
    topology: &'a Topology,
    allows_unknown: bool,
    known: HashMap<Vec<u8>, KnownStream>,
    /// The last stream found, because consecutive lines are often for the same stream.
    last: Option<KnownStream>,
}

/// The topology does not contain the stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stream `{0}` is not in the topology")]
pub(crate) struct UnknownStream(Name);

impl<'a> StreamCatalog<'a> {
    pub(crate) fn new(topology: &'a Topology, allows_unknown: bool) -> Self {
        let known = topology.streams.iter().map(|spec| {
            let name = Arc::new(Name::from(&*spec.name));
            (spec.name.clone().into_bytes(), KnownStream { name, max_len: spec.retention.max_len })
        });
        Self { topology, allows_unknown, known: known.collect(), last: None }
    }

    /// The prefix of the streams of the topology.
    pub(crate) fn prefix(&self) -> &'a str {
        &self.topology.prefix
    }

    /// Finds a stream. One outside the topology gets the topology's default retention if it is named
    /// like a stream of the bus. Any other, e.g. a dead-letter stream, is not trimmed.
    pub(crate) fn find(&mut self, stream: &[u8]) -> Result<&KnownStream, UnknownStream> {
        let is_last = |last: &KnownStream| last.name.as_bytes() == stream;
        let known = match self.last.take().filter(is_last) {
            Some(known) => known,
            None => self.look_up(stream)?.clone(),
        };
        Ok(self.last.insert(known))
    }

    fn look_up(&mut self, stream: &[u8]) -> Result<&KnownStream, UnknownStream> {
        if !self.known.contains_key(stream) {
            let name = Name::from(stream.to_vec());
            if !self.allows_unknown {
                return Err(UnknownStream(name));
            }
            let max_len = self.default_retention(&name);
            self.known.insert(stream.to_vec(), KnownStream { name: Arc::new(name), max_len });
        }
        Ok(&self.known[stream])
    }

    fn default_retention(&self, name: &Name) -> Option<u64> {
        let parts = StreamParts::of(name.as_str()?)?;
        let is_ours = parts.prefix == self.topology.prefix;
        self.topology.defaults.retention.max_len.filter(|_| is_ours)
    }

    /// The next step for an unknown stream.
    pub(crate) fn hint(&self, unknown: &UnknownStream) -> String {
        let names = self.topology.streams.iter().map(|spec| &*spec.name);
        let meant = unknown.0.as_str().and_then(|name| did_you_mean(name, names));
        meant.unwrap_or_else(|| "pass --allow-unknown to publish to a new stream".into())
    }
}

#[cfg(test)]
mod tests {
    use astra_model::topology::{Source, load};

    use super::*;

    fn topology() -> Topology {
        load(&Source::BuiltIn(crate::built_in::GROUPS)).unwrap().topology
    }

    #[test]
    fn finds_only_streams_of_the_topology_unless_others_are_allowed() {
        let topology = topology();
        let mut strict = StreamCatalog::new(&topology, false);
        assert!(strict.find(b"astra.nft.nftsold.v1").is_ok());
        let unknown = strict.find(b"astra.nft.nftsolt.v1").unwrap_err();
        assert_eq!(strict.hint(&unknown), "did you mean `astra.nft.nftsold.v1`?");
        let unknown = strict.find(b"orders").unwrap_err();
        assert!(strict.hint(&unknown).contains("--allow-unknown"));
    }

    #[test]
    fn never_trims_a_stream_that_is_not_of_the_bus() {
        let topology = topology();
        let mut open = StreamCatalog::new(&topology, true);
        let default = topology.defaults.retention.max_len;
        assert!(default.is_some());
        assert_eq!(open.find(b"astra.nft.new.v2").unwrap().max_len, default);
        for foreign in [&b"{astra.nft.nftsold.v1}.dlq"[..], b"orders", b"a\xff"] {
            assert_eq!(open.find(foreign).unwrap().max_len, None);
        }
    }
}
