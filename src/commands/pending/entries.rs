//! `astra pending --entries`: every selected entry, printed page by page in constant memory.

use std::io::{self, Write};

use anyhow::Result;
use jiff::Timestamp;

use crate::bus::{Bus, BusError, HeldEntry, Name, PendingPages, bytes_an_entry};
use crate::bus::{Bus, BusError, PendingPages, bytes_an_entry};
use crate::commands::pending::Args;
use crate::commands::pending::entry::Entry;
use crate::commands::pending::find::{Binding, Groups, is_gone};
use crate::commands::pending::report::{PendingReport, duration, name};
use crate::entry_id::EntryId;
use crate::output::{Cell, Column, Format, Out, Report as _, Style, Table, Tone};

/// One pending entry of the document.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    stream: &'a Name,
    group: &'a Name,
    consumer: &'a Name,
    id: EntryId,
    age_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_reason: Option<&'static str>,
    idle_ms: u64,
    deliveries: u64,
    ghost: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Option<FieldsJson<'a>>>,
}

impl<'a> Entry<'a> {
    fn new(binding: &'a Binding, held: &'a HeldEntry, now: Timestamp, with_payload: bool) -> Self {
        let age_ms = age_ms(held.entry.id, now);
        Self {
            stream: &binding.stream,
            group: &binding.group,
            consumer: &held.entry.consumer,
            id: held.entry.id,
            age_ms,
            age_reason: age_ms.is_none().then_some(NO_CLOCK),
            idle_ms: held.entry.idle_ms,
            deliveries: held.entry.deliveries,
            ghost: held.is_ghost(),
            fields: with_payload.then(|| held.fields.as_ref().map(FieldsJson)),
        }
    }
}
use crate::commands::pending::report::PendingReport;
use crate::commands::pending::writer::Writer;
use crate::output::Out;

/// Lists the entries of all groups; returns which of them could not be read.
pub(super) async fn list(
    args: &Args,
    bus: &Bus,
    found: &Groups,
    report: &PendingReport,
    out: &Out,
) -> Result<Vec<String>> {
    let stdout = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut writer = Writer {
        stdout,
        format: out.format(),
        style: out.style(),
        rows: 0,
        payload: args.payload,
    };
    let mut writer = Writer::new(stdout, out, args.payload);
    writer.open(report)?;
    let mut failures = Vec::new();
    for binding in &found.bindings {
        match list_group(args, bus, binding, found.now, &mut writer).await {
            Ok(()) => {}
            Err(error) => failures.extend(failure(error)?),
        }
    }
    writer.close(report)?;
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
        let held = bus.held(stream, group, page).await?;
        pages.fit(bytes_an_entry(&held));
        let entries = held.iter().map(|held| Entry::new(binding, held, now, args.payload));
        writer.page(&entries.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// What the server refuses of one group is told; a group that is gone has no entries.
fn failure(error: anyhow::Error) -> Result<Option<String>> {
    match error.downcast_ref::<BusError>() {
        Some(BusError::Refused { refusal, .. }) if is_gone(refusal) => Ok(None),
        Some(refused) if !refused.is_connection() => Ok(Some(format!("cannot read {refused}"))),
        _ => Err(error),
    }
}

/// Writes a document whose entries come in pages.
struct Writer<W> {
    stdout: W,
    format: Format,
    style: Style,
    rows: u64,
    payload: bool,
}

impl<W: Write> Writer<W> {
    fn open(&mut self, report: &PendingReport) -> Result<()> {
        match self.format {
            Format::Json => {
                let schema = PendingReport::SCHEMA;
                write!(self.stdout, "{{\"schema\":\"{schema}\",\"groups\":")?;
                serde_json::to_writer(&mut self.stdout, &report.groups)?;
                self.stdout.write_all(b",\"entries\":[")?;
            }
            Format::Yaml => {
                writeln!(self.stdout, "schema: {}", PendingReport::SCHEMA)?;
                self.stdout.write_all(serde_yaml::to_string(report)?.as_bytes())?;
                self.stdout.write_all(b"entries:")?;
            }
            Format::Csv if self.style.headers => {
                let columns = self.columns();
                let keys = columns.iter().map(|column| column.key);
                csv::Writer::from_writer(&mut self.stdout).write_record(keys)?;
            }
            Format::Csv | Format::Table => {}
        }
        Ok(())
    }

    fn page(&mut self, entries: &[Entry<'_>]) -> Result<()> {
        match self.format {
            Format::Json => self.json_page(entries)?,
            Format::Yaml if !entries.is_empty() => {
                let gap = if self.rows == 0 { "\n" } else { "" };
                write!(self.stdout, "{gap}{}", serde_yaml::to_string(&entries)?)?;
            }
            Format::Csv => self.csv_page(entries)?,
            Format::Table | Format::Yaml => self.table_page(entries)?,
        }
        self.rows += entries.len() as u64;
        Ok(())
    }

    fn json_page(&mut self, entries: &[Entry<'_>]) -> Result<()> {
        for (index, entry) in entries.iter().enumerate() {
            let is_first = self.rows == 0 && index == 0;
            self.stdout.write_all(if is_first { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut self.stdout, entry)?;
        }
        Ok(())
    }

    fn csv_page(&mut self, entries: &[Entry<'_>]) -> Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.stdout);
        for entry in entries {
            writer.write_record(entry.cells(self.payload).iter().map(Cell::as_raw))?;
        }
        Ok(writer.flush()?)
    }

    fn table_page(&mut self, entries: &[Entry<'_>]) -> Result<()> {
        let mut table = Table::new(&self.columns());
        entries.iter().for_each(|entry| table.push(entry.cells(self.payload)));
        let headers = self.style.headers && self.rows == 0;
        let text = table.render(Style { headers, ..self.style });
        Ok(self.stdout.write_all(text.as_bytes())?)
    }

    fn close(&mut self, report: &PendingReport) -> Result<()> {
        match self.format {
            Format::Json => self.stdout.write_all(b"]}\n")?,
            Format::Yaml if self.rows == 0 => self.stdout.write_all(b" []\n")?,
            Format::Table => {
                let gap = if self.rows == 0 { "" } else { "\n" };
                writeln!(self.stdout, "{gap}{}", report.total())?;
            }
            Format::Csv | Format::Yaml => {}
        }
        Ok(self.stdout.flush()?)
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![
            Column::text("STREAM", "stream"),
            Column::text("GROUP", "group"),
            Column::text("CONSUMER", "consumer"),
            Column::text("ID", "id"),
            Column::number("AGE", "age_ms"),
            Column::number("IDLE", "idle_ms"),
            Column::number("DELIVERIES", "deliveries"),
            Column::text("GHOST", "ghost"),
        ];
        columns.extend(self.payload.then_some(Column::text("FIELDS", "fields")));
        columns
    }
}

impl Entry<'_> {
    fn cells(&self, with_payload: bool) -> Vec<Cell> {
        let ghost = if self.ghost { Cell::new("ghost").tone(Tone::Warning) } else { Cell::new("") };
        let mut cells = vec![
            name(self.stream),
            name(self.group),
            name(self.consumer),
            Cell::new(self.id),
            self.age_ms.map_or_else(|| Cell::absent("?"), duration),
            duration(self.idle_ms),
            Cell::new(self.deliveries),
            ghost.raw(self.ghost),
        ];
        if with_payload {
            cells.push(match &self.fields {
                Some(Some(fields)) => Cell::new(readable(fields.0))
                    .raw(serde_json::to_string(fields).unwrap_or_default()),
                _ => Cell::absent("-"),
            });
        }
        cells
    }
}
