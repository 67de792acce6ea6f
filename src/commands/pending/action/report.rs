//! What an action would do or did, entry by entry, as data and as tables.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use astra_bus::Coverage;
use astra_model::Name;
use serde::Serialize;

use crate::commands::env::coverage;
use crate::commands::pending::action::choose::{Chosen, Item};
use crate::commands::pending::action::kind::Kind;
use crate::commands::pending::action::step::{Outcome, Step};
use crate::commands::pending::report::{duration, name};
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Report, Table};

/// The document of an action, e.g. `astra.pending.claim/v1`.
#[derive(Debug, Serialize)]
pub(super) struct ActionReport<K> {
    /// Whether nothing was done yet.
    pub(super) dry_run: bool,
    selected: usize,
    /// Selected entries beyond the limit; `None` where they were not looked at.
    more: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_reason: Option<&'static str>,
    ghosts_left: u64,
    done: usize,
    skipped: usize,
    failed: usize,
    pub(super) actions: Vec<Step>,
    /// Where more may be selected.
    #[serde(flatten)]
    unseen: Coverage,
    #[serde(skip)]
    kind: PhantomData<K>,
}

impl<K: Kind> ActionReport<K> {
    pub(super) fn planned(chosen: Chosen, unseen: Coverage) -> Self {
        Self {
            dry_run: true,
            selected: chosen.items.len(),
            more: chosen.more,
            more_reason: chosen.more.is_none().then_some("not looked at, beyond --limit"),
            ghosts_left: chosen.ghosts_left,
            done: 0,
            skipped: 0,
            failed: 0,
            actions: chosen.items.into_iter().map(|item| Step::planned(item, K::ACTION)).collect(),
            unseen,
            kind: PhantomData,
        }
    }

    /// Counts the outcomes.
    pub(super) fn count(&mut self) {
        let of = |outcome| self.actions.iter().filter(|step| step.outcome == outcome).count();
        let (done, skipped) = (of(Outcome::Done), of(Outcome::Skipped));
        (self.done, self.skipped) = (done, skipped);
        self.failed = self.actions.len() - done - skipped;
    }

    /// Says the next step of what was refused.
    pub(super) fn tell_hints(&self) {
        coverage::print_hints(self.actions.iter().filter_map(Step::next));
    }

    /// What others were quicker with is no failure.
    pub(super) fn is_success(&self) -> bool {
        self.failed == 0
    }

    pub(super) fn question(&self) -> String {
        format!("{} {}", K::DOING, pending_entries(self.selected))
    }

    fn overview(&self) -> Table {
        let has_ghosts = self.actions.iter().any(|step| step.item.is_ghost);
        let mut table = Table::new(&[
            Column::word("ACTION", "action"),
            Column::stream(),
            Column::text("GROUP", "group"),
            Column::text("CONSUMER", "consumer"),
            Column::number("ENTRIES", "entries"),
            Column::number("GHOSTS", "ghosts").optional_unless(has_ghosts),
            Column::number("MIN IDLE", "min_idle_ms").wanted(),
            Column::number("DELIVERIES", "max_deliveries").wanted(),
        ]);
        let mut shares: BTreeMap<(&Name, &Name, &Name, Outcome), Vec<&Item>> = BTreeMap::new();
        for step in &self.actions {
            let Item { stream, group, entry, .. } = &step.item;
            let key = (stream, group, &entry.consumer, step.outcome);
            shares.entry(key).or_default().push(&step.item);
        }
        for ((stream, group, consumer, outcome), items) in shares {
            let entries = || items.iter().map(|item| &item.entry);
            table.push(vec![
                outcome.cell::<K>(),
                name(stream),
                name(group),
                name(consumer),
                Cell::new(items.len()),
                Cell::new(items.iter().filter(|item| item.is_ghost).count()),
                duration(entries().map(|entry| entry.idle_ms).min().unwrap_or(0)),
                Cell::new(entries().map(|entry| entry.deliveries).max().unwrap_or(0)),
            ]);
        }
        table
    }

    /// What was not done: item by item, but in one row what failed of a group for one reason.
    fn problems(&self) -> Table {
        let mut table = Table::new(&[
            Column::word("NOT DONE", "outcome"),
            Column::stream(),
            Column::text("GROUP", "group"),
            Column::word("ID", "id"),
            Column::prose("REASON", "reason"),
        ]);
        let undone: Vec<&Step> = self.actions.iter().filter(|step| step.reason.is_some()).collect();
        for alike in undone.chunk_by(|a, b| a.fails_like(b)) {
            let [step, others @ ..] = alike else { continue };
            let id = step.item.entry.id;
            table.push(vec![
                step.outcome.cell::<K>(),
                name(&step.item.stream),
                name(&step.item.group),
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
            return format!("no pending entry selected{}, nothing to do", self.unseen.scope());
        }
        let entries = pending_entries(self.selected);
        if self.dry_run {
            return format!("{entries} to {}", K::ACTION);
        }
        let count = |steps: usize| Grouped(steps as u64);
        let others = [(self.skipped, "skipped"), (self.failed, "failed")];
        let others = others.iter().filter(|(steps, _)| *steps > 0);
        let others: Vec<String> =
            others.map(|(steps, what)| format!(", {} {what}", count(*steps))).collect();
        format!("{} of {entries} {}{}", count(self.done), K::DONE, others.concat())
    }
}

impl<K: Kind> Report for ActionReport<K> {
    const SCHEMA: &'static str = K::SCHEMA;

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
