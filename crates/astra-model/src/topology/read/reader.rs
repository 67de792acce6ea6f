//! The reader's memory: the file it reads and the faults it has found.

use crate::topology::fault::{Fault, File, Severity};
use crate::topology::node::{At, Node, Value};

/// Reads nodes into values and notes what is wrong with them.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    file: File<'a>,
    pub(crate) faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: File<'a>) -> Self {
        Self { file, faults: Vec::new() }
    }

    /// Notes an error, once where an alias leads to the same place again.
    pub(super) fn error(&mut self, at: At, message: &str, hint: Option<String>) {
        let fault = Fault::new(Severity::Error, &self.file, at, message, hint);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Returns a node as the file spells it, in backticks, or says what it is.
    pub(super) fn shown(&self, node: &Node) -> String {
        match &node.value {
            Value::Null => "nothing".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
            Value::Text(text) => format!("`{text}`"),
            Value::Number(_) | Value::Other => format!("`{}`", node.at.text(self.file.source)),
        }
    }

    /// Notes that a setting holds something of the wrong type.
    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str, example: &str) {
        let message = match node.value {
            Value::Null => format!("`{what}` has no value"),
            _ => format!("`{what}` wants {wanted}, and has {}", self.shown(node)),
        };
        self.error(node.at, &message, Some(format!("write it like {example}")));
    }

    /// Returns a scalar as text; a number or a truth value is the text that it is spelled as.
    pub(super) fn scalar(&self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(_) | Value::Other => Some(node.at.text(self.file.source)),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Notes every value that repeats an earlier one, and tells on which line that one stands.
    pub(super) fn repeated<T: PartialEq>(
        &mut self,
        items: &[(At, T)],
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
