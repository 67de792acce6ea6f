//! `tail` without a server: lines of entries, and the filters on them.

use astra_bus::Entry;
use astra_model::Name;
use regex::bytes::Regex;

use crate::commands::tail::json::JsonLines;
use crate::commands::tail::text::TextLines;
use crate::output::Style;

/// The JSON line of an entry.
pub(crate) fn json(stream: &Name, entry: &Entry<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    JsonLines::default().write(&mut line, stream, entry);
    line
}

/// The readable line of an entry, on what is no terminal.
pub(crate) fn text(stream: &Name, entry: &Entry<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    let narrow = Style { width: Some(80), color: false, headers: true, prefix: String::new() };
    TextLines::new(narrow.clone(), "astra").write(&mut line, stream, entry);
    line.clear();
    TextLines::new(Style { width: None, ..narrow }, "astra").write(&mut line, stream, entry);
    line
}

/// Asks a regular expression, where the text is one.
pub(crate) fn grep(text: &str, line: &[u8]) {
    if let Ok(regex) = text.parse::<Regex>() {
        regex.is_match(line);
    }
}

/// Compiles a jq expression, or says why not.
#[cfg(feature = "filter")]
pub(crate) fn compiles(text: &str) {
    use crate::commands::tail::expression::Expression;
    if let Err(error) = text.parse::<Expression>() {
        assert!(error.to_string().contains("is not a jq expression"));
    }
}

/// Asks an expression that is one about a line; a failure is told, never hidden.
#[cfg(feature = "filter")]
pub(crate) fn asks(text: &'static str, line: &[u8]) {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use crate::commands::tail::expression::Expression;
    thread_local! {
        // Compiling one takes far longer than asking it.
        static COMPILED: RefCell<HashMap<&'static str, Expression>> = RefCell::default();
    }
    let compile = || text.parse().expect("an expression");
    let mut expression =
        COMPILED.with_borrow_mut(|known| known.entry(text).or_insert_with(compile).clone());
    let answer = expression.is_true_of(line);
    assert!(!answer || expression.failures().is_none());
}

#[cfg(not(feature = "filter"))]
pub(crate) fn compiles(_text: &str) {}

#[cfg(not(feature = "filter"))]
pub(crate) fn asks(_text: &'static str, _line: &[u8]) {}
