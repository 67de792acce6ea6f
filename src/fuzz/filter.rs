//! Filters of `tail`, of which the expression comes from the user and the line from anybody.

use crate::fuzz::{split, tail};

/// Expressions that look at all of a line, or go deep into it.
const EXPRESSIONS: [&str; 5] = [
    ".",
    ".data.amount > 1000",
    "[.. | numbers] | add",
    "tojson | test(\"a\")",
    ".fields.data | fromjson",
];

/// Judges the first line as an expression, and the rest as the line that it is asked about. A
/// typed expression is not run: that it may never end is its author's own matter.
pub(super) fn holds(bytes: &[u8]) {
    let (expression, line) = split(bytes);
    if let Ok(expression) = str::from_utf8(expression) {
        tail::grep(expression, line);
        tail::compiles(expression);
    }
    for expression in EXPRESSIONS {
        tail::asks(expression, line);
    }
}
