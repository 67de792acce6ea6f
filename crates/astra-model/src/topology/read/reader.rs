//! Owns the reader, which collects the faults of a file while it reads the nodes.

use crate::topology::fault::{Fault, Severity, SourceText};
use crate::topology::node::{Node, Position, Value};

/// Converts nodes to values and collects their faults.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    source: SourceText<'a>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: SourceText<'a>) -> Self {
        Self { source, faults: Vec::new() }
    }

    /// Adds an error, unless an alias led to the same node before.
    pub(super) fn error(&mut self, at: Position, message: &str, hint: Option<String>) {
        let fault = Fault::new(Severity::Error, &self.source, at, message, hint);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Returns a scalar as the file spells it, in backticks, or the name of the node's type.
    pub(super) fn describe(&self, node: &Node) -> String {
        match &node.value {
            Value::Null => "nothing".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
            Value::Text(text) => format!("`{text}`"),
            Value::Number(_) | Value::Other => format!("`{}`", node.at.text(self.source.text)),
        }
    }

    /// Adds the error that a setting has no value or the wrong type; `example` is a valid line.
    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, expected: &str, example: &str) {
        let message = match node.value {
            Value::Null => format!("`{what}` has no value"),
            _ => format!("`{what}` must be {expected}, found {}", self.describe(node)),
        };
        self.error(node.at, &message, Some(format!("for example, `{example}`")));
    }

    /// Returns a scalar as text, spelled as in the file if it is a number, true or false.
    pub(super) fn scalar(&self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(_) | Value::Other => Some(node.at.text(self.source.text)),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Adds an error for every value that repeats an earlier one, with the line of the earlier one.
    pub(super) fn report_repeated<T: PartialEq>(
        &mut self,
        items: &[(Position, T)],
        message: impl Fn(&T) -> String,
    ) {
        for (index, (at, item)) in items.iter().enumerate() {
            if let Some((first, _)) = items[..index].iter().find(|(_, earlier)| earlier == item) {
                self.error(
                    *at,
                    &message(item),
                    Some(format!("the first is on line {}", first.line)),
                );
            }
        }
    }
}
