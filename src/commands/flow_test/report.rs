//! The report of a run, as data and for people.

use std::time::Duration;

use astra_model::time::humanize;
use serde::Serialize;

use crate::flow::FlowVerdict;
use crate::flow::run::{FlowOutcome, RunPlan, RunSettings};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table, Tone};

/// The document `astra.flow-test/v1`.
#[derive(Debug, Serialize)]
pub(super) struct FlowReport {
    #[serde(flatten)]
    pub(super) verdict: FlowVerdict,
    trades: u64,
    run_id: String,
    server: String,
    /// The CPU that the server used, in cores; null if it does not report it.
    server_cpu: Option<f64>,
    /// The injected fault; null for a normal run.
    injected: Option<String>,
}

impl FlowReport {
    pub(super) fn new(
        outcome: FlowOutcome,
        settings: &RunSettings,
        server: String,
        injected: Option<String>,
    ) -> Self {
        Self {
            verdict: outcome.verdict,
            trades: settings.trades,
            run_id: settings.run_id.clone(),
            server,
            server_cpu: outcome.server_cpu,
            injected,
        }
    }

    /// The failures, one line each, which CSV cannot contain.
    pub(super) fn failures(&self) -> impl Iterator<Item = String> {
        let failures = &self.verdict.failures;
        let listed = failures.listed.iter().map(|failure| format!("flow-test: {failure}"));
        let unlisted = failures.unlisted();
        let rest =
            (unlisted > 0).then(|| format!("flow-test: {} more", Counted(unlisted, "failure")));
        listed.chain(rest)
    }

    fn injection(&self) -> String {
        let fault = self.injected.as_ref();
        fault.map_or_else(String::new, |fault| format!("with the injected fault `{fault}`"))
    }

    fn by_domain(&self) -> String {
        let domains = self.verdict.events.by_domain.iter();
        let domains: Vec<_> =
            domains.map(|(domain, count)| format!("{domain} {}", Grouped(*count))).collect();
        domains.join(", ")
    }

    fn latency(&self) -> String {
        let ms = |value: f64| format!("{value:.1}");
        self.verdict.latency_ms.map_or_else(
            || "nothing was delivered".to_owned(),
            |found| {
                let [p50, p95, p99, max] = [found.p50, found.p95, found.p99, found.max].map(ms);
                format!("p50 {p50}, p95 {p95}, p99 {p99}, max {max} ms")
            },
        )
    }

    fn headline(&self) -> String {
        let verdict = if self.verdict.passed { "PASSED" } else { "FAILED" };
        let took = humanize(Duration::from_secs_f64(self.verdict.duration_ms / 1000.0));
        let fault = self
            .injected
            .as_ref()
            .map_or_else(String::new, |fault| format!(", with the injected fault `{fault}`"));
        let failures = match self.verdict.failures.total {
            0 => String::new(),
            total => format!(": {}", Counted(total, "failure")),
        };
        format!(
            "flow-test {verdict}: {} through every group of the topology in {took} on {}{fault}{failures}",
            Counted(self.trades, "trade"),
            self.server
        )
    }

    fn speed(&self) -> Option<String> {
        let rate = self.verdict.events_per_second?;
        let cpu = self.server_cpu.map_or_else(String::new, |cpu| {
            format!("; the server used {:.0} % of a core", cpu * 100.0)
        });
        Some(format!("{rate:.0} events per second{cpu}"))
    }
}

impl Report for FlowReport {
    const SCHEMA: &'static str = "astra.flow-test/v1";

    fn tables(&self) -> Vec<Table> {
        let verdict = &self.verdict;
        let mut table = Table::new(&[
            Column::text("CHECK", "check"),
            Column::number("SEEN", "seen"),
            Column::number("EXPECTED", "expected"),
            Column::prose("DETAIL", "detail"),
        ]);
        let (events, deliveries) = (&verdict.events, &verdict.deliveries);
        let depth =
            format!("{} deep, {} domain levels", verdict.causal_depth, verdict.domain_depth);
        let again = format!("{} repeated", Grouped(deliveries.duplicates));
        table.push(row("events", events.seen, events.expected, self.by_domain()));
        table.push(row("correlated", verdict.correlated, events.expected, depth));
        table.push(row("delivered", deliveries.made, deliveries.expected, self.latency()));
        let limit = humanize(Duration::from_secs_f64(verdict.deadline_ms / 1000.0));
        table.push(row(
            "in-time",
            deliveries.in_time,
            deliveries.expected,
            format!("within {limit}"),
        ));
        table.push(row("acknowledged", deliveries.acknowledged, deliveries.expected, again));
        // The other checks have no row of their own; without this one the table could look fine although the run failed.
        table.push(row("failures", verdict.failures.total, 0, self.injection()));
        vec![table]
    }

    fn summary(&self) -> Vec<String> {
        self.failures().chain(self.speed()).chain([self.headline()]).collect()
    }
}

fn row(check: &str, seen: u64, expected: u64, detail: String) -> Vec<Cell> {
    let tone = if seen == expected { Tone::Good } else { Tone::Bad };
    vec![
        Cell::new(check),
        Cell::new(Grouped(seen)).raw(seen).tone(tone),
        Cell::new(Grouped(expected)).raw(expected),
        Cell::new(detail),
    ]
}

/// Lists the groups of a run.
pub(super) fn groups(plan: &RunPlan) -> Vec<String> {
    plan.groups.iter().map(|group| group.name.clone()).collect()
}
