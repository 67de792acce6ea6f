//! `astra pending --entries`: every selected entry, printed page by page in constant memory.

use std::io::{self, Write};

use anyhow::Result;
use astra_bus::{Bus, BusError, Coverage, PendingPages, Unreadable, bytes_per_entry};
use jiff::Timestamp;

use crate::commands::pending::args::Args;
use crate::commands::pending::entry::Entry;
use crate::commands::pending::find::{Binding, Groups, is_gone};
use crate::commands::pending::pages::Pages;
use crate::commands::pending::report::PendingReport;
use crate::commands::pending::rows::Row;
use crate::commands::pending::writer::Writer;
use crate::output::{Out, stdout};

/// Lists the entries of all groups; returns which of them could not be read.
pub(super) async fn list(
    args: &Args,
    bus: &Bus,
    found: &Groups,
    report: &PendingReport,
    out: &Out,
) -> Result<Coverage> {
    let stdout = io::BufWriter::with_capacity(1 << 16, stdout());
    let has_ghosts = report.groups.iter().any(Row::may_hold_ghosts);
    let pages = Pages::new(out.style(), found, has_ghosts, args.payload);
    let mut writer = Writer::new(stdout, out, pages);
    writer.open(report)?;
    let mut failures = Coverage::default();
    for binding in &found.bindings {
        match list_group(args, bus, binding, found.clock.at(&binding.stream), &mut writer).await {
            Ok(()) => {}
            Err(error) => note(error, binding, &mut failures)?,
        }
    }
    writer.close(report, failures.is_complete())?;
    Ok(failures)
}

async fn list_group(
    args: &Args,
    bus: &Bus,
    binding: &Binding,
    now: Timestamp,
    writer: &mut Writer<impl Write>,
) -> Result<()> {
    let Binding { stream, group, state } = binding;
    let only = args.filters.only_consumer();
    let mut pages = PendingPages::new(bus, (stream, group), state, only.as_ref());
    while let Some(mut page) = pages.next().await? {
        page.retain(|entry| args.filters.wants(entry));
        let held = bus.entry_bodies(stream, group, page).await?;
        pages.resize(bytes_per_entry(&held));
        let entries = held.iter().map(|held| Entry::new(binding, held, now, args.payload));
        writer.page(&entries.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// What the server refuses of one group is noted; a group that is gone has no entries.
fn note(error: anyhow::Error, of: &Binding, failures: &mut Coverage) -> Result<()> {
    match error.downcast_ref::<BusError>() {
        Some(BusError::Refused { refusal, .. }) if is_gone(refusal) => {}
        Some(refused) if !refused.is_connection() || refused.is_partial() => {
            failures.unread.push(Unreadable::failed(&of.stream, &of.group, refused));
        }
        _ => return Err(error),
    }
    Ok(())
}
