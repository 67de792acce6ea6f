//! Reads a whole groups.yaml and continues after a fault, so that one run shows them all.

use crate::topology::fault::{Fault, File};
use crate::topology::model::{Defaults, Retention, Topology};
use crate::topology::node::{At, Node};
use crate::topology::read::fields::Shape;
use crate::topology::read::reader::Reader;

/// The one format there is.
pub(crate) const VERSION: u64 = 1;

pub(crate) const DOCUMENT: Shape = Shape {
    required: &[("version", "1"), ("prefix", "astra"), ("streams", "{}"), ("groups", "[]")],
    optional: &["defaults"],
};

pub(crate) const DEFAULTS: Shape =
    Shape { required: &[], optional: &["start", "retention", "max_deliveries", "min_idle"] };

pub(crate) const RETENTION: Shape = Shape { required: &[], optional: &["max_len"] };

/// What was read: complete where there are no faults, else as far as it goes.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) topology: Topology,
    /// The places of each group of the topology, in its order.
    pub(crate) places: Vec<GroupPlaces>,
    pub(crate) faults: Vec<Fault>,
    /// The catalogue was read without a fault, so that patterns can be judged by it.
    pub(crate) catalogue_is_sound: bool,
}

/// Where a group's statements stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct GroupPlaces {
    pub(crate) kind: At,
    pub(crate) patterns: Vec<At>,
}

/// Reads a whole document.
pub(crate) fn read_document(file: File<'_>, root: &Node) -> Reading {
    let mut reader = Reader::new(file);
    let fields = reader.fields(root, "the file", "the file", &DOCUMENT);
    if let Some(node) = fields.find("version") {
        version(&mut reader, node);
    }
    let prefix = fields.find("prefix").and_then(|node| reader.prefix(node));
    let prefix = prefix.unwrap_or_default();
    let defaults = fields.find("defaults").map(|node| defaults(&mut reader, node));
    let defaults = defaults.unwrap_or_default();
    let before = reader.faults.len();
    let streams = fields.find("streams").map(|node| reader.streams(node, &prefix, &defaults));
    let catalogue_is_sound =
        reader.faults.len() == before && streams.is_some() && !prefix.is_empty();
    let groups = fields.find("groups").map(|node| reader.groups(node, &prefix, &defaults));
    let (groups, places) = groups.unwrap_or_default().into_iter().unzip();
    Reading {
        topology: Topology { prefix, streams: streams.unwrap_or_default(), groups, defaults },
        places,
        faults: reader.faults,
        catalogue_is_sound,
    }
}

pub(crate) fn version(reader: &mut Reader<'_>, node: &Node) {
    if let Some(number) = reader.positive(node, "version")
        && number != VERSION
    {
        let message = format!("version `{number}` of the format is unknown");
        reader.error(node.at, &message, Some(format!("write version: {VERSION}")));
    }
}

pub(crate) fn defaults(reader: &mut Reader<'_>, node: &Node) -> Defaults {
    let built_in = Defaults::default();
    let fields = reader.fields(node, "`defaults`", "`defaults`", &DEFAULTS);
    let start = fields.find("start").and_then(|node| reader.start(node));
    let max_deliveries =
        fields.find("max_deliveries").and_then(|node| reader.positive(node, "max_deliveries"));
    let min_idle = fields.find("min_idle").and_then(|node| reader.duration(node, "min_idle"));
    Defaults {
        start: start.unwrap_or(built_in.start),
        retention: reader.retention(fields.find("retention"), built_in.retention),
        max_deliveries: max_deliveries.unwrap_or(built_in.max_deliveries),
        min_idle: min_idle.unwrap_or(built_in.min_idle),
    }
}

impl Reader<'_> {
    /// Reads how much to keep; `max_len: null` keeps all.
    pub(crate) fn retention(&mut self, node: Option<&Node>, default: Retention) -> Retention {
        let Some(node) = node else { return default };
        let fields = self.fields(node, "`retention`", "`retention`", &RETENTION);
        match fields.find("max_len") {
            None => default,
            Some(node) if node.is_null() => Retention { max_len: None },
            Some(node) => Retention { max_len: self.positive(node, "max_len") },
        }
    }
}
