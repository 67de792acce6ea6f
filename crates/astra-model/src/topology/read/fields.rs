//! Mappings with known keys.

use crate::suggest::did_you_mean;
use crate::topology::node::{At, Node, Value};
use crate::topology::read::reader::Reader;

/// The keys that a mapping must have, each with a value for example, and those that it may have.
#[derive(Debug)]
pub(super) struct Shape {
    pub(crate) required: &'static [(&'static str, &'static str)],
    pub(crate) optional: &'static [&'static str],
}

impl Shape {
    fn keys(&self) -> impl Iterator<Item = &'static str> {
        let required = self.required.iter().map(|(key, _)| *key);
        required.chain(self.optional.iter().copied())
    }

    fn list(&self) -> String {
        self.keys().collect::<Vec<_>>().join(", ")
    }
}

/// The settings of one mapping, by key.
#[derive(Debug)]
pub(super) struct Fields<'n>(Vec<(String, &'n Node)>);

impl<'n> Fields<'n> {
    /// Returns what a key holds, the first of them where it is repeated.
    pub(super) fn find(&self, key: &str) -> Option<&'n Node> {
        let mut entries = self.0.iter();
        entries.find(|(own, _)| own == key).map(|(_, node)| *node)
    }
}

impl Reader<'_> {
    /// Reads a mapping: `what` names the thing itself, `sort` what its keys belong to.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        sort: &str,
        shape: &Shape,
    ) -> Fields<'n> {
        let keys = format!("its keys are {}", shape.list());
        let Some(entries) = self.entries(node, what, &keys) else {
            return Fields(Vec::new());
        };
        for (at, key, _) in &entries {
            if !shape.keys().any(|known| known == key) {
                self.unknown_key(*at, key, sort, shape);
            }
        }
        for (key, example) in shape.required {
            if !entries.iter().any(|(_, own, _)| own == key) {
                let hint = format!("add {key}: {example}");
                self.error(node.at, &format!("{what} has no `{key}`"), Some(hint));
            }
        }
        let settings = entries.into_iter().map(|(_, key, value)| (key, value));
        Fields(settings.collect())
    }

    /// Reads a mapping with free keys into its keys and values, and notes repeated keys.
    pub(super) fn entries<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        hint: &str,
    ) -> Option<Vec<(At, String, &'n Node)>> {
        let Value::Map(pairs) = &node.value else {
            let message = format!("{what} wants a mapping, and has {}", self.shown(node));
            self.error(node.at, &message, Some(hint.to_owned()));
            return None;
        };
        let mut entries = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            match self.scalar(key) {
                Some(name) => entries.push((key.at, name, value)),
                None => self.error(key.at, &format!("{} is not a key", self.shown(key)), None),
            }
        }
        let keys: Vec<_> = entries.iter().map(|(at, key, _)| (*at, key)).collect();
        self.repeated(&keys, |key| format!("key `{key}` is given twice"));
        Some(entries)
    }

    fn unknown_key(&mut self, at: At, key: &str, sort: &str, shape: &Shape) {
        let list = || format!("the keys of {sort} are {}", shape.list());
        let hint = did_you_mean(key, shape.keys()).unwrap_or_else(list);
        self.error(at, &format!("unknown key `{key}` in {sort}"), Some(hint));
    }
}
