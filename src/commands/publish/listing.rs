//! `--ids`: the entries of a bulk run, written out as they are confirmed.

use std::io::{self, Stdout, Write};

use astra_model::{EntryId, Name};
use serde::Serialize;

use crate::commands::publish::report::{BulkReport, Made};
use crate::output::units::sanitize;
use crate::output::{Format, Report, to_yaml};

/// Standard output while entries are listed on it. JSON and YAML stay one document.
#[derive(Debug)]
pub(super) struct Listing {
    out: io::BufWriter<Stdout>,
    format: Format,
    is_first: bool,
    /// Nobody reads it any more, e.g. `head`: what is published does not hang on that.
    is_deserted: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    stream: &'a Name,
    id: EntryId,
    event_id: Option<&'a str>,
}

impl Listing {
    pub(super) fn begin(format: Format, headers: bool) -> io::Result<Self> {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
        match format {
            Format::Json => write!(out, "{{\"schema\":\"{}\",\"entries\":[", BulkReport::SCHEMA)?,
            Format::Yaml => writeln!(out, "schema: {}\nentries:", BulkReport::SCHEMA)?,
            Format::Csv if headers => {
                writeln!(out, "{}", Made::COLUMNS.map(|column| column.key).join(","))?;
            }
            Format::Csv | Format::Table => {}
        }
        Ok(Self { out, format, is_first: true, is_deserted: false })
    }

    pub(super) fn add(
        &mut self,
        stream: &Name,
        id: EntryId,
        event_id: Option<&str>,
    ) -> io::Result<()> {
        if self.is_deserted {
            return Ok(());
        }
        let written = self.entry(stream, id, event_id);
        self.outlive_reader(written)
    }

    fn entry(&mut self, stream: &Name, id: EntryId, event_id: Option<&str>) -> io::Result<()> {
        let is_first = std::mem::take(&mut self.is_first);
        match self.format {
            Format::Table => return writeln!(self.out, "{stream} {id}"),
            Format::Csv => return self.row(stream, id, event_id),
            Format::Json if !is_first => self.out.write_all(b",")?,
            Format::Json => {}
            Format::Yaml => self.out.write_all(b"- ")?,
        }
        serde_json::to_writer(&mut self.out, &Row { stream, id, event_id })?;
        if self.format == Format::Yaml { self.out.write_all(b"\n") } else { Ok(()) }
    }

    fn row(&mut self, stream: &Name, id: EntryId, event_id: Option<&str>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        let cells = [&stream.to_string(), &id.to_string(), event_id.unwrap_or_default()];
        writer.write_record(cells.map(|cell| sanitize(cell).into_owned()))?;
        writer.flush()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.is_deserted {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.outlive_reader(flushed)
    }

    fn outlive_reader(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_deserted = true;
                Ok(())
            }
            written => written,
        }
    }

    /// Ends the list and the document with the account of the run.
    ///
    /// # Errors
    /// `BrokenPipe` also where nobody has read it for a while.
    pub(super) fn finish(mut self, report: &BulkReport) -> io::Result<()> {
        if self.is_deserted {
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
