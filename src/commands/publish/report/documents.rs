//! The documents that `astra publish` prints: for one event, for a file, and for `--check`.

use std::time::Duration;

use astra_model::time::humanize;
use astra_model::{EntryId, Name};
use serde::Serialize;

use crate::commands::publish::journal::LineSpan;
use crate::commands::publish::report::durability::Durability;
use crate::commands::publish::report::tally::{RefusalCount, Tally};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table};

/// One published event, or with `--check` the event that would be published.
#[derive(Debug, Serialize)]
pub(crate) struct SingleReport {
    pub(crate) published: u64,
    pub(crate) failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dry_run: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replicas: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_disk: Option<bool>,
    pub(crate) entries: Vec<Made>,
}

/// An entry that was written, or with `--check` would be.
#[derive(Debug, Serialize)]
pub(crate) struct Made {
    pub(crate) stream: Name,
    /// `None` with `--check`.
    pub(crate) id: Option<EntryId>,
    pub(crate) event_id: Option<String>,
    /// The fields in their order, with `--check` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Report for SingleReport {
    const SCHEMA: &'static str = "astra.publish/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = Table::new(&Made::COLUMNS);
        self.entries.iter().for_each(|made| table.push(made.cells()));
        vec![table]
    }
}

impl Made {
    pub(crate) const COLUMNS: [Column; 3] =
        [Column::stream(), Column::word("ID", "id"), Column::text("EVENT ID", "event_id")];

    fn cells(&self) -> Vec<Cell> {
        let or_none = |text: Option<String>| text.map_or_else(|| Cell::absent("-"), Cell::new);
        vec![
            Cell::new(&self.stream),
            or_none(self.id.map(|id| id.to_string())),
            or_none(self.event_id.clone()),
        ]
    }
}

/// The result of publishing a file.
#[derive(Debug, Serialize)]
pub(crate) struct BulkReport {
    published: u64,
    failed: u64,
    refused: u64,
    bad: u64,
    in_doubt: u64,
    /// Lines that an earlier session left in doubt, and that were found on the server.
    found: u64,
    /// Every line up to here is confirmed, blank, or reported as bad.
    confirmed_through_line: u64,
    in_doubt_lines: Option<LineSpan>,
    /// Lines that were not sent although later ones were, over other connections.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed_over_lines: Option<LineSpan>,
    refusals: Vec<RefusalRow>,
    is_complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_disk: Option<bool>,
    duration_ms: f64,
}

#[derive(Debug, Serialize)]
struct RefusalRow {
    code: String,
    reason: String,
    count: u64,
    first_line: u64,
    last_line: u64,
}

impl BulkReport {
    pub(crate) fn new(tally: &Tally, is_complete: bool, duration: Duration) -> Self {
        let row = |(code, refused): (&String, &RefusalCount)| RefusalRow {
            code: code.clone(),
            reason: refused.refusal.to_string(),
            count: refused.count,
            first_line: refused.first_line,
            last_line: refused.last_line,
        };
        Self {
            published: tally.published,
            failed: tally.failed(),
            refused: tally.refused,
            bad: tally.bad,
            in_doubt: tally.in_doubt,
            found: tally.found,
            confirmed_through_line: tally.confirmed_through,
            in_doubt_lines: tally.in_doubt_lines,
            passed_over_lines: tally.skipped_unsent.map(|skipped| skipped.lines),
            refusals: tally.refusals.iter().map(row).collect(),
            is_complete,
            replicas: None,
            on_disk: None,
            duration_ms: (duration.as_secs_f64() * 1e6).round() / 1e3,
        }
    }

    pub(crate) fn with_durability(mut self, durability: Durability) -> Self {
        (self.replicas, self.on_disk) = (durability.replicas, durability.on_disk);
        self
    }

    /// The result as a sentence.
    pub(crate) fn sentence(&self) -> String {
        let seconds = self.duration_ms / 1e3;
        let time = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        let time =
            humanize(Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)));
        let parts = [
            (self.found, "already published"),
            (self.bad, "bad"),
            (self.refused, "refused"),
            (self.in_doubt, "in doubt"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> =
            parts.map(|(count, status)| format!(", {} {status}", Grouped(*count))).collect();
        let parts = parts.concat();
        let rate = rate(self.published, seconds);
        format!("published {} in {time}{rate}{parts}", Counted(self.published, "event"))
    }
}

/// The rate in events per second, as text; empty if the time is too short for a rate.
pub(crate) fn rate(count: u64, seconds: f64) -> String {
    if seconds < 0.001 || count == 0 {
        return String::new();
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rounded rate for display"
    )]
    let per_second = (count as f64 / seconds) as u64;
    format!(" ({}/s)", Grouped(per_second))
}

impl Report for BulkReport {
    const SCHEMA: &'static str = "astra.publish/v1";

    fn tables(&self) -> Vec<Table> {
        let counts = [
            ("published", self.published),
            ("failed", self.failed),
            ("refused", self.refused),
            ("bad", self.bad),
            ("in_doubt", self.in_doubt),
            ("found", self.found),
            ("confirmed_through_line", self.confirmed_through_line),
        ];
        let mut columns = counts.map(|(key, _)| Column::number(key, key)).to_vec();
        let mut cells: Vec<Cell> = counts.iter().map(|(_, count)| Cell::new(count)).collect();
        if let Some(replicas) = self.replicas {
            columns.push(Column::number("replicas", "replicas"));
            cells.push(Cell::new(replicas));
        }
        if let Some(on_disk) = self.on_disk {
            columns.push(Column::text("on_disk", "on_disk"));
            cells.push(Cell::new(on_disk));
        }
        let mut table = Table::new(&columns);
        table.push(cells);
        vec![table]
    }
}

/// The result of checking a file with `--check`.
#[derive(Debug, Serialize)]
pub(crate) struct CheckReport {
    pub(crate) published: u64,
    pub(crate) failed: u64,
    pub(crate) valid: u64,
    pub(crate) bad: u64,
    pub(crate) dry_run: bool,
}

impl Report for CheckReport {
    const SCHEMA: &'static str = "astra.publish/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table =
            Table::new(&[Column::number("VALID", "valid"), Column::number("BAD", "bad")]);
        table.push(vec![Cell::new(self.valid), Cell::new(self.bad)]);
        vec![table]
    }
}
