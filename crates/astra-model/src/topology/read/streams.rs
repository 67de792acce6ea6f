//! The catalogue: domain → event → versions and retention.

use crate::topology::model::{Defaults, StreamSpec};
use crate::topology::node::{Node, Value};
use crate::topology::read::fields::Shape;
use crate::topology::read::reader::Reader;

const EVENT: Shape = Shape { required: &[("versions", "[1]")], optional: &["retention"] };

impl Reader<'_> {
    /// Reads every stream, in the order of the file.
    pub(super) fn streams(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Vec<StreamSpec> {
        let mut streams = Vec::new();
        for (at, domain, events) in self
            .entries(
                node,
                "`streams`",
                "write it like trading: { tradeexecuted: { versions: [1] } }",
            )
            .unwrap_or_default()
        {
            self.part(at, &domain, "a domain name");
            let what = format!("domain `{domain}`");
            for (at, event, settings) in self
                .entries(events, &what, "write it like tradeexecuted: { versions: [1] }")
                .unwrap_or_default()
            {
                self.part(at, &event, "an event name");
                let fields = self.fields(settings, &format!("event `{event}`"), "an event", &EVENT);
                let retention = self.retention(fields.find("retention"), defaults.retention);
                let versions = fields.find("versions").map(|node| self.versions(node));
                let versions = versions.unwrap_or_default().into_iter();
                streams.extend(
                    versions.map(|version| {
                        StreamSpec::new(prefix, &domain, &event, version, retention)
                    }),
                );
            }
        }
        streams
    }

    fn versions(&mut self, node: &Node) -> Vec<u32> {
        let Some(items) = self.list(node, "versions", "[1]") else {
            return Vec::new();
        };
        let versions: Vec<_> = items
            .iter()
            .filter_map(|item| Some((item.at, self.small_positive(item, "version")?)))
            .collect();
        self.repeated(&versions, |version| format!("version `{version}` is listed twice"));
        versions.into_iter().map(|(_, version)| version).collect()
    }

    /// Reads a list that holds something.
    pub(super) fn list<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        example: &str,
    ) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) if items.is_empty() => {
                let hint = Some(format!("write it like {what}: {example}"));
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
