//! `astra flow-test --dry-run`: what a run would make and check.

use astra_model::time::{format_duration, humanize};
use serde::Serialize;

use crate::flow::run::{LIFETIME, Script};
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table};

/// A run that was not played.
#[derive(Debug, Serialize)]
pub(super) struct PlanReport {
    dry_run: bool,
    sandbox: bool,
    prefix: String,
    trades: u64,
    events: u64,
    deliveries: u64,
    bindings: usize,
    deadline_ms: f64,
    run_timeout_ms: f64,
    streams: Vec<Stream>,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Stream {
    name: String,
    groups: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    consumers: u32,
    streams: usize,
}

impl PlanReport {
    pub(super) fn new(script: &Script, names_a_server: bool) -> Self {
        let expected = script.ledger.expected();
        let streams = script
            .streams
            .iter()
            .map(|stream| Stream { name: stream.name.clone(), groups: stream.groups.clone() });
        let groups = script.members.iter().map(|member| Group {
            name: member.group.clone(),
            consumers: member.consumers,
            streams: member.streams.len(),
        });
        Self {
            dry_run: true,
            sandbox: !names_a_server,
            prefix: format!("{}.", script.prefix),
            trades: script.settings.trades,
            events: expected.events,
            deliveries: expected.deliveries,
            bindings: script.bindings(),
            deadline_ms: script.settings.deadline.as_secs_f64() * 1000.0,
            run_timeout_ms: script.settings.timeout.as_secs_f64() * 1000.0,
            streams: streams.collect(),
            groups: groups.collect(),
        }
    }
}

impl Report for PlanReport {
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
        let server =
            if self.sandbox { "a private server of its own" } else { "the server that is named" };
        let deadline = std::time::Duration::from_secs_f64(self.deadline_ms / 1000.0);
        vec![
            format!(
                "dry run: would make {} and {} under `{}` on {server}, each expiring after {}, and remove them at the end",
                Counted(self.streams.len() as u64, "stream"),
                Counted(self.bindings as u64, "binding"),
                self.prefix,
                format_duration(LIFETIME)
            ),
            format!(
                "would publish {} of {}, and check {}, each within {}, acknowledged, and read back from the server",
                Counted(self.events, "event"),
                Counted(self.trades, "trade"),
                Counted(self.deliveries, "delivery"),
                humanize(deadline)
            ),
        ]
    }
}
