//! What is wrong with a topology file: where, what, and what would be right.

use std::fmt;

use serde::Serialize;

use crate::topology::node::{At, lines};

/// Characters of a line that are shown at most.
const WIDTH: usize = 160;

/// Whether a fault makes the file unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One fault of a topology file; its `Display` shows the line with the offending text marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub severity: Severity,
    /// The file's name, as the user knows it.
    pub origin: String,
    /// Counts from 1.
    pub line: u64,
    /// Counts from 1, in characters.
    pub column: u64,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The offending text, as far as its first line goes.
    pub text: String,
    /// The whole line that it stands in.
    #[serde(skip)]
    source_line: String,
}

impl Fault {
    pub(crate) fn new(
        severity: Severity,
        file: &File<'_>,
        at: At,
        message: &str,
        hint: Option<String>,
    ) -> Self {
        let nth = usize::try_from(at.line.saturating_sub(1)).unwrap_or(usize::MAX);
        Self {
            severity,
            origin: file.origin.to_owned(),
            line: at.line,
            column: at.column,
            message: harmless(message),
            hint: hint.map(|hint| harmless(&hint)),
            text: at.text(file.source),
            source_line: harmless(lines(file.source).nth(nth).unwrap_or_default()),
        }
    }

    /// Says in one line where and what: ``groups.yaml:14:9: group `billing` is declared twice``.
    pub fn headline(&self) -> String {
        format!("{}:{}:{}: {}", self.origin, self.line, self.column, self.message)
    }

    /// Shows the line of the file, or of a long one what is near, and under it a mark at the offending text.
    fn snippet(&self) -> String {
        let number = self.line.to_string();
        let column = usize::try_from(self.column.saturating_sub(1)).unwrap_or_default();
        let skipped = if column < WIDTH { 0 } else { column - WIDTH / 2 };
        let (gutter, blanks) = (" ".repeat(number.len()), " ".repeat(column - skipped));
        let shown: String = self.source_line.chars().skip(skipped).take(WIDTH).collect();
        let length = self.text.chars().count().min(WIDTH - blanks.len());
        let mark = "^".repeat(length.max(1));
        format!("{number} | {shown}\n{gutter} | {blanks}{mark}")
    }
}

/// A file's text must not reach the terminal as commands to it.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        if !self.source_line.is_empty() {
            write!(f, "\n{}", self.snippet())?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Every fault of one file in the order of the file, at least one of them an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

/// The text that is read, and the name that its faults go by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File<'a> {
    pub origin: &'a str,
    pub(crate) source: &'a str,
}
