//! Owns the faults of a topology file: their position, message and hint, and their display.

use std::fmt;

use serde::Serialize;

use crate::topology::node::{Position, lines};

/// The most characters of a line to show.
const WIDTH: usize = 160;

/// Whether a fault makes the file unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One fault of a topology file. `Display` shows the line and marks the faulty text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub severity: Severity,
    /// The name of the file, as the user gave it.
    pub origin: String,
    /// Line number, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The first line of the faulty text.
    pub text: String,
    /// The whole line that contains the fault.
    #[serde(skip)]
    source_line: String,
}

impl Fault {
    pub(super) fn new(
        severity: Severity,
        source: &SourceText<'_>,
        at: Position,
        message: &str,
        hint: Option<String>,
    ) -> Self {
        let index = usize::try_from(at.line.saturating_sub(1)).unwrap_or(usize::MAX);
        Self {
            severity,
            origin: source.origin.to_owned(),
            line: at.line,
            column: at.column,
            message: sanitize(message),
            hint: hint.map(|hint| sanitize(&hint)),
            text: at.text(source.text),
            source_line: sanitize(lines(source.text).nth(index).unwrap_or_default()),
        }
    }

    /// Returns position and message on one line: ``groups.yaml:14:9: group `billing` is declared twice``.
    pub fn headline(&self) -> String {
        format!("{}:{}:{}: {}", self.origin, self.line, self.column, self.message)
    }

    /// Returns the line, or the nearby part of a long line, and a second line that marks the faulty text.
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

/// Replaces control characters, so that text from the file cannot send commands to the terminal.
fn sanitize(text: &str) -> String {
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

/// All faults of one file, in the order of the file; at least one is an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

/// The text of a topology file, and the file's name for its faults.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceText<'a> {
    pub(super) origin: &'a str,
    pub(super) text: &'a str,
}
