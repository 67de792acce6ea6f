//! `astra pending --entries`: every selected entry, printed page by page in constant memory.

use std::io::{self, Write};

use astra_bus::{Bus, Coverage, PendingPages, bytes_per_entry};
use jiff::Timestamp;

use crate::commands::env::CommandResult;
use crate::commands::pending::entry::Entry;
use crate::commands::pending::pages::Pages;
use crate::commands::pending::report::PendingReport;
use crate::commands::pending::writer::Writer;
use crate::output::{Out, stdout};
use crate::survey::{PendingBinding, PendingBindings, PendingFilter, PendingRow};

/// Which entries to list, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct List<'a> {
    pub(super) filter: &'a PendingFilter,
    pub(super) with_payload: bool,
}

impl List<'_> {
    /// Prints the entries of all bindings; returns the bindings that could not be read.
    pub(super) async fn print(
        &self,
        bus: &Bus,
        found: &PendingBindings,
        report: &PendingReport,
        out: &Out,
    ) -> CommandResult<Coverage> {
        let stdout = io::BufWriter::with_capacity(1 << 16, stdout());
        let has_ghosts = report.groups.iter().any(PendingRow::may_hold_ghosts);
        let pages = Pages::new(out.style(), &found.bindings, has_ghosts, self.with_payload);
        let mut writer = Writer::new(stdout, out, pages);
        writer.open(report)?;
        let mut failures = Coverage::default();
        for binding in &found.bindings {
            let now = found.clock.at(&binding.stream);
            if let Err(error) = self.print_binding(bus, binding, now, &mut writer).await {
                failures.unread.extend(binding.unreadable(error.into_bus_error()?)?);
            }
        }
        writer.close(report, failures.is_complete())?;
        Ok(failures)
    }

    async fn print_binding(
        &self,
        bus: &Bus,
        binding: &PendingBinding,
        now: Timestamp,
        writer: &mut Writer<impl Write>,
    ) -> CommandResult<()> {
        let PendingBinding { stream, group, state } = binding;
        let only = self.filter.only_consumer();
        let mut pages = PendingPages::new(bus, (stream, group), state, only.as_ref());
        while let Some(mut page) = pages.next().await? {
            page.retain(|entry| self.filter.selects(entry));
            let bodies = bus.entry_bodies(stream, group, page).await?;
            pages.resize(bytes_per_entry(&bodies));
            let entries =
                bodies.iter().map(|body| Entry::new(binding, body, now, self.with_payload));
            writer.page(&entries.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}
