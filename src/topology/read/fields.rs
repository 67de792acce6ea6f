//! Mappings with known keys.

use super::reader::Reader;
use crate::suggest::did_you_mean;
use crate::topology::node::{At, Node, Value};

/// The keys that a mapping must and may have.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
}

impl Shape {
    fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }
}

/// The settings of one mapping, by key.
#[derive(Debug)]
pub(super) struct Fields<'n>(Vec<(String, &'n Node)>);

impl<'n> Fields<'n> {
    /// Returns what a key holds, the first of them where it is repeated.
    pub(super) fn find(&self, key: &str) -> Option<&'n Node> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, node)| *node)
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
        let Some(entries) = self.entries(node, what) else {
            return Fields(Vec::new());
        };
        for (at, key, _) in &entries {
            if !shape.keys().any(|known| known == key) {
                self.unknown_key(*at, key, sort, shape);
            }
        }
        for key in shape.required {
            if !entries.iter().any(|(_, own, _)| own == key) {
                let hint = format!("add {}", example(key));
                self.error(node.at, &format!("{what} has no `{key}`"), Some(hint));
            }
        }
        Fields(entries.into_iter().map(|(_, key, value)| (key, value)).collect())
    }

    /// Reads a mapping with free keys into its keys and values, and notes repeated keys.
    pub(super) fn entries<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
    ) -> Option<Vec<(At, String, &'n Node)>> {
        let Value::Map(pairs) = &node.value else {
            let message = format!("{what} wants a mapping, and has {}", self.shown(node));
            self.error(node.at, &message, Some("write it like key: value".to_owned()));
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
        let list =
            || format!("the keys of {sort} are {}", shape.keys().collect::<Vec<_>>().join(", "));
        let hint = did_you_mean(key, shape.keys()).unwrap_or_else(list);
        self.error(at, &format!("unknown key `{key}` in {sort}"), Some(hint));
    }
}

/// Returns a key as a file would have it.
fn example(key: &str) -> String {
    let value = match key {
        "version" => "1",
        "prefix" => "astra",
        "name" => "revenue_trackers",
        "owner" => "financial",
        "kind" => "internal, or kind: cross-domain",
        "consumers" => "1",
        "versions" => "[1]",
        "streams" => "and what it lists",
        "groups" => "[]",
        _ => "and its value",
    };
    format!("{key}: {value}")
}
