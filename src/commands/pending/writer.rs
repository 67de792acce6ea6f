//! Writes a document whose entries come in pages, in each format.

use std::io::{self, Write};

use serde::Serialize;

use crate::commands::env::CommandResult;
use crate::commands::pending::entry::Entry;
use crate::commands::pending::pages::Pages;
use crate::commands::pending::report::PendingReport;
use crate::output::{Cell, Format, Out, Report as _, io_error, to_yaml};

/// A document that is being written.
pub(super) struct Writer<W> {
    stdout: W,
    format: Format,
    pages: Pages,
    rows: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(stdout: W, out: &Out, pages: Pages) -> Self {
        Self { stdout, format: out.format(), pages, rows: 0 }
    }

    /// Writes everything before the entries.
    pub(super) fn open(&mut self, report: &PendingReport) -> CommandResult<()> {
        match self.format {
            Format::Json => {
                let schema = PendingReport::SCHEMA;
                write!(self.stdout, "{{\"schema\":\"{schema}\",\"groups\":")?;
                serde_json::to_writer(&mut self.stdout, &report.groups).map_err(io::Error::from)?;
                self.json_unless_empty("unread", &report.coverage.unread)?;
                self.json_unless_empty("unreachable", &report.coverage.unreachable)?;
                self.json_unless_empty("replicas", &report.coverage.replicas)?;
                self.stdout.write_all(b",\"entries\":[")?;
            }
            Format::Yaml => {
                writeln!(self.stdout, "schema: {}", PendingReport::SCHEMA)?;
                self.stdout.write_all(to_yaml(report)?.as_bytes())?;
                self.stdout.write_all(b"entries:")?;
            }
            Format::Csv if self.pages.has_headers() => {
                csv::Writer::from_writer(&mut self.stdout)
                    .write_record(self.pages.keys())
                    .map_err(io_error)?;
            }
            Format::Csv | Format::Table => {}
        }
        Ok(())
    }

    fn json_unless_empty(&mut self, key: &str, items: &[impl Serialize]) -> CommandResult<()> {
        if !items.is_empty() {
            write!(self.stdout, ",\"{key}\":")?;
            serde_json::to_writer(&mut self.stdout, items).map_err(io::Error::from)?;
        }
        Ok(())
    }

    pub(super) fn page(&mut self, entries: &[Entry<'_>]) -> CommandResult<()> {
        match self.format {
            Format::Json => self.json_page(entries)?,
            Format::Yaml if !entries.is_empty() => {
                let gap = if self.rows == 0 { "\n" } else { "" };
                write!(self.stdout, "{gap}{}", to_yaml(&entries)?)?;
            }
            Format::Csv => self.csv_page(entries)?,
            Format::Table | Format::Yaml => self.table_page(entries)?,
        }
        self.rows += entries.len() as u64;
        Ok(())
    }

    fn json_page(&mut self, entries: &[Entry<'_>]) -> CommandResult<()> {
        for (index, entry) in entries.iter().enumerate() {
            let is_first = self.rows == 0 && index == 0;
            self.stdout.write_all(if is_first { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut self.stdout, entry).map_err(io::Error::from)?;
        }
        Ok(())
    }

    fn csv_page(&mut self, entries: &[Entry<'_>]) -> CommandResult<()> {
        let mut writer = csv::Writer::from_writer(&mut self.stdout);
        for entry in entries {
            writer.write_record(entry.cells().iter().map(Cell::as_raw)).map_err(io_error)?;
        }
        Ok(writer.flush()?)
    }

    fn table_page(&mut self, entries: &[Entry<'_>]) -> CommandResult<()> {
        let text = self.pages.page(entries.iter().map(Entry::cells).collect());
        Ok(self.stdout.write_all(text.as_bytes())?)
    }

    /// Writes everything after the entries; `is_whole` is whether all of them could be read.
    pub(super) fn close(&mut self, report: &PendingReport, is_whole: bool) -> CommandResult<()> {
        match self.format {
            Format::Json => self.stdout.write_all(b"]}\n")?,
            Format::Yaml if self.rows == 0 => self.stdout.write_all(b" []\n")?,
            Format::Table => {
                let gap = if self.rows == 0 { "" } else { "\n" };
                writeln!(self.stdout, "{gap}{}", report.total_listed(self.rows, is_whole))?;
            }
            Format::Csv | Format::Yaml => {}
        }
        Ok(self.stdout.flush()?)
    }
}
