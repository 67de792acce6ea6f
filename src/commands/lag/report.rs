//! The report of `astra lag`, as data and as a table.

use astra_bus::Coverage;
use serde::Serialize;

use crate::commands::lag::rates::{Rates, seconds};
use crate::commands::lag::row::{Kind, Row, Status};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};

/// The document `astra.lag/v1`.
#[derive(Debug, Serialize)]
pub(super) struct LagReport {
    pub(super) groups: Vec<Row>,
    totals: Totals,
    /// What may hold more groups that are not among the rows.
    #[serde(flatten)]
    unseen: Coverage,
    /// Whether it is one look of several, and has rates.
    #[serde(skip)]
    is_watched: bool,
}

/// The sums over all rows: a lower bound where a row is not exact.
#[derive(Debug, Serialize)]
struct Totals {
    lag: u64,
    lag_kind: Kind,
    pending: u64,
    groups: usize,
}

impl LagReport {
    fn table(&self) -> Table {
        let has_lost = self.groups.iter().any(|row| row.lost.is_some_and(|lost| lost > 0));
        let mut table = Table::new(&columns(has_lost));
        self.groups.iter().for_each(|row| table.push(row.cells()));
        table
    }

    /// Puts the rates behind what every look has.
    fn with_rates(&self, mut table: Table) -> Table {
        if self.is_watched {
            table.columns.extend(Rates::columns());
            for (cells, row) in table.rows.iter_mut().zip(&self.groups) {
                cells.extend(row.rates.unwrap_or_else(Rates::unknown).cells());
            }
        }
        table
    }

    pub(super) fn new(groups: Vec<Row>, unseen: Coverage) -> Self {
        let is_exact = unseen.is_complete() && groups.iter().all(Row::is_lag_exact);
        let totals = Totals {
            lag: groups.iter().filter_map(|row| row.lag).sum(),
            lag_kind: if is_exact { Kind::Exact } else { Kind::AtLeast },
            pending: groups.iter().filter_map(|row| row.pending).sum(),
            groups: groups.len(),
        };
        Self { groups, totals, unseen, is_watched: false }
    }

    /// The same as one look of several.
    pub(super) fn watched(self) -> Self {
        Self { is_watched: true, ..self }
    }

    /// The same totals over fewer rows.
    pub(super) fn only(mut self, wanted: impl Fn(&Row) -> bool) -> Self {
        self.groups.retain(wanted);
        self
    }
}

impl Report for LagReport {
    const SCHEMA: &'static str = "astra.lag/v1";

    fn tables(&self) -> Vec<Table> {
        vec![self.with_rates(self.table())]
    }

    /// A bound is told from an exact number by its kind, as nothing else in CSV does.
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
            let place = self.unseen.place_suffix();
            return vec![format!("no consumer group{place}{unread}")];
        }
        let least = if *lag_kind == Kind::Exact { "" } else { "at least " };
        let state = match self.groups.iter().filter(|row| row.is_lagging()).count() as u64 {
            0 => format!("all up to date{}", self.unseen.scope_suffix()),
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
        match self.unseen.unread.len() as u64 {
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
        Column::number("AGE", "lag_seconds").wanted(),
        Column::number("PENDING", "pending").wanted(),
        Column::number("LOST", "lost").optional_unless(has_lost),
        Column::number("HEADROOM", "headroom").optional(),
        Column::number("CONSUMERS", "consumers").optional(),
    ]
}

impl Row {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.status.cell(),
            Cell::new(&self.stream),
            Cell::new(&self.group),
            bounded(self.lag, self.lag_kind),
            self.lag_seconds.map_or_else(|| Cell::absent("?"), seconds),
            number(self.pending),
            bounded(self.lost, self.lost_kind),
            number(self.headroom),
            number(self.consumers),
        ]
    }
}

impl Status {
    fn cell(self) -> Cell {
        match self {
            Self::Lost => Cell::new("lost").tone(Tone::Bad),
            Self::Unprovisioned => Cell::new("unprovisioned").tone(Tone::Bad),
            Self::Ahead => Cell::new("ahead").tone(Tone::Bad),
            Self::Stalled => Cell::new("stalled").tone(Tone::Bad),
            Self::Lagging => Cell::new("lagging").tone(Tone::Warning),
            Self::Ok => Cell::new("ok").tone(Tone::Good),
        }
    }
}

fn number(value: Option<u64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), Cell::new)
}

fn bounded(value: Option<u64>, kind: Kind) -> Cell {
    match (value, kind) {
        (Some(value), Kind::AtLeast) => Cell::new(format!("≥{value}")).raw(value),
        (Some(value), Kind::AtMost) => Cell::new(format!("≤{value}")).raw(value),
        (value, _) => number(value),
    }
}
