//! Reads the catalog of streams: domains, their events, and the versions and retention of each event.

use crate::topology::model::{Defaults, StreamSpec};
use crate::topology::node::{Node, Value};
use crate::topology::read::mapping::MappingShape;
use crate::topology::read::reader::Reader;
use crate::topology::read::scalars::positive_integer;

const EVENT: MappingShape =
    MappingShape { required: &[("versions", "[1]")], optional: &["retention"] };

impl Reader<'_> {
    /// Reads every stream, in the order of the file.
    pub(super) fn streams(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Vec<StreamSpec> {
        let hint = "for example, `orders: { orderplaced: { versions: [1] } }`";
        let domains = self.entries(node, "`streams`", hint).unwrap_or_default();
        let mut streams = Vec::new();
        for (at, domain, events) in domains {
            self.check_stream_part(at, &domain, "domain name");
            streams.extend(self.domain_streams(events, prefix, &domain, defaults));
        }
        streams
    }

    fn domain_streams(
        &mut self,
        node: &Node,
        prefix: &str,
        domain: &str,
        defaults: &Defaults,
    ) -> Vec<StreamSpec> {
        let hint = "for example, `orderplaced: { versions: [1] }`";
        let events = self.entries(node, &format!("domain `{domain}`"), hint).unwrap_or_default();
        let mut streams = Vec::new();
        for (at, event, settings) in events {
            self.check_stream_part(at, &event, "event name");
            let fields = self.mapping(settings, &format!("event `{event}`"), "an event", &EVENT);
            let retention = self.retention(fields.find("retention"), defaults.retention);
            let versions = fields.find("versions").map(|node| self.versions(node));
            let versions = versions.unwrap_or_default().into_iter();
            streams.extend(
                versions.map(|version| StreamSpec::new(prefix, domain, &event, version, retention)),
            );
        }
        streams
    }

    fn versions(&mut self, node: &Node) -> Vec<u32> {
        let Some(items) = self.list(node, "versions", "[1]") else {
            return Vec::new();
        };
        let versions: Vec<_> =
            items.iter().filter_map(|item| Some((item.at, self.version(item)?))).collect();
        self.report_repeated(&versions, |version| format!("version `{version}` is listed twice"));
        versions.into_iter().map(|(_, version)| version).collect()
    }

    fn version(&mut self, node: &Node) -> Option<u32> {
        let Some(number) = positive_integer(node) else {
            self.wrong_type(node, "versions", "a list of positive integers", "versions: [1]");
            return None;
        };
        self.fit_u32(node, "version", number)
    }

    /// Reads a list that must not be empty; `example` is a valid value.
    pub(super) fn list<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        example: &str,
    ) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) if items.is_empty() => {
                let hint = Some(format!("for example, `{what}: {example}`"));
                self.error(node.at, &format!("`{what}` is empty"), hint);
                None
            }
            Value::List(items) => Some(items),
            _ => {
                self.wrong_type(node, what, "a list", &format!("{what}: {example}"));
                None
            }
        }
    }
}
