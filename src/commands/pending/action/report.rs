//! The plan or the result of an action, entry by entry, as data and as tables.

use std::collections::BTreeMap;

use astra_bus::Coverage;
use astra_model::Name;
use serde::Serialize;

use crate::commands::pending::action::choose::{Choice, ChosenEntry};
use crate::commands::pending::action::kind::ActionKind;
use crate::commands::pending::action::step::{Step, StepOutcome};
use crate::commands::pending::report::{duration, name};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table};

/// The document of an action, e.g. `astra.pending.claim/v1`.
#[derive(Debug, Serialize)]
pub(super) struct ActionReport {
    /// Whether this is a plan.
    pub(super) dry_run: bool,
    selected: usize,
    /// Selected entries beyond the limit; `None` if they were not read.
    more: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_reason: Option<&'static str>,
    ghosts_left: u64,
    done: usize,
    skipped: usize,
    failed: usize,
    pub(super) actions: Vec<Step>,
    /// What could not be read and may hold more selected entries.
    #[serde(flatten)]
    coverage: Coverage,
    #[serde(skip)]
    pub(super) kind: ActionKind,
}

impl ActionReport {
    pub(super) fn planned(kind: ActionKind, choice: Choice, coverage: Coverage) -> Self {
        let action = kind.words().name;
        Self {
            dry_run: true,
            selected: choice.entries.len(),
            more: choice.more,
            more_reason: choice.more.is_none().then_some("not read, because beyond --limit"),
            ghosts_left: choice.ghosts_left,
            done: 0,
            skipped: 0,
            failed: 0,
            actions: choice.entries.into_iter().map(|entry| Step::planned(entry, action)).collect(),
            coverage,
            kind,
        }
    }

    /// Counts the outcomes of the steps.
    pub(super) fn count_outcomes(&mut self) {
        let count = |outcome| self.actions.iter().filter(|step| step.outcome == outcome).count();
        let (done, skipped) = (count(StepOutcome::Done), count(StepOutcome::Skipped));
        (self.done, self.skipped) = (done, skipped);
        self.failed = self.actions.len() - done - skipped;
    }

    /// The reasons why steps failed, each with its hint.
    pub(super) fn reasons(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.actions.iter().filter_map(Step::reason_and_hint)
    }

    /// Whether no step failed; a skipped step is no failure.
    pub(super) fn is_success(&self) -> bool {
        self.failed == 0
    }

    fn overview(&self) -> Table {
        let has_ghosts = self.actions.iter().any(|step| step.entry.is_ghost);
        let mut table = Table::new(&[
            Column::word("ACTION", "action"),
            Column::stream(),
            Column::text("GROUP", "group"),
            Column::text("CONSUMER", "consumer"),
            Column::number("ENTRIES", "entries"),
            Column::number("GHOSTS", "ghosts").optional_unless(has_ghosts),
            Column::number("MIN IDLE", "min_idle_ms").preferred(),
            Column::number("DELIVERIES", "max_deliveries").preferred(),
        ]);
        let mut shares: BTreeMap<(&Name, &Name, &Name, StepOutcome), Vec<&ChosenEntry>> =
            BTreeMap::new();
        for step in &self.actions {
            let ChosenEntry { stream, group, entry, .. } = &step.entry;
            let key = (stream, group, &entry.consumer, step.outcome);
            shares.entry(key).or_default().push(&step.entry);
        }
        let words = self.kind.words();
        for ((stream, group, consumer, outcome), chosen) in shares {
            let entries = || chosen.iter().map(|chosen| &chosen.entry);
            table.push(vec![
                outcome.cell(words),
                name(stream),
                name(group),
                name(consumer),
                Cell::new(chosen.len()),
                Cell::new(chosen.iter().filter(|chosen| chosen.is_ghost).count()),
                duration(entries().map(|entry| entry.idle_ms).min().unwrap_or(0)),
                Cell::new(entries().map(|entry| entry.deliveries).max().unwrap_or(0)),
            ]);
        }
        table
    }

    /// The steps that were not done; steps of a group that failed for the same reason share a row.
    fn problems(&self) -> Table {
        let mut table = Table::new(&[
            Column::word("NOT DONE", "outcome"),
            Column::stream(),
            Column::text("GROUP", "group"),
            Column::word("ID", "id"),
            Column::prose("REASON", "reason"),
        ]);
        let words = self.kind.words();
        let undone: Vec<&Step> = self.actions.iter().filter(|step| step.reason.is_some()).collect();
        for alike in undone.chunk_by(|a, b| a.fails_like(b)) {
            let [step, others @ ..] = alike else { continue };
            let id = step.entry.entry.id;
            table.push(vec![
                step.outcome.cell(words),
                name(&step.entry.stream),
                name(&step.entry.group),
                match others.len() {
                    0 => Cell::new(id),
                    more => Cell::new(format!("{id} and {more} more")),
                },
                Cell::new(step.reason.as_deref().unwrap_or_default()),
            ]);
        }
        table
    }

    fn total(&self) -> String {
        if self.selected == 0 {
            return format!(
                "no pending entry selected{}, nothing to do",
                self.coverage.scope_suffix()
            );
        }
        let entries = pending_entries(self.selected);
        if self.dry_run {
            return format!("{entries} to {}", self.kind.words().name);
        }
        let count = |steps: usize| Grouped(steps as u64);
        let others = [(self.skipped, "skipped"), (self.failed, "failed")];
        let others = others.iter().filter(|(steps, _)| *steps > 0);
        let others: Vec<String> =
            others.map(|(steps, what)| format!(", {} {what}", count(*steps))).collect();
        format!("{} of {entries} {}{}", count(self.done), self.kind.words().done, others.concat())
    }
}

impl Report for ActionReport {
    /// The family of the four schemas; each report has its own.
    const SCHEMA: &'static str = "astra.pending.action/v1";

    fn schema(&self) -> &'static str {
        self.kind.words().schema
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.overview(), self.problems()]
    }

    fn csv(&self) -> Option<Table> {
        Some(Step::table(&self.actions))
    }

    fn summary(&self) -> Vec<String> {
        let more = match self.more {
            Some(0) => None,
            Some(more) => Some(format!("{} more beyond --limit", pending_entries(more))),
            None => Some("there may be more beyond --limit: run it again, or raise it".into()),
        };
        let left = (self.ghosts_left > 0).then(|| {
            let ghosts = Counted(self.ghosts_left, "ghost");
            format!("{ghosts} cannot be claimed; see astra pending purge-ghosts")
        });
        [self.total()].into_iter().chain(more).chain(left).collect()
    }
}

fn pending_entries(count: impl TryInto<u64>) -> String {
    Counted(count.try_into().unwrap_or(u64::MAX), "pending entry").to_string()
}
