//! Single settings: numbers, words, durations, starting points and names.

use std::time::Duration;

use crate::entry_id::EntryId;
use crate::suggest::did_you_mean;
use crate::time::{When, parse_duration};
use crate::topology::model::Start;
use crate::topology::names::{self, GROUP_MARKS, WORD_MARKS};
use crate::topology::node::{At, Node, Value};
use crate::topology::read::reader::Reader;

impl Reader<'_> {
    /// Reads a whole number from 1 on, quoted or not.
    pub(super) fn positive(&mut self, node: &Node, what: &str) -> Option<u64> {
        let number = match &node.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        let positive = number.filter(|number| *number > 0);
        if positive.is_none() {
            self.wrong_type(node, what, "a whole number from 1 on", &format!("{what}: 1"));
        }
        positive
    }

    /// Reads a whole number from 1 on that fits 32 bits.
    pub(super) fn small_positive(&mut self, node: &Node, what: &str) -> Option<u32> {
        let number = self.positive(node, what)?;
        let small = u32::try_from(number).ok();
        if small.is_none() {
            let hint = format!("the largest is {}", u32::MAX);
            self.error(node.at, &format!("`{what}` is too large: `{number}`"), Some(hint));
        }
        small
    }

    /// Reads any text.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.scalar(node);
        if text.is_none() {
            self.wrong_type(node, what, "a text", &format!("{what}: {}", example(what)));
        }
        text
    }

    /// Reads one of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let all = words.iter().map(|(word, _)| *word);
            let list = || format!("it is {}", all.clone().collect::<Vec<_>>().join(" or "));
            let hint = did_you_mean(&text, all.clone()).unwrap_or_else(list);
            self.error(node.at, &format!("`{text}` is not a {what}"), Some(hint));
        }
        found.map(|(_, value)| *value)
    }

    /// Reads a duration above zero or zero.
    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let text = self.text(node, what)?;
        let duration = parse_duration(&text);
        if let Err(error) = &duration {
            self.error(node.at, &error.to_string(), Some(error.hint()));
        }
        duration.ok()
    }

    /// Reads where a group starts: `0`, `$`, an entry ID or a time.
    pub(super) fn start(&mut self, node: &Node) -> Option<Start> {
        let text = self.text(node, "start")?;
        let start = parse_start(&text);
        if start.is_none() {
            let hint = "a group starts at 0, $, an entry ID like 1700000000000-0, or a time like 2026-11-22 or 7d";
            self.error(node.at, &format!("`{text}` is not a start"), Some(hint.to_owned()));
        }
        start
    }

    /// Reads the first part of every stream name.
    pub(super) fn prefix(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "prefix")?;
        self.name(node.at, &text, "a prefix", WORD_MARKS).then_some(text)
    }

    /// Reads the name of a domain.
    pub(super) fn owner(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "owner")?;
        self.name(node.at, &text, "a domain name", WORD_MARKS).then_some(text)
    }

    /// Reads the name of a group; a bad one is noted and kept, to be compared with the others.
    pub(super) fn group_name(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "name")?;
        self.name(node.at, &text, "a group name", GROUP_MARKS);
        Some(text)
    }

    /// Checks a domain or event, which are parts of a stream's name.
    pub(super) fn part(&mut self, at: At, text: &str, sort: &str) {
        self.name(at, text, sort, WORD_MARKS);
    }

    fn name(&mut self, at: At, text: &str, sort: &str, marks: &str) -> bool {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || marks.contains(c);
        let good = names::is_name(text, marks);
        if !good {
            let all: Vec<_> = marks.chars().map(String::from).collect();
            let rule = format!(
                "use lower-case letters and digits, and behind the first also {}",
                all.join(" ")
            );
            let lower = text.to_ascii_lowercase();
            let only_case = lower != text && lower.chars().all(fits);
            let hint = if only_case { format!("write {lower}") } else { rule };
            self.error(at, &format!("`{text}` is not {sort}"), Some(hint));
        }
        good
    }
}

/// Returns a value for one of the settings that are words.
fn example(what: &str) -> &'static str {
    match what {
        "prefix" => "astra",
        "owner" => "trading",
        "kind" => "internal",
        "role" => "audit",
        "start" => "\"0\"",
        "min_idle" => "60s",
        "streams" => "[\"astra.trading.*\"]",
        _ => "some words",
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
