//! `astra flow-test --dry-run`: reports what a run would create and check.

use astra_model::time::{format_duration, humanize};
use serde::Serialize;

use crate::flow::run::{LIFETIME, RunPlan};
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table};

/// A run that was only planned.
#[derive(Debug, Serialize)]
pub(super) struct DryRunReport {
    dry_run: bool,
    sandbox: bool,
    prefix: String,
    trades: u64,
    events: u64,
    deliveries: u64,
    bindings: usize,
    deadline_ms: f64,
    run_timeout_ms: f64,
    streams: Vec<StreamRow>,
    groups: Vec<GroupRow>,
}

#[derive(Debug, Serialize)]
struct StreamRow {
    name: String,
    groups: Vec<String>,
}

#[derive(Debug, Serialize)]
struct GroupRow {
    name: String,
    consumers: u32,
    streams: usize,
}

impl DryRunReport {
    pub(super) fn new(plan: &RunPlan, names_a_server: bool) -> Self {
        let expected = plan.ledger.expected();
        let streams = plan
            .streams
            .iter()
            .map(|stream| StreamRow { name: stream.name.clone(), groups: stream.groups.clone() });
        let groups = plan.groups.iter().map(|group| GroupRow {
            name: group.name.clone(),
            consumers: group.consumers,
            streams: group.streams.len(),
        });
        Self {
            dry_run: true,
            sandbox: !names_a_server,
            prefix: format!("{}.", plan.prefix),
            trades: plan.settings.trades,
            events: expected.events,
            deliveries: expected.deliveries,
            bindings: plan.bindings(),
            deadline_ms: plan.settings.deadline.as_secs_f64() * 1000.0,
            run_timeout_ms: plan.settings.timeout.as_secs_f64() * 1000.0,
            streams: streams.collect(),
            groups: groups.collect(),
        }
    }
}

impl Report for DryRunReport {
    const SCHEMA: &'static str = "astra.flow-test/v1";

    fn tables(&self) -> Vec<Table> {
        let mut groups = Table::new(&[
            Column::text("GROUP", "group"),
            Column::number("CONSUMERS", "consumers"),
            Column::number("STREAMS", "streams"),
        ]);
        for group in &self.groups {
            let cells =
                [Cell::new(&group.name), Cell::new(group.consumers), Cell::new(group.streams)];
            groups.push(cells.into());
        }
        vec![groups]
    }

    fn summary(&self) -> Vec<String> {
        let server = if self.sandbox { "a private server" } else { "the selected server" };
        let deadline = std::time::Duration::from_secs_f64(self.deadline_ms / 1000.0);
        vec![
            format!(
                "dry run: would create {} and {} under `{}` on {server}, each expiring after {}, and remove them at the end",
                Counted(self.streams.len() as u64, "stream"),
                Counted(self.bindings as u64, "binding"),
                self.prefix,
                format_duration(LIFETIME)
            ),
            format!(
                "would publish {} of {}, and check that {} arrive within {}, are acknowledged, and agree with the server",
                Counted(self.events, "event"),
                Counted(self.trades, "trade"),
                Counted(self.deliveries, "delivery"),
                humanize(deadline)
            ),
        ]
    }
}
