//! Prints the report of `astra setup`: its tables, summary and warnings.

use std::collections::BTreeSet;
use std::io;

use astra_model::Name;

use crate::commands::setup::action::SetupAction;
use crate::commands::setup::report::SetupReport;
use crate::output::units::{Counted, Grouped};
use crate::output::{Cell, Column, Format, Out, Report, Table, Tone, notes};
use crate::provision::FindingSeverity;

impl Report for SetupReport {
    const SCHEMA: &'static str = "astra.setup/v1";

    fn tables(&self) -> Vec<Table> {
        vec![self.group_table(), self.problem_table(), self.finding_table()]
    }

    fn summary(&self) -> Vec<String> {
        let would = if self.dry_run { "to create" } else { "created" };
        let count = |bindings: usize| Grouped(bindings as u64);
        let mut line = format!(
            "{} on {}, {}: {} {would}, {} already there",
            Counted(self.groups as u64, "group"),
            Counted(self.streams as u64, "stream"),
            Counted(self.bindings as u64, "binding"),
            count(self.created),
            count(self.unchanged),
        );
        if self.removed > 0 {
            let would = if self.dry_run { "to remove" } else { "removed" };
            line = format!("{line}, {} {would}", count(self.removed));
        }
        if let Some(kept) = self.kept.filter(|kept| *kept > 0) {
            let would = if self.dry_run { "to keep" } else { "kept" };
            line = format!("{line}, {} {would}", count(kept));
        }
        if self.failed > 0 {
            line = format!("{line}, {} failed", count(self.failed));
        }
        let unknown_reason = self.unknown_reason().map(|reason| format!("?: {reason}"));
        [line].into_iter().chain(unknown_reason).collect()
    }
}

impl SetupReport {
    /// Prints the report. CSV contains only the table of groups, so warnings cover the rest.
    pub(super) fn print(&self, out: &Out) -> io::Result<()> {
        out.print(self)?;
        self.print_failures();
        if out.format() == Format::Csv {
            self.csv_warnings().for_each(notes::warning);
        }
        Ok(())
    }

    /// Why entry numbers are not known, each reason once.
    fn unknown_reason(&self) -> impl Iterator<Item = &'static str> {
        let created = self.actions.iter().filter(|action| action.reason.is_none());
        created.filter_map(|action| action.will_see_reason).collect::<BTreeSet<_>>().into_iter()
    }

    /// What the first table does not contain: removed, kept and failed objects, and the findings.
    fn csv_warnings(&self) -> impl Iterator<Item = String> {
        let at = |stream: Option<&Name>, group: Option<&Name>| {
            let stream = stream.map(|stream| format!("`{stream}`"));
            let group = group.map(|group| format!("group `{group}`"));
            stream.into_iter().chain(group).collect::<Vec<_>>().join(", ")
        };
        let actions = self.problems().map(move |action| {
            let place = at(Some(&action.stream), action.group.as_ref());
            let detail = action.detail();
            let gap = if detail.is_empty() { "" } else { ": " };
            format!("{} {place}{gap}{detail}", self.verb(action))
        });
        let findings = self.findings.iter().map(move |finding| {
            let place = at(finding.stream.as_ref(), finding.group.as_ref());
            let gap = if place.is_empty() { "" } else { ": " };
            format!("{place}{gap}{} ({})", finding.detail, finding.id)
        });
        actions.chain(findings)
    }

    /// Removed, kept and failed objects.
    fn problems(&self) -> impl Iterator<Item = &SetupAction> {
        let is_problem =
            |action: &&SetupAction| action.action != "create" || action.reason.is_some();
        self.actions.iter().filter(is_problem)
    }

    fn verb(&self, action: &SetupAction) -> &'static str {
        match (action.action, self.dry_run) {
            ("create", _) => "failed",
            ("remove", true) => "would remove",
            ("remove", false) => "removed",
            (other, _) => other,
        }
    }

    fn group_table(&self) -> Table {
        let verb = if self.dry_run { "TO CREATE" } else { "CREATED" };
        let mut table = Table::new(&[
            Column::text("GROUP", "group"),
            Column::number("STREAMS", "streams"),
            Column::number(verb, "created"),
            Column::word("START", "start"),
            Column::number("WILL SEE", "will_see").preferred(),
            Column::number("WILL SKIP", "will_skip").preferred(),
        ]);
        for group in self.starts.iter().filter(|group| group.created > 0) {
            table.push(vec![
                Cell::new(&group.name),
                Cell::new(group.streams),
                Cell::new(group.created),
                Cell::new(&group.start),
                entries(group.will_see),
                entries(group.will_skip),
            ]);
        }
        table
    }

    fn problem_table(&self) -> Table {
        let mut table = Table::new(&[
            Column::word("ACTION", "action"),
            Column::stream(),
            Column::text("GROUP", "group"),
            Column::prose("DETAIL", "detail"),
        ]);
        for action in self.problems() {
            let tone = if action.reason.is_some() { Tone::Bad } else { Tone::Plain };
            table.push(vec![
                Cell::new(self.verb(action)).tone(tone),
                Cell::new(&action.stream),
                action.group.as_ref().map_or_else(|| Cell::absent("all"), Cell::new),
                Cell::new(action.detail()),
            ]);
        }
        table
    }

    fn finding_table(&self) -> Table {
        let has_groups = self.findings.iter().any(|finding| finding.group.is_some());
        let mut table = Table::new(&[
            Column::word("SEVERITY", "severity").preferred(),
            Column::word("FINDING", "finding"),
            Column::stream(),
            Column::text("GROUP", "group").optional_unless(has_groups),
            Column::prose("DETAIL", "detail"),
        ]);
        for finding in &self.findings {
            table.push(vec![
                severity(finding.severity),
                Cell::new(finding.id),
                finding.stream.as_ref().map_or_else(|| Cell::absent("-"), Cell::new),
                finding.group.as_ref().map_or_else(|| Cell::absent("-"), Cell::new),
                Cell::new(&finding.detail),
            ]);
        }
        table
    }
}

fn entries(count: Option<u64>) -> Cell {
    count.map_or_else(|| Cell::absent("?"), Cell::new)
}

fn severity(severity: FindingSeverity) -> Cell {
    match severity {
        FindingSeverity::Info => Cell::new("info").tone(Tone::Dim),
        FindingSeverity::Warning => Cell::new("warning").tone(Tone::Warning),
        FindingSeverity::Error => Cell::new("error").tone(Tone::Bad),
    }
}
