//! The rows of `astra services`, as data and as a table.

use std::time::Duration;

use astra_bus::Coverage;
use astra_model::time::humanize;
use serde::Serialize;

use crate::commands::services::probe::Probe;
use crate::commands::services::require::RequirementResult;
use crate::commands::services::row::ServiceRow;
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};
use crate::registry::{Instance, State};

/// The document `astra.services/v1`.
#[derive(Debug, Serialize)]
pub(super) struct ServicesReport {
    pub(super) services: Vec<ServiceRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) requirements: Vec<RequirementResult>,
    /// What could not be read and may hold more instances.
    #[serde(flatten)]
    pub(super) coverage: Coverage,
    /// Whether health URLs are called.
    #[serde(skip)]
    pub(super) is_probed: bool,
}

impl Report for ServicesReport {
    const SCHEMA: &'static str = "astra.services/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = self.table();
        if self.is_probed {
            self.extend(&mut table, PROBE, |row| probe(row.probe.as_ref()));
        }
        if self.services.iter().any(|row| !row.instance.flaws.is_empty()) {
            self.extend(&mut table, FLAWS, |row| flaws(&row.instance.flaws));
        }
        vec![table]
    }

    fn csv(&self) -> Option<Table> {
        let mut table = self.table();
        self.extend(&mut table, FLAWS, |row| flaws(&row.instance.flaws));
        if self.is_probed {
            self.extend(&mut table, PROBE, |row| probe(row.probe.as_ref()));
        }
        Some(table)
    }

    fn remarks(&self) -> Vec<String> {
        let flawed = self.services.iter().filter(|row| !row.instance.flaws.is_empty());
        flawed
            .map(|row| format!("! {}: {}", row.instance.key, row.instance.flaws.join("; ")))
            .collect()
    }

    fn summary(&self) -> Vec<String> {
        if self.services.is_empty() {
            let scope = self.coverage.scope_suffix();
            return vec![format!("no service is registered{scope}, or none matches the filters")];
        }
        let healthy = self.services.iter().filter(|row| row.is_healthy()).count();
        let answering = if self.is_probed { " and answering" } else { "" };
        let count = if healthy == self.services.len() {
            "all".into()
        } else {
            Grouped(healthy as u64).to_string()
        };
        vec![format!(
            "{}{}, {count} healthy{answering}",
            Counted(self.services.len() as u64, "instance"),
            self.coverage.scope_suffix(),
        )]
    }
}

impl ServicesReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&columns());
        self.services.iter().for_each(|row| table.push(cells(row)));
        table
    }

    fn extend(&self, table: &mut Table, column: Column, cell: impl Fn(&ServiceRow) -> Cell) {
        table.columns.push(column);
        for (cells, row) in table.rows.iter_mut().zip(&self.services) {
            cells.push(cell(row));
        }
    }
}

fn cells(row: &ServiceRow) -> Vec<Cell> {
    let Instance { service, instance, address, version, domain, .. } = &row.instance;
    let text = |value: Option<String>| value.map_or_else(|| Cell::absent("?"), Cell::new);
    vec![
        Cell::new(service),
        text(instance.as_ref().map(ToString::to_string)),
        state(row.instance.state),
        text(address.clone()),
        text(version.as_ref().map(ToString::to_string)),
        row.instance.heartbeat_age_s.map_or_else(|| Cell::absent("?"), age),
        row.instance.expires_in_s.map_or_else(
            || Cell::absent("?"),
            |seconds| Cell::new(humanize(Duration::from_secs(seconds))).raw(seconds),
        ),
        text(domain.clone()),
    ]
}

fn columns() -> [Column; 8] {
    [
        Column::text("SERVICE", "service"),
        Column::text("INSTANCE", "instance"),
        Column::word("STATE", "state"),
        Column::text("ADDRESS", "address").preferred(),
        Column::text("VERSION", "version").optional(),
        Column::number("BEAT", "heartbeat_age_s").preferred(),
        Column::number("EXPIRES", "expires_in_s").preferred(),
        Column::text("DOMAIN", "domain").optional(),
    ]
}

const PROBE: Column = Column::prose("PROBE", "probe");

const FLAWS: Column = Column::prose("!", "flaws");

fn probe(probe: Option<&Probe>) -> Cell {
    let Some(probe) = probe else { return Cell::absent("-") };
    let text = match (probe.status, &probe.error) {
        (Some(status), _) => status.to_string(),
        (None, Some(reason)) => reason.clone(),
        (None, None) => "?".into(),
    };
    Cell::new(text).tone(if probe.ok { Tone::Good } else { Tone::Bad })
}

fn state(state: State) -> Cell {
    let tone = match state {
        State::Healthy => Tone::Good,
        State::Starting | State::Stopping => Tone::Warning,
        State::Stale | State::Unhealthy | State::Orphan => Tone::Bad,
        State::Unknown => Tone::Dim,
    };
    Cell::new(state.as_str()).tone(tone)
}

fn age(seconds: f64) -> Cell {
    let age = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    Cell::new(humanize(age)).raw(seconds)
}

fn flaws(flaws: &[String]) -> Cell {
    let mark = if flaws.is_empty() { "" } else { "!" };
    Cell::new(mark).raw(flaws.join("; ")).tone(Tone::Warning)
}
