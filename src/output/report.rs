//! What a command reports: one document, rendered as tables, JSON, YAML or CSV.

use serde::Serialize;

use crate::output::table::Table;

/// The findings of a command, as data.
pub(crate) trait Report: Serialize {
    /// The name and version of the JSON document.
    const SCHEMA: &'static str;

    /// The schema of this report, for a type that serves several schemas.
    fn schema(&self) -> &'static str {
        Self::SCHEMA
    }

    /// The tables for people.
    fn tables(&self) -> Vec<Table>;

    /// The table for programs: the first of those for people, unless that one omits something. Its columns depend only
    /// on the command line, and a flag adds its columns at the end.
    fn csv(&self) -> Option<Table> {
        self.tables().into_iter().next()
    }

    /// Remarks about rows of the first table, shown below it; a screen shows those that it has room for.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    /// The last lines for people.
    fn summary(&self) -> Vec<String> {
        Vec::new()
    }
}
