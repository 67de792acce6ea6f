//! Writes a topology as the text of a groups.yaml that reads back equal.

use std::fmt::Write;

use crate::time::format_duration;
use crate::topology::model::{Defaults, GroupSpec, Retention, StreamSpec, Topology};

impl Topology {
    /// Returns the text of a groups.yaml with this topology.
    ///
    /// Groups streams by domain and event, each in the order of its first stream. All versions of an
    /// event get the retention of its first version, because the file has one retention per event.
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
    for domain in grouped_by(streams, |stream| &stream.domain) {
        yaml.extend(["  ", &quoted(&domain[0].domain), ":\n"]);
        for event in grouped_by(domain, |stream| &stream.event) {
            yaml += &event_line(&event, default);
        }
    }
    yaml
}

/// Groups items by key, in the order in which the keys first appear.
fn grouped_by<'a, K: PartialEq + ?Sized>(
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

/// Quotes a text unless it is a plain word that YAML reads as a string.
fn quoted(text: &str) -> String {
    let is_domain_or_event_name = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text);
    if is_domain_or_event_name {
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
