//! Reads the top level of groups.yaml: the format version, the prefix, the defaults and the retention.

use crate::topology::fault::{Fault, SourceText};
use crate::topology::model::{Defaults, Retention, Topology};
use crate::topology::node::{Node, Position};
use crate::topology::read::mapping::MappingShape;
use crate::topology::read::reader::Reader;

/// The only version of the file format.
const VERSION: u64 = 1;

const DOCUMENT: MappingShape = MappingShape {
    required: &[("version", "1"), ("prefix", "astra"), ("streams", "{}"), ("groups", "[]")],
    optional: &["defaults"],
};

const DEFAULTS: MappingShape =
    MappingShape { required: &[], optional: &["start", "retention", "max_deliveries", "min_idle"] };

const RETENTION: MappingShape = MappingShape { required: &[], optional: &["max_len"] };

/// The result of reading a file. The topology is complete only if there are no faults.
#[derive(Debug)]
pub(crate) struct ParsedDocument {
    pub(crate) topology: Topology,
    /// The positions of each group's settings, in the order of `topology.groups`.
    pub(crate) positions: Vec<GroupPositions>,
    pub(crate) faults: Vec<Fault>,
    /// Whether the catalog has no faults, so that patterns can be checked against it.
    pub(crate) is_catalog_valid: bool,
}

/// The positions of the settings of a group that warnings point at.
#[derive(Clone, Debug)]
pub(crate) struct GroupPositions {
    pub(crate) kind: Position,
    pub(crate) patterns: Vec<Position>,
}

/// Reads a whole file from its tree.
pub(crate) fn read_document(source: SourceText<'_>, root: &Node) -> ParsedDocument {
    let mut reader = Reader::new(source);
    let fields = reader.mapping(root, "the file", "the file", &DOCUMENT);
    if let Some(node) = fields.find("version") {
        version(&mut reader, node);
    }
    let prefix = fields.find("prefix").and_then(|node| reader.prefix(node));
    let prefix = prefix.unwrap_or_default();
    let defaults = fields.find("defaults").map(|node| defaults(&mut reader, node));
    let defaults = defaults.unwrap_or_default();
    let before = reader.faults.len();
    let streams = fields.find("streams").map(|node| reader.streams(node, &prefix, &defaults));
    let is_catalog_valid = reader.faults.len() == before && streams.is_some() && !prefix.is_empty();
    let groups = fields.find("groups").map(|node| reader.groups(node, &prefix, &defaults));
    let (groups, positions) = groups.unwrap_or_default().into_iter().unzip();
    ParsedDocument {
        topology: Topology { prefix, streams: streams.unwrap_or_default(), groups, defaults },
        positions,
        faults: reader.faults,
        is_catalog_valid,
    }
}

fn version(reader: &mut Reader<'_>, node: &Node) {
    if let Some(number) = reader.positive(node, "version")
        && number != VERSION
    {
        let message = format!("unknown format version `{number}`");
        reader.error(node.at, &message, Some(format!("write version: {VERSION}")));
    }
}

fn defaults(reader: &mut Reader<'_>, node: &Node) -> Defaults {
    let built_in = Defaults::default();
    let fields = reader.mapping(node, "`defaults`", "`defaults`", &DEFAULTS);
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
    /// Reads a retention; `max_len: null` keeps all entries.
    pub(super) fn retention(&mut self, node: Option<&Node>, default: Retention) -> Retention {
        let Some(node) = node else { return default };
        let fields = self.mapping(node, "`retention`", "`retention`", &RETENTION);
        match fields.find("max_len") {
            None => default,
            Some(node) if node.is_null() => Retention { max_len: None },
            Some(node) => Retention { max_len: self.positive(node, "max_len") },
        }
    }
}
