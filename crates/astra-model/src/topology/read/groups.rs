//! The consumer groups.

use crate::pattern::Pattern;
use crate::topology::model::{Defaults, GroupSpec, Kind, Role};
use crate::topology::node::{At, Node, Value};
use crate::topology::read::document::GroupPlaces;
use crate::topology::read::fields::{Fields, Shape};
use crate::topology::read::reader::Reader;

const GROUP: Shape = Shape {
    required: &[
        ("name", "revenue_trackers"),
        ("owner", "financial"),
        ("kind", "internal, or kind: cross-domain"),
        ("consumers", "1"),
        ("streams", "[\"astra.trading.*\"]"),
    ],
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
        let Value::List(items) = &node.value else {
            self.wrong_type(node, "groups", "a list", "groups: []");
            return Vec::new();
        };
        let names: Vec<_> = items.iter().filter_map(|item| self.name_of(item)).collect();
        self.repeated(&names, |name| format!("group `{name}` is declared twice"));
        let groups = items.iter().map(|item| self.group(item, prefix, defaults));
        groups.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Reads one group as far as it goes; `None` where a later check could not judge it.
    fn group(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Option<(GroupSpec, GroupPlaces)> {
        let name = self.name_of(node).map(|(_, name)| format!("group `{name}`"));
        let title = name.unwrap_or_else(|| "a group".to_owned());
        let fields = self.fields(node, &title, "a group", &GROUP);
        let name = fields.find("name").and_then(|node| self.group_name(node));
        let owner = fields.find("owner").and_then(|node| self.owner(node));
        let kind = fields.find("kind");
        let kind = kind.and_then(|node| Some((node.at, self.word(node, "kind", &Kind::WORDS)?)));
        let patterns = fields.find("streams");
        let patterns = patterns.map(|node| self.patterns(node, prefix));
        let settings = self.settings(&fields, defaults);
        let (kind_at, kind) = kind?;
        let (pattern_places, patterns) = patterns?.into_iter().unzip();
        let spec = GroupSpec { name: name?, owner: owner?, kind, patterns, ..settings };
        let places = GroupPlaces { kind: kind_at, patterns: pattern_places };
        Some((spec, places))
    }

    /// Reads what a group may leave out, and how many consumers it has.
    fn settings(&mut self, fields: &Fields<'_>, defaults: &Defaults) -> GroupSpec {
        let role = fields.find("role");
        let role = role.and_then(|node| self.word(node, "role", &Role::WORDS));
        let consumers = fields.find("consumers");
        let consumers = consumers.and_then(|node| self.small_positive(node, "consumers"));
        let start = fields.find("start").and_then(|node| self.start(node));
        let description = fields.find("description");
        let description = description.and_then(|node| self.text(node, "description"));
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
        let items = self.list(node, "streams", "[\"astra.trading.*\"]");
        let patterns: Vec<_> = items
            .unwrap_or_default()
            .iter()
            .filter_map(|item| Some((item.at, self.pattern(item, prefix)?)))
            .collect();
        self.repeated(&patterns, |pattern| format!("pattern `{pattern}` is listed twice"));
        patterns
    }

    /// Reads a pattern, which must lie inside the prefix where that is known.
    fn pattern(&mut self, node: &Node, prefix: &str) -> Option<Pattern> {
        let text = self.text(node, "streams")?;
        let rest = text.strip_prefix(prefix);
        if !prefix.is_empty() && !rest.is_some_and(|rest| rest.starts_with('.')) {
            let message = format!("pattern `{text}` lies outside the prefix `{prefix}`");
            let hint = format!("a pattern begins with {prefix}.");
            self.error(node.at, &message, Some(hint));
            return None;
        }
        Some(Pattern::from(&*text))
    }

    /// Looks a group's name up before the group is read.
    fn name_of(&self, group: &Node) -> Option<(At, String)> {
        let Value::Map(entries) = &group.value else {
            return None;
        };
        let is_name = |key: &Node| matches!(&key.value, Value::Text(text) if text == "name");
        let (_, name) = entries.iter().find(|(key, _)| is_name(key))?;
        Some((name.at, self.scalar(name)?))
    }
}
