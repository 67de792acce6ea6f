//! Reads the consumer groups.

use crate::pattern::Pattern;
use crate::topology::model::{Defaults, GroupKind, GroupRole, GroupSpec};
use crate::topology::node::{Node, Position, Value};
use crate::topology::read::document::GroupPositions;
use crate::topology::read::mapping::{Mapping, MappingShape};
use crate::topology::read::reader::Reader;

/// An example value of a group's `streams`, for hints.
pub(super) const PATTERNS_EXAMPLE: &str = "[\"astra.orders.*\"]";

const GROUP: MappingShape = MappingShape {
    required: &[
        ("name", "billing"),
        ("owner", "orders"),
        ("kind", "internal, or kind: cross-domain"),
        ("consumers", "1"),
        ("streams", PATTERNS_EXAMPLE),
    ],
    optional: &["role", "start", "description"],
};

impl Reader<'_> {
    /// Reads every group, with the positions that warnings point at.
    pub(super) fn groups(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Vec<(GroupSpec, GroupPositions)> {
        let Value::List(items) = &node.value else {
            self.wrong_type(node, "groups", "a list", "groups: []");
            return Vec::new();
        };
        let names: Vec<_> = items.iter().filter_map(|item| self.name_of(item)).collect();
        self.report_repeated(&names, |name| format!("group `{name}` is declared twice"));
        let groups = items.iter().map(|item| self.group(item, prefix, defaults));
        groups.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Reads one group, or returns `None` if it lacks a setting that the later checks need.
    fn group(
        &mut self,
        node: &Node,
        prefix: &str,
        defaults: &Defaults,
    ) -> Option<(GroupSpec, GroupPositions)> {
        let name = self.name_of(node).map(|(_, name)| format!("group `{name}`"));
        let title = name.unwrap_or_else(|| "a group".to_owned());
        let fields = self.mapping(node, &title, "a group", &GROUP);
        let name = fields.find("name").and_then(|node| self.group_name(node));
        let owner = fields.find("owner").and_then(|node| self.owner(node));
        let kind = fields.find("kind");
        let kind =
            kind.and_then(|node| Some((node.at, self.keyword(node, "kind", &GroupKind::WORDS)?)));
        let patterns = fields.find("streams");
        let patterns = patterns.map(|node| self.patterns(node, prefix));
        let settings = self.settings(&fields, defaults);
        let (kind_position, kind) = kind?;
        let (pattern_positions, patterns) = patterns?.into_iter().unzip();
        let spec = GroupSpec { name: name?, owner: owner?, kind, patterns, ..settings };
        let positions = GroupPositions { kind: kind_position, patterns: pattern_positions };
        Some((spec, positions))
    }

    /// Reads the settings with defaults; the other fields of the result are placeholders.
    fn settings(&mut self, fields: &Mapping<'_>, defaults: &Defaults) -> GroupSpec {
        let role = fields.find("role");
        let role = role.and_then(|node| self.keyword(node, "role", &GroupRole::WORDS));
        let consumers = fields.find("consumers");
        let consumers = consumers.and_then(|node| self.small_positive(node, "consumers"));
        let start = fields.find("start").and_then(|node| self.start(node));
        let description = fields.find("description");
        let description = description.and_then(|node| self.text(node, "description"));
        GroupSpec {
            name: String::new(),
            owner: String::new(),
            kind: GroupKind::Internal,
            role,
            consumers: consumers.unwrap_or(1),
            start: start.unwrap_or(defaults.start),
            patterns: Vec::new(),
            description: description.unwrap_or_default(),
        }
    }

    fn patterns(&mut self, node: &Node, prefix: &str) -> Vec<(Position, Pattern)> {
        let items = self.list(node, "streams", PATTERNS_EXAMPLE);
        let patterns: Vec<_> = items
            .unwrap_or_default()
            .iter()
            .filter_map(|item| Some((item.at, self.pattern(item, prefix)?)))
            .collect();
        self.report_repeated(&patterns, |pattern| format!("pattern `{pattern}` is listed twice"));
        patterns
    }

    /// Reads a pattern, which must start with the prefix unless the prefix is unknown.
    fn pattern(&mut self, node: &Node, prefix: &str) -> Option<Pattern> {
        let text = self.text(node, "streams")?;
        let rest = text.strip_prefix(prefix);
        if !prefix.is_empty() && !rest.is_some_and(|rest| rest.starts_with('.')) {
            let message = format!("pattern `{text}` is outside the prefix `{prefix}`");
            let hint = format!("start the pattern with `{prefix}.`");
            self.error(node.at, &message, Some(hint));
            return None;
        }
        Some(Pattern::from(&*text))
    }

    /// Returns a group's name and its position without reporting faults.
    fn name_of(&self, group: &Node) -> Option<(Position, String)> {
        let Value::Map(entries) = &group.value else {
            return None;
        };
        let is_name = |key: &Node| matches!(&key.value, Value::Text(text) if text == "name");
        let (_, name) = entries.iter().find(|(key, _)| is_name(key))?;
        Some((name.at, self.scalar(name)?))
    }
}
