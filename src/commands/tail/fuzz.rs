//! The parts of `tail` that need no server, for fuzz targets: lines of entries, and the filters.

use astra_bus::Entry;
use astra_model::Name;
use regex::bytes::Regex;

use crate::commands::tail::printer::{JsonLines, TextLines};
use crate::output::Style;

/// The JSON line of an entry.
pub(crate) fn json(stream: &Name, entry: &Entry<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    JsonLines::default().write(&mut line, stream, entry);
    line
}

/// The readable line of an entry outside of a terminal. Also writes the line for a terminal, to
/// check that nothing panics.
pub(crate) fn text(stream: &Name, entry: &Entry<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    let narrow = Style { width: Some(80), color: false, headers: true, prefix: String::new() };
    TextLines::new(narrow.clone(), "astra").write(&mut line, stream, entry);
    line.clear();
    TextLines::new(Style { width: None, ..narrow }, "astra").write(&mut line, stream, entry);
    line
}

/// Matches the line if the text is a regular expression.
pub(crate) fn grep(text: &str, line: &[u8]) {
    if let Ok(regex) = text.parse::<Regex>() {
        regex.is_match(line);
    }
}

/// Compiles the text as a jq expression, which may fail only with the documented error.
#[cfg(feature = "filter")]
pub(crate) fn compile(text: &str) {
    use crate::commands::tail::filter::Expression;
    if let Err(error) = text.parse::<Expression>() {
        assert!(error.to_string().contains("is not a jq expression"));
    }
}

/// Evaluates a valid expression on a line. If it fails, the line must not be accepted.
#[cfg(feature = "filter")]
pub(crate) fn evaluate(text: &'static str, line: &[u8]) {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use crate::commands::tail::filter::Expression;
    thread_local! {
        // Compiling takes far longer than evaluating.
        static COMPILED: RefCell<HashMap<&'static str, Expression>> = RefCell::default();
    }
    let compile = || text.parse().expect("an expression");
    let mut expression =
        COMPILED.with_borrow_mut(|known| known.entry(text).or_insert_with(compile).clone());
    let is_accepted = expression.is_true_of(line);
    assert!(!is_accepted || expression.failures().is_none());
}

#[cfg(not(feature = "filter"))]
pub(crate) fn compile(_text: &str) {}

#[cfg(not(feature = "filter"))]
pub(crate) fn evaluate(_text: &'static str, _line: &[u8]) {}
