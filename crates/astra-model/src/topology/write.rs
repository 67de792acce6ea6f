//! A topology as the text of a file that reads back equal.

use std::fmt::Write;

use crate::time::format_duration;
use crate::topology::model::{Defaults, GroupSpec, Retention, StreamSpec, Topology};

impl Topology {
    /// Writes the topology as groups.yaml has it.
    ///
    /// Streams of one domain, and versions of one event, stand together in the order of their first.
    pub fn to_yaml(&self) -> String {
        let mut yaml = format!("version: 1\nprefix: {}\n", quoted(&self.prefix));
        yaml += &streams(&self.streams, self.defaults.retention);
        yaml += if self.groups.is_empty() { "groups: []\n" } else { "groups:\n" };
        yaml.extend(self.groups.iter().map(|group| group_item(group, &self.defaults)));
        yaml += &defaults(&self.defaults);
        yaml
    }
}

fn streams(streams: &[StreamSpec], default: Retention) -> String {
    if streams.is_empty() {
        return "streams: {}\n".to_owned();
    }
    let mut yaml = "streams:\n".to_owned();
    for domain in together(streams, |stream| &stream.domain) {
        yaml.extend(["  ", &quoted(&domain[0].domain), ":\n"]);
        for event in together(domain, |stream| &stream.event) {
            yaml += &event_line(&event, default);
        }
    }
    yaml
}

/// Puts items with the same key together, in the order in which the keys appear first.
fn together<'a, K: PartialEq + ?Sized>(
    items: impl IntoIterator<Item = &'a StreamSpec>,
    key: impl Fn(&StreamSpec) -> &K,
) -> Vec<Vec<&'a StreamSpec>> {
    let mut sets: Vec<Vec<&StreamSpec>> = Vec::new();
    for item in items {
        match sets.iter_mut().find(|set| key(set[0]) == key(item)) {
            Some(set) => set.push(item),
            None => sets.push(vec![item]),
        }
    }
    sets
}

fn event_line(versions: &[&StreamSpec], default: Retention) -> String {
    let list: Vec<_> = versions.iter().map(|stream| stream.version.to_string()).collect();
    let own = versions[0].retention;
    let retention = if own == default { String::new() } else { format!(", {}", retention(own)) };
    format!(
        "    {}: {{ versions: [{}]{retention} }}\n",
        quoted(&versions[0].event),
        list.join(", ")
    )
}

fn retention(retention: Retention) -> String {
    let max_len = retention.max_len.map_or("null".to_owned(), |max| max.to_string());
    format!("retention: {{ max_len: {max_len} }}")
}

fn group_item(group: &GroupSpec, defaults: &Defaults) -> String {
    let mut lines = vec![
        format!("name: {}", quoted(&group.name)),
        format!("owner: {}", quoted(&group.owner)),
        format!("kind: {}", group.kind),
    ];
    lines.extend(group.role.map(|role| format!("role: {role}")));
    lines.push(format!("consumers: {}", group.consumers));
    if group.start != defaults.start {
        lines.push(format!("start: {}", quoted(&group.start.to_string())));
    }
    let patterns: Vec<_> = group.patterns.iter().map(|pattern| quoted(pattern.as_str())).collect();
    lines.push(format!("streams: [{}]", patterns.join(", ")));
    if !group.description.is_empty() {
        lines.push(format!("description: {}", quoted(&group.description)));
    }
    format!("  - {}\n", lines.join("\n    "))
}

fn defaults(defaults: &Defaults) -> String {
    format!(
        "defaults: {{ start: {}, {}, max_deliveries: {}, min_idle: {} }}\n",
        quoted(&defaults.start.to_string()),
        retention(defaults.retention),
        defaults.max_deliveries,
        format_duration(defaults.min_idle),
    )
}

/// Quotes a text unless it is plainly a word that YAML takes for nothing else.
fn quoted(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text);
    if is_word {
        return text.to_owned();
    }
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c if c.is_alphanumeric() => quoted.push(c),
            // Writing to a string cannot fail.
            c => write!(quoted, "\\U{:08X}", u32::from(c)).unwrap_or_default(),
        }
    }
    quoted + "\""
}
