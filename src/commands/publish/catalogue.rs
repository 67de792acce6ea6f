//! Which streams may be published to, and how much of each is kept.

use std::collections::HashMap;
use std::sync::Arc;

use astra_model::event::StreamParts;
use astra_model::topology::Topology;
use astra_model::{Name, did_you_mean};

/// A stream that may be published to.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: Arc<Name>,
    /// Entries to keep; `None` keeps all.
    pub(super) max_len: Option<u64>,
}

/// The streams of the topology, and with leave every other.
#[derive(Debug)]
pub(super) struct Catalogue<'a> {
    topology: &'a Topology,
    allows_unknown: bool,
    known: HashMap<Vec<u8>, Known>,
    /// The stream that was looked up last: most often the next one is the same.
    last: Option<Known>,
}

/// A stream that the topology does not name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stream `{0}` is not in the catalogue of the topology")]
pub(super) struct UnknownStream(Name);

impl<'a> Catalogue<'a> {
    pub(super) fn new(topology: &'a Topology, allows_unknown: bool) -> Self {
        let known = topology.streams.iter().map(|spec| {
            let name = Arc::new(Name::from(&*spec.name));
            (spec.name.clone().into_bytes(), Known { name, max_len: spec.retention.max_len })
        });
        Self { topology, allows_unknown, known: known.collect(), last: None }
    }

    /// The prefix of every stream of the bus.
    pub(super) fn prefix(&self) -> &'a str {
        &self.topology.prefix
    }

    /// Looks a stream up. One that is allowed without being catalogued gets the topology's default
    /// retention if it is named like a stream of the bus; any other, e.g. dead letters, is never trimmed.
    pub(super) fn find(&mut self, stream: &[u8]) -> Result<&Known, UnknownStream> {
        let is_last = |last: &Known| last.name.as_bytes() == stream;
        let known = match self.last.take().filter(is_last) {
            Some(known) => known,
            None => self.look_up(stream)?.clone(),
        };
        Ok(self.last.insert(known))
    }

    fn look_up(&mut self, stream: &[u8]) -> Result<&Known, UnknownStream> {
        if !self.known.contains_key(stream) {
            let name = Name::from(stream.to_vec());
            if !self.allows_unknown {
                return Err(UnknownStream(name));
            }
            let max_len = self.default_retention(&name);
            self.known.insert(stream.to_vec(), Known { name: Arc::new(name), max_len });
        }
        Ok(&self.known[stream])
    }

    fn default_retention(&self, name: &Name) -> Option<u64> {
        let parts = StreamParts::of(name.as_str()?)?;
        let is_ours = parts.prefix == self.topology.prefix;
        self.topology.defaults.retention.max_len.filter(|_| is_ours)
    }

    /// Says the next step for a stream that is unknown.
    pub(super) fn hint(&self, unknown: &UnknownStream) -> String {
        let names = self.topology.streams.iter().map(|spec| &*spec.name);
        let meant = unknown.0.as_str().and_then(|name| did_you_mean(name, names));
        meant.unwrap_or_else(|| "pass --allow-unknown if it is meant to be a new stream".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astra_model::topology::{Source, load};

    fn topology() -> Topology {
        load(&Source::BuiltIn(crate::built_in::GROUPS)).unwrap().topology
    }

    #[test]
    fn knows_the_catalogue_alone_unless_told_otherwise() {
        let topology = topology();
        let mut strict = Catalogue::new(&topology, false);
        assert!(strict.find(b"astra.nft.nftsold.v1").is_ok());
        let unknown = strict.find(b"astra.nft.nftsolt.v1").unwrap_err();
        assert_eq!(strict.hint(&unknown), "did you mean `astra.nft.nftsold.v1`?");
        let unknown = strict.find(b"orders").unwrap_err();
        assert!(strict.hint(&unknown).contains("--allow-unknown"));
    }

    #[test]
    fn never_trims_what_is_no_stream_of_the_bus() {
        let topology = topology();
        let mut open = Catalogue::new(&topology, true);
        let default = topology.defaults.retention.max_len;
        assert!(default.is_some());
        assert_eq!(open.find(b"astra.nft.new.v2").unwrap().max_len, default);
        for foreign in [&b"{astra.nft.nftsold.v1}.dlq"[..], b"orders", b"a\xff"] {
            assert_eq!(open.find(foreign).unwrap().max_len, None);
        }
    }
}
