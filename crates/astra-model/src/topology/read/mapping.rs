//! Reads mappings, and reports unknown, missing and repeated keys.

use crate::suggest::did_you_mean;
use crate::topology::node::{Node, Position, Value};
use crate::topology::read::reader::Reader;

/// The keys of a mapping.
#[derive(Debug)]
pub(super) struct MappingShape {
    /// Required keys, each with an example value for hints.
    pub(super) required: &'static [(&'static str, &'static str)],
    pub(super) optional: &'static [&'static str],
}

impl MappingShape {
    fn keys(&self) -> impl Iterator<Item = &'static str> {
        let required = self.required.iter().map(|(key, _)| *key);
        required.chain(self.optional.iter().copied())
    }

    fn list(&self) -> String {
        self.keys().collect::<Vec<_>>().join(", ")
    }
}

/// The keys and values of one mapping.
#[derive(Debug)]
pub(super) struct Mapping<'n>(Vec<(String, &'n Node)>);

impl<'n> Mapping<'n> {
    /// Returns the first value of a key.
    pub(super) fn find(&self, key: &str) -> Option<&'n Node> {
        let mut entries = self.0.iter();
        entries.find(|(own, _)| own == key).map(|(_, node)| *node)
    }
}

impl Reader<'_> {
    /// Reads a mapping with a fixed set of keys.
    ///
    /// Messages use `what` for this mapping (``group `g` ``) and `class` for all of its kind (`a group`).
    pub(super) fn mapping<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        class: &str,
        shape: &MappingShape,
    ) -> Mapping<'n> {
        let hint = format!("valid keys are {}", shape.list());
        let Some(entries) = self.entries(node, what, &hint) else {
            return Mapping(Vec::new());
        };
        for (at, key, _) in &entries {
            if !shape.keys().any(|known| known == key) {
                self.unknown_key(*at, key, class, shape);
            }
        }
        for (key, example) in shape.required {
            if !entries.iter().any(|(_, own, _)| own == key) {
                let hint = format!("add {key}: {example}");
                self.error(node.at, &format!("{what} has no `{key}`"), Some(hint));
            }
        }
        let settings = entries.into_iter().map(|(_, key, value)| (key, value));
        Mapping(settings.collect())
    }

    /// Reads a mapping with arbitrary keys, and reports repeated keys.
    pub(super) fn entries<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        hint: &str,
    ) -> Option<Vec<(Position, String, &'n Node)>> {
        let Value::Map(pairs) = &node.value else {
            let message = format!("{what} must be a mapping, found {}", self.describe(node));
            self.error(node.at, &message, Some(hint.to_owned()));
            return None;
        };
        let mut entries = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            if let Some(name) = self.scalar(key) {
                entries.push((key.at, name, value));
            } else {
                let message = format!("a key must be a string, found {}", self.describe(key));
                self.error(key.at, &message, None);
            }
        }
        let keys: Vec<_> = entries.iter().map(|(at, key, _)| (*at, key)).collect();
        self.report_repeated(&keys, |key| format!("key `{key}` is given twice"));
        Some(entries)
    }

    fn unknown_key(&mut self, at: Position, key: &str, class: &str, shape: &MappingShape) {
        let list = || format!("valid keys are {}", shape.list());
        let hint = did_you_mean(key, shape.keys()).unwrap_or_else(list);
        self.error(at, &format!("unknown key `{key}` in {class}"), Some(hint));
    }
}
