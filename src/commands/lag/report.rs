//! The report of `astra lag`, as data and as a table.

use std::time::Duration;

use astra_bus::Coverage;
use astra_model::time::humanize;
use serde::Serialize;

use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};
use crate::survey::{Exactness, LagRow, LagStatus, Rates};

/// The document `astra.lag/v1`.
#[derive(Debug, Serialize)]
pub(super) struct LagReport {
    pub(super) groups: Vec<LagRow>,
    totals: Totals,
    /// What could not be read and may hold more groups.
    #[serde(flatten)]
    coverage: Coverage,
    /// Whether it is one refresh of several, and has rates.
    #[serde(skip)]
    is_watched: bool,
}

/// The sums over all rows; `lag` is a lower bound if a row is not exact.
#[derive(Debug, Serialize)]
struct Totals {
    lag: u64,
    lag_kind: Exactness,
    pending: u64,
    groups: usize,
}

impl LagReport {
    fn table(&self) -> Table {
        let has_lost = self.groups.iter().any(|row| row.lost.is_some_and(|lost| lost > 0));
        let mut table = Table::new(&columns(has_lost));
        self.groups.iter().for_each(|row| table.push(cells(row)));
        table
    }

    /// Appends the columns of the rates.
    fn with_rates(&self, mut table: Table) -> Table {
        if self.is_watched {
            table.columns.extend(rate_columns());
            for (cells, row) in table.rows.iter_mut().zip(&self.groups) {
                cells.extend(rate_cells(&row.rates.unwrap_or_else(Rates::unknown)));
            }
        }
        table
    }

    pub(super) fn new(groups: Vec<LagRow>, coverage: Coverage) -> Self {
        let is_exact = coverage.is_complete() && groups.iter().all(|row| row.exact_lag().is_some());
        let totals = Totals {
            lag: groups.iter().filter_map(|row| row.lag.value()).sum(),
            lag_kind: if is_exact { Exactness::Exact } else { Exactness::AtLeast },
            pending: groups.iter().filter_map(|row| row.pending.value()).sum(),
            groups: groups.len(),
        };
        Self { groups, totals, coverage, is_watched: false }
    }

    /// Marks it as one refresh of several.
    pub(super) fn watched(self) -> Self {
        Self { is_watched: true, ..self }
    }

    /// Keeps only some of the rows; the totals stay.
    pub(super) fn only(mut self, wanted: impl Fn(&LagRow) -> bool) -> Self {
        self.groups.retain(wanted);
        self
    }
}

impl Report for LagReport {
    const SCHEMA: &'static str = "astra.lag/v1";

    fn tables(&self) -> Vec<Table> {
        vec![self.with_rates(self.table())]
    }

    /// Adds the exactness of bounds, which CSV cannot show with `≥`.
    fn csv(&self) -> Option<Table> {
        let mut table = self.table();
        table.columns.push(Column::word("LAG KIND", "lag_kind"));
        table.columns.push(Column::word("LOST KIND", "lost_kind"));
        for (cells, row) in table.rows.iter_mut().zip(&self.groups) {
            cells.extend([row.lag_kind, row.lost_kind].map(|kind| Cell::new(kind.as_str())));
        }
        Some(self.with_rates(table))
    }

    fn summary(&self) -> Vec<String> {
        let Totals { lag, lag_kind, pending, groups } = &self.totals;
        let unread = self.unreadable();
        if *groups == 0 {
            let place = match self.coverage.scope_suffix() {
                "" => " on the selected streams",
                scope => scope,
            };
            return vec![format!("no consumer group{place}{unread}")];
        }
        let least = if *lag_kind == Exactness::Exact { "" } else { "at least " };
        let state = match self.groups.iter().filter(|row| row.is_lagging()).count() as u64 {
            0 => format!("all up to date{}", self.coverage.scope_suffix()),
            lagging => format!("{} not ok", Grouped(lagging)),
        };
        vec![format!(
            "{}: {least}{} not delivered, {} pending; {state}{unread}",
            Counted(*groups as u64, "binding"),
            Counted(*lag, "entry"),
            Grouped(*pending),
        )]
    }
}

impl LagReport {
    fn unreadable(&self) -> String {
        match self.coverage.unread.len() as u64 {
            0 => String::new(),
            unread => format!(", {} not readable", Counted(unread, "stream")),
        }
    }
}

fn columns(has_lost: bool) -> [Column; 9] {
    [
        Column::word("STATUS", "status"),
        Column::stream(),
        Column::text("GROUP", "group"),
        Column::number("LAG", "lag"),
        Column::number("AGE", "lag_seconds").preferred(),
        Column::number("PENDING", "pending").preferred(),
        Column::number("LOST", "lost").optional_unless(has_lost),
        Column::number("HEADROOM", "headroom").optional(),
        Column::number("CONSUMERS", "consumers").optional(),
    ]
}

fn cells(row: &LagRow) -> Vec<Cell> {
    vec![
        status(row.status),
        Cell::new(&row.stream),
        Cell::new(&row.group),
        bounded(row.lag.value(), row.lag_kind),
        row.lag_seconds.value().map_or_else(|| Cell::absent("?"), seconds),
        number(row.pending.value()),
        bounded(row.lost, row.lost_kind),
        number(row.headroom.value()),
        number(row.consumers.value()),
    ]
}

fn status(status: LagStatus) -> Cell {
    match status {
        LagStatus::Lost => Cell::new("lost").tone(Tone::Bad),
        LagStatus::Unprovisioned => Cell::new("unprovisioned").tone(Tone::Bad),
        LagStatus::Ahead => Cell::new("ahead").tone(Tone::Bad),
        LagStatus::Stalled => Cell::new("stalled").tone(Tone::Bad),
        LagStatus::Lagging => Cell::new("lagging").tone(Tone::Warning),
        LagStatus::Ok => Cell::new("ok").tone(Tone::Good),
    }
}

fn rate_columns() -> [Column; 3] {
    [
        Column::number("IN/S", "rate_in").preferred(),
        Column::number("OUT/S", "rate_out").preferred(),
        Column::number("CATCH UP", "catch_up_seconds").preferred(),
    ]
}

fn rate_cells(rates: &Rates) -> [Cell; 3] {
    let rate = |value: Option<f64>| {
        value.map_or_else(|| Cell::absent("?"), |value| Cell::new(format!("{value:.1}")).raw(value))
    };
    let catch_up = rates.catch_up_seconds.value();
    let catch_up = catch_up.map_or_else(|| Cell::absent("-"), seconds);
    [rate(rates.rate_in.value()), rate(rates.rate_out.value()), catch_up]
}

/// A duration given in seconds.
fn seconds(value: f64) -> Cell {
    Cell::new(humanize(Duration::try_from_secs_f64(value).unwrap_or(Duration::MAX))).raw(value)
}

fn number(value: Option<u64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), Cell::new)
}

fn bounded(value: Option<u64>, kind: Exactness) -> Cell {
    match (value, kind) {
        (Some(value), Exactness::AtLeast) => Cell::new(format!("≥{value}")).raw(value),
        (Some(value), Exactness::AtMost) => Cell::new(format!("≤{value}")).raw(value),
        (value, _) => number(value),
    }
}
