//! The summary of `astra pending`, as data and as a table.

use std::time::Duration;

use astra_bus::Coverage;
use astra_model::Name;
use astra_model::time::humanize;
use serde::Serialize;

use crate::commands::pending::rows::{By, Row};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};

/// The document `astra.pending/v1`.
#[derive(Debug, Serialize)]
pub(super) struct PendingReport {
    pub(super) groups: Vec<Row>,
    /// Where more may be pending.
    #[serde(flatten)]
    pub(super) unseen: Coverage,
    #[serde(skip)]
    by: Option<By>,
    #[serde(skip)]
    is_filtered: bool,
}

impl PendingReport {
    pub(super) fn new(
        groups: Vec<Row>,
        by: Option<By>,
        is_filtered: bool,
        unseen: Coverage,
    ) -> Self {
        Self { groups, unseen, by, is_filtered }
    }

    /// What all of it comes to, in a line.
    pub(super) fn total(&self) -> String {
        let here = self.groups.iter().filter(|row| !row.is_empty());
        let places = here.clone().count() as u64;
        let such = if self.is_filtered { " that the filters select" } else { "" };
        if places == 0 {
            return format!("no pending entry{such}{}", self.unseen.scope_suffix());
        }
        let is_exact =
            self.unseen.is_complete() && self.groups.iter().all(|row| row.pending.is_some());
        let pending = here.map(|row| row.pending.or(row.pending_at_least).unwrap_or(0)).sum();
        let least = if is_exact { "" } else { "at least " };
        let of = Counted(self.groups.len() as u64, self.noun());
        format!(
            "{least}{} pending{such}, on {} of {of}",
            Counted(pending, "entry"),
            Grouped(places)
        )
    }

    /// The same after all entries were listed: they are counted then, however many there are.
    pub(super) fn total_listed(&self, listed: u64, is_whole: bool) -> String {
        if self.groups.iter().all(|row| row.pending.is_some()) {
            return self.total();
        }
        let least = if self.unseen.is_complete() && is_whole { "" } else { "at least " };
        format!("{least}{} pending that the filters select", Counted(listed, "entry"))
    }

    fn noun(&self) -> &'static str {
        match self.by {
            None => "binding",
            Some(By::Group) => "group",
            Some(By::Stream) => "stream",
            Some(By::Consumer) => "consumer",
        }
    }

    fn place_columns(&self) -> Vec<Column> {
        let stream = Column::stream();
        let group = Column::text("GROUP", "group");
        match self.by {
            None => vec![stream, group],
            Some(By::Group) => vec![group],
            Some(By::Stream) => vec![stream],
            Some(By::Consumer) => vec![group, Column::text("CONSUMER", "consumer")],
        }
    }
}

impl PendingReport {
    fn table(&self, wanted: impl Fn(&Row) -> bool) -> Table {
        let has_ghosts = self.groups.iter().any(Row::may_hold_ghosts);
        let mut columns = self.place_columns();
        columns.extend([
            Column::number("PENDING", "pending"),
            Column::number("AGE", "oldest_age_ms").wanted(),
            Column::number("IDLE", "max_idle_ms").wanted(),
            Column::number("DELIVERIES", "max_deliveries").wanted(),
            Column::number("GHOSTS", "ghosts").optional_unless(has_ghosts),
            Column::number("CONSUMERS", "consumers").optional(),
            Column::word("OLDEST", "oldest_id").optional(),
        ]);
        let mut table = Table::new(&columns);
        self.groups.iter().filter(|row| wanted(row)).for_each(|row| table.push(row.cells()));
        table
    }
}

impl Report for PendingReport {
    const SCHEMA: &'static str = "astra.pending/v1";

    /// Rows with nothing pending are left out: on a healthy bus that is most of them.
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

impl Row {
    fn cells(&self) -> Vec<Cell> {
        let places = [&self.stream, &self.group, &self.consumer];
        let mut cells: Vec<Cell> = places.into_iter().flatten().map(name).collect();
        let ghosts = match self.ghosts {
            Some(count @ 1..) => Cell::new(count).tone(Tone::Warning),
            other => number(other),
        };
        cells.extend([
            self.pending_cell(),
            self.oldest_age_ms.map_or_else(|| Cell::absent("?"), duration),
            self.max_idle_ms.map_or_else(|| Cell::absent("?"), duration),
            number(self.max_deliveries),
            ghosts,
            Cell::new(self.consumers.len()),
            self.oldest_id.map_or_else(|| Cell::absent("?"), Cell::new),
        ]);
        cells
    }

    /// Whether any of the entries is a ghost, as far as anybody knows.
    pub(super) fn may_hold_ghosts(&self) -> bool {
        self.ghosts != Some(0)
    }

    fn pending_cell(&self) -> Cell {
        match (self.pending, self.pending_at_least) {
            (None, Some(least)) => Cell::absent(&format!("≥{least}")),
            (pending, _) => number(pending),
        }
    }
}

pub(super) fn name(name: &Name) -> Cell {
    Cell::new(name)
}

pub(super) fn number(value: Option<u64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), Cell::new)
}

/// A duration given in milliseconds.
pub(super) fn duration(ms: u64) -> Cell {
    Cell::new(humanize(Duration::from_millis(ms))).raw(ms)
}
