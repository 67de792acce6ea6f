//! The summary of `astra pending`, as data and as a table.

use std::time::Duration;

use astra_bus::Coverage;
use astra_model::Name;
use astra_model::time::humanize;
use serde::Serialize;

use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};
use crate::survey::{Grouping, PendingQuery, PendingRow};

/// The document `astra.pending/v1`.
#[derive(Debug, Serialize)]
pub(super) struct PendingReport {
    pub(super) groups: Vec<PendingRow>,
    /// What could not be read and may hold more pending entries.
    #[serde(flatten)]
    pub(super) coverage: Coverage,
    #[serde(skip)]
    grouping: Grouping,
    #[serde(skip)]
    is_filtered: bool,
}

impl PendingReport {
    pub(super) fn new(groups: Vec<PendingRow>, query: &PendingQuery, coverage: Coverage) -> Self {
        let (grouping, is_filtered) = (query.grouping, query.filter.is_narrowing());
        Self { groups, coverage, grouping, is_filtered }
    }

    /// The sum over all rows, in one line.
    fn total(&self) -> String {
        let rows = self.groups.iter().filter(|row| !row.is_empty());
        let scope = self.coverage.scope_suffix();
        let row_count = rows.clone().count() as u64;
        if row_count == 0 {
            let verb = if self.is_filtered { " matches" } else { "" };
            return format!("no pending entry{verb}{scope}");
        }
        let is_exact =
            self.coverage.is_complete() && self.groups.iter().all(|row| row.pending.is_some());
        let pending = rows.map(|row| row.pending.or(row.pending_at_least).unwrap_or(0)).sum();
        let entries = self.entries(pending, is_exact);
        let of = Counted(self.groups.len() as u64, self.noun());
        format!("{entries}, on {} of {of}", Grouped(row_count))
    }

    /// The sum after all entries were listed and thereby counted, however many there are.
    pub(super) fn total_listed(&self, listed: u64, is_whole: bool) -> String {
        if self.groups.iter().all(|row| row.pending.is_some()) {
            return self.total();
        }
        self.entries(listed, self.coverage.is_complete() && is_whole)
    }

    /// The number of entries with its verb, e.g. `at least 2 pending entries match`.
    fn entries(&self, count: u64, is_exact: bool) -> String {
        let least = if is_exact { "" } else { "at least " };
        if !self.is_filtered {
            return format!("{least}{} pending", Counted(count, "entry"));
        }
        let verb = if count == 1 { "matches" } else { "match" };
        format!("{least}{} {verb}", Counted(count, "pending entry"))
    }

    fn noun(&self) -> &'static str {
        match self.grouping {
            Grouping::Binding => "binding",
            Grouping::Group => "group",
            Grouping::Stream => "stream",
            Grouping::Consumer => "consumer",
        }
    }

    fn place_columns(&self) -> Vec<Column> {
        let stream = Column::stream();
        let group = Column::text("GROUP", "group");
        match self.grouping {
            Grouping::Binding => vec![stream, group],
            Grouping::Group => vec![group],
            Grouping::Stream => vec![stream],
            Grouping::Consumer => vec![group, Column::text("CONSUMER", "consumer")],
        }
    }
}

impl PendingReport {
    fn table(&self, wanted: impl Fn(&PendingRow) -> bool) -> Table {
        let has_ghosts = self.groups.iter().any(PendingRow::may_hold_ghosts);
        let mut columns = self.place_columns();
        columns.extend([
            Column::number("PENDING", "pending"),
            Column::number("AGE", "oldest_age_ms").preferred(),
            Column::number("IDLE", "max_idle_ms").preferred(),
            Column::number("DELIVERIES", "max_deliveries").preferred(),
            Column::number("GHOSTS", "ghosts").optional_unless(has_ghosts),
            Column::number("CONSUMERS", "consumers").optional(),
            Column::word("OLDEST", "oldest_id").optional(),
        ]);
        let mut table = Table::new(&columns);
        self.groups.iter().filter(|row| wanted(row)).for_each(|row| table.push(cells(row)));
        table
    }
}

impl Report for PendingReport {
    const SCHEMA: &'static str = "astra.pending/v1";

    /// Leaves out rows with nothing pending: on a healthy bus that is most of them.
    fn tables(&self) -> Vec<Table> {
        vec![self.table(|row| !row.is_empty())]
    }

    fn csv(&self) -> Option<Table> {
        Some(self.table(|_| true))
    }

    fn summary(&self) -> Vec<String> {
        let partial = self.groups.iter().filter(|row| row.partial).count() as u64;
        let cap = (partial > 0).then(|| {
            format!("?: {} with more pending entries than --scan-cap", Counted(partial, "row"))
        });
        [self.total()].into_iter().chain(cap).collect()
    }
}

fn cells(row: &PendingRow) -> Vec<Cell> {
    let names = [&row.stream, &row.group, &row.consumer];
    let mut cells: Vec<Cell> = names.into_iter().flatten().map(name).collect();
    let ghosts = match row.ghosts {
        Some(count @ 1..) => Cell::new(count).tone(Tone::Warning),
        other => number(other),
    };
    cells.extend([
        pending(row),
        row.oldest_age_ms.map_or_else(|| Cell::absent("?"), duration),
        row.max_idle_ms.map_or_else(|| Cell::absent("?"), duration),
        number(row.max_deliveries),
        ghosts,
        Cell::new(row.consumers.len()),
        row.oldest_id.map_or_else(|| Cell::absent("?"), Cell::new),
    ]);
    cells
}

fn pending(row: &PendingRow) -> Cell {
    match (row.pending, row.pending_at_least) {
        (None, Some(least)) => Cell::absent(&format!("≥{least}")),
        (pending, _) => number(pending),
    }
}

pub(super) fn name(name: &Name) -> Cell {
    Cell::new(name)
}

fn number(value: Option<u64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), Cell::new)
}

/// A duration given in milliseconds.
pub(super) fn duration(ms: u64) -> Cell {
    Cell::new(humanize(Duration::from_millis(ms))).raw(ms)
}
