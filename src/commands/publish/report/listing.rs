//! `--ids`: prints the entries of a bulk run as they are confirmed.

use std::io::{self, Stdout, Write};

use astra_model::{EntryId, Name};
use serde::Serialize;

use crate::commands::publish::report::documents::{BulkReport, Made};
use crate::output::units::sanitize;
use crate::output::{Format, Report, to_yaml};

/// Prints entries to standard output. In JSON and YAML, they and the report are one document.
#[derive(Debug)]
pub(crate) struct Listing {
    out: io::BufWriter<Stdout>,
    format: Format,
    is_first: bool,
    /// The reader, e.g. `head`, has closed the pipe. Publishing continues without the list.
    is_closed: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    stream: &'a Name,
    id: EntryId,
    event_id: Option<&'a str>,
}

impl Listing {
    pub(crate) fn begin(format: Format, headers: bool) -> io::Result<Self> {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
        match format {
            Format::Json => write!(out, "{{\"schema\":\"{}\",\"entries\":[", BulkReport::SCHEMA)?,
            Format::Yaml => writeln!(out, "schema: {}\nentries:", BulkReport::SCHEMA)?,
            Format::Csv if headers => {
                writeln!(out, "{}", Made::COLUMNS.map(|column| column.key).join(","))?;
            }
            Format::Csv | Format::Table => {}
        }
        Ok(Self { out, format, is_first: true, is_closed: false })
    }

    pub(crate) fn add(
        &mut self,
        stream: &Name,
        id: EntryId,
        event_id: Option<&str>,
    ) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let written = self.entry(stream, id, event_id);
        self.ignore_closed_pipe(written)
    }

    fn entry(&mut self, stream: &Name, id: EntryId, event_id: Option<&str>) -> io::Result<()> {
        let is_first = std::mem::take(&mut self.is_first);
        match self.format {
            Format::Table => return writeln!(self.out, "{stream} {id}"),
            Format::Csv => return self.csv_row(stream, id, event_id),
            Format::Json if !is_first => self.out.write_all(b",")?,
            Format::Json => {}
            Format::Yaml => self.out.write_all(b"- ")?,
        }
        serde_json::to_writer(&mut self.out, &Row { stream, id, event_id })?;
        if self.format == Format::Yaml { self.out.write_all(b"\n") } else { Ok(()) }
    }

    fn csv_row(&mut self, stream: &Name, id: EntryId, event_id: Option<&str>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        let cells = [&stream.to_string(), &id.to_string(), event_id.unwrap_or_default()];
        writer.write_record(cells.map(|cell| sanitize(cell).into_owned()))?;
        writer.flush()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.ignore_closed_pipe(flushed)
    }

    fn ignore_closed_pipe(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            written => written,
        }
    }

    /// Ends the list with the report of the run.
    ///
    /// # Errors
    /// `BrokenPipe` also if the reader closed the pipe earlier.
    pub(crate) fn finish(mut self, report: &BulkReport) -> io::Result<()> {
        if self.is_closed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match self.format {
            Format::Json => {
                let text = serde_json::to_string(report)?;
                writeln!(self.out, "],{}", text.trim_start_matches('{'))?;
            }
            Format::Yaml => {
                self.out.write_all(if self.is_first { b"  []\n" } else { b"" })?;
                self.out.write_all(to_yaml(report)?.as_bytes())?;
            }
            Format::Table | Format::Csv => {}
        }
        self.out.flush()
    }
}
