//! What a command reports: one document, laid out as tables, JSON, YAML or CSV.

use serde::Serialize;

use crate::output::table::Table;

/// What a command found, as data.
pub(crate) trait Report: Serialize {
    /// The name and version of the JSON shape.
    const SCHEMA: &'static str;

    /// The schema of this report, for a type that serves several schemas.
    fn schema(&self) -> &'static str {
        Self::SCHEMA
    }

    /// The tables for people.
    fn tables(&self) -> Vec<Table>;

    /// The table for programs: the first of those for people, unless that leaves something out. Its columns
    /// depend on nothing but the command line, and what a flag adds stands last.
    fn csv(&self) -> Option<Table> {
        self.tables().into_iter().next()
    }

    /// What is remarkable about rows of the first table, below it, as far as a screen has room.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    /// What people read below all that, one line each.
    fn summary(&self) -> Vec<String> {
        Vec::new()
    }
}
