//! The filters of `tail`: the user writes the expression, but anybody may have published the line.

use crate::commands::tail::fuzz as tail;
use crate::fuzz::pieces::split_line;

/// Expressions that read the whole line or recurse deeply into it.
const EXPRESSIONS: [&str; 5] = [
    ".",
    ".data.amount > 1000",
    "[.. | numbers] | add",
    "tojson | test(\"a\")",
    ".fields.data | fromjson",
];

/// Checks the first line as an expression, and the rest as the line to filter. The first line is
/// only compiled, not evaluated: it may be an endless loop.
pub(super) fn check(bytes: &[u8]) {
    let (expression, line) = split_line(bytes);
    if let Ok(expression) = str::from_utf8(expression) {
        tail::grep(expression, line);
        tail::compile(expression);
    }
    for expression in EXPRESSIONS {
        tail::evaluate(expression, line);
    }
}
