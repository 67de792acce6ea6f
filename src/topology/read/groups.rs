//! The consumer groups.

use super::GroupPlaces;
use super::fields::{Fields, Shape};
use super::reader::Reader;
use crate::pattern::Pattern;
use crate::topology::model::{Defaults, GroupSpec, Kind, Role};
use crate::topology::node::{At, Node, Value};

const GROUP: Shape = Shape {
    required: &["name", "owner", "kind", "consumers", "streams"],
    optional: &["role", "start", "description"],
};

impl Reader<'_> {
    /// Reads every group, with the places that a later check may point at.
    pub(super) fn groups(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Vec<(GroupSpec, GroupPlaces)> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => {
                self.wrong_type(
                    node,
                    "groups",
                    "a list",
                    "groups: [], or an item a line: - name: …",
                );
                &[]
            }
        };
        let mut names = Vec::new();
        let mut groups = Vec::new();
        for item in items {
            let (name, group) = self.group(item, prefix, defaults);
            names.extend(name);
            groups.extend(group);
        }
        self.repeated(&names, |name| format!("group `{name}` is declared twice"));
        groups
    }

    /// Reads one group; what is left unread for a fault has a stand-in, so that the rest can be checked.
    fn group(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> (Option<(At, String)>, Option<(GroupSpec, GroupPlaces)>) {
        let fields = self.fields(node, &title(node), "a group", &GROUP);
        let name = fields.find("name").and_then(|node| Some((node.at, self.group_name(node)?)));
        let owner = fields.find("owner").and_then(|node| self.owner(node));
        let kind = fields
            .find("kind")
            .and_then(|node| Some((node.at, self.word(node, "kind", &Kind::WORDS)?)));
        let patterns = fields.find("streams").map(|node| self.patterns(node, prefix));
        let rest = self.group_settings(&fields, defaults);
        let group = (|| {
            let (places, patterns) = patterns?.into_iter().unzip();
            let (kind_at, kind) = kind?;
            let spec = GroupSpec { name: name.clone()?.1, owner: owner?, kind, patterns, ..rest };
            let places = GroupPlaces { kind: kind_at, patterns: places };
            Some((spec, places))
        })();
        (name, group)
    }

    fn group_settings(&mut self, fields: &Fields<'_>, defaults: &Defaults) -> GroupSpec {
        let role = fields.find("role").and_then(|node| self.word(node, "role", &Role::WORDS));
        let consumers =
            fields.find("consumers").and_then(|node| self.small_positive(node, "consumers"));
        let start = fields.find("start").and_then(|node| self.start(node));
        let description =
            fields.find("description").and_then(|node| self.text(node, "description"));
        GroupSpec {
            name: String::new(),
            owner: String::new(),
            kind: Kind::Internal,
            role,
            consumers: consumers.unwrap_or(1),
            start: start.unwrap_or(defaults.start),
            patterns: Vec::new(),
            description: description.unwrap_or_default(),
        }
    }

    fn patterns(&mut self, node: &Node, prefix: &str) -> Vec<(At, Pattern)> {
        let example = format!("[\"{prefix}.trading.*\"]");
        let items = self.list(node, "streams", &example).unwrap_or_default();
        let patterns: Vec<_> =
            items.iter().filter_map(|item| Some((item.at, self.pattern(item, prefix)?))).collect();
        self.repeated(&patterns, |pattern| format!("pattern `{pattern}` is listed twice"));
        patterns
    }

    fn pattern(&mut self, node: &Node, prefix: &str) -> Option<Pattern> {
        let text = self.text(node, "streams")?;
        let inside = text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'));
        if !inside && !prefix.is_empty() {
            let hint = format!("a pattern begins with {prefix}.");
            self.error(
                node.at,
                &format!("pattern `{text}` lies outside the prefix `{prefix}`"),
                Some(hint),
            );
            return None;
        }
        Some(Pattern::from(&*text))
    }
}

/// Names a group before it is read, for faults of the whole.
fn title(node: &Node) -> String {
    match name_of(node) {
        Some(name) => format!("group `{name}`"),
        None => "a group".to_owned(),
    }
}

fn name_of(node: &Node) -> Option<&str> {
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let is_name = |key: &Node| matches!(&key.value, Value::Text(text) if text == "name");
    match &entries.iter().find(|(key, _)| is_name(key))?.1.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}
