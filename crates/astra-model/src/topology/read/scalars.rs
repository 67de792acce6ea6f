//! Reads single settings: numbers, keywords, durations, start positions and names.

use std::time::Duration;

use crate::entry_id::EntryId;
use crate::suggest::did_you_mean;
use crate::time::{When, parse_duration};
use crate::topology::model::Start;
use crate::topology::names::{self, GROUP_PUNCTUATION, STREAM_PUNCTUATION};
use crate::topology::node::{Node, Position, Value};
use crate::topology::read::groups::PATTERNS_EXAMPLE;
use crate::topology::read::reader::Reader;

impl Reader<'_> {
    /// Reads a positive integer, quoted or not.
    pub(super) fn positive(&mut self, node: &Node, what: &str) -> Option<u64> {
        let number = positive_integer(node);
        if number.is_none() {
            self.wrong_type(node, what, "a positive integer", &format!("{what}: 1"));
        }
        number
    }

    /// Reads a positive integer that fits in 32 bits.
    pub(super) fn small_positive(&mut self, node: &Node, what: &str) -> Option<u32> {
        let number = self.positive(node, what)?;
        self.fit_u32(node, what, number)
    }

    /// Converts a number read from `node`, or reports that it is too large.
    pub(super) fn fit_u32(&mut self, node: &Node, what: &str, number: u64) -> Option<u32> {
        let small = u32::try_from(number).ok();
        if small.is_none() {
            let hint = format!("the largest is {}", u32::MAX);
            self.error(node.at, &format!("`{what}` is too large: `{number}`"), Some(hint));
        }
        small
    }

    /// Reads any scalar as text.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.scalar(node);
        if text.is_none() {
            self.wrong_type(node, what, "a string", &format!("{what}: {}", example(what)));
        }
        text
    }

    /// Reads one of a fixed set of keywords.
    pub(super) fn keyword<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let all = words.iter().map(|(word, _)| *word);
            let list = || format!("use {}", all.clone().collect::<Vec<_>>().join(" or "));
            let hint = did_you_mean(&text, all.clone()).unwrap_or_else(list);
            self.error(node.at, &format!("`{text}` is not a {what}"), Some(hint));
        }
        found.map(|(_, value)| *value)
    }

    /// Reads a duration, which may be zero.
    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let text = self.text(node, what)?;
        let duration = parse_duration(&text);
        if let Err(error) = &duration {
            self.error(node.at, &error.to_string(), Some(error.hint()));
        }
        duration.ok()
    }

    /// Reads the position at which a group starts: `0`, `$`, an entry ID or a time.
    pub(super) fn start(&mut self, node: &Node) -> Option<Start> {
        let text = self.text(node, "start")?;
        let start = parse_start(&text);
        if start.is_none() {
            let hint =
                "use 0, $, an entry ID like 1700000000000-0, or a time like 2026-11-22 or 7d";
            self.error(
                node.at,
                &format!("`{text}` is not a start position"),
                Some(hint.to_owned()),
            );
        }
        start
    }

    /// Reads the first part of all stream names.
    pub(super) fn prefix(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "prefix")?;
        self.check_name(node.at, &text, "prefix", STREAM_PUNCTUATION).then_some(text)
    }

    /// Reads the name of a domain.
    pub(super) fn owner(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "owner")?;
        self.check_name(node.at, &text, "domain name", STREAM_PUNCTUATION).then_some(text)
    }

    /// Reads the name of a group. Returns an invalid name also, so that the group is still checked.
    pub(super) fn group_name(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "name")?;
        self.check_name(node.at, &text, "group name", GROUP_PUNCTUATION);
        Some(text)
    }

    /// Checks the name of a domain or event; messages use `class` (`domain name` or `event name`).
    pub(super) fn check_stream_part(&mut self, at: Position, text: &str, class: &str) {
        self.check_name(at, text, class, STREAM_PUNCTUATION);
    }

    fn check_name(&mut self, at: Position, text: &str, class: &str, punctuation: &str) -> bool {
        let is_valid = names::is_name(text, punctuation);
        if !is_valid {
            let hint = name_hint(text, punctuation);
            self.error(at, &format!("`{text}` is not a valid {class}"), Some(hint));
        }
        is_valid
    }
}

/// Returns a positive integer, quoted or not, or `None` for any other node.
pub(super) fn positive_integer(node: &Node) -> Option<u64> {
    let number = match &node.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    number.filter(|number| *number > 0)
}

/// Suggests the name in lowercase if that is valid, and otherwise states the rule.
fn name_hint(text: &str, punctuation: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if names::is_name(&lower, punctuation) {
        return format!("write {lower}");
    }
    let listed: Vec<_> = punctuation.chars().map(String::from).collect();
    format!(
        "use lowercase letters and digits, and after the first character also {}",
        listed.join(" ")
    )
}

/// Returns an example value of a string setting.
fn example(what: &str) -> &'static str {
    match what {
        "prefix" => "astra",
        "owner" => "orders",
        "kind" => "internal",
        "role" => "audit",
        "start" => "\"0\"",
        "min_idle" => "60s",
        "streams" => PATTERNS_EXAMPLE,
        _ => "text",
    }
}

fn parse_start(text: &str) -> Option<Start> {
    match text {
        "$" => Some(Start::Now),
        _ => match text.parse() {
            Ok(EntryId::MIN) => Some(Start::Beginning),
            Ok(id) => Some(Start::Id(id)),
            Err(_) => text.parse::<When>().ok().map(Start::Time),
        },
    }
}
