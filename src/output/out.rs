//! Prints reports on standard output in the selected format.

use std::cell::OnceCell;
use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::output::format::{ColorWhen, Format};
use crate::output::report::Report;
use crate::output::screen::Screen;
use crate::output::stdout::stdout;
use crate::output::style::Style;
use crate::output::table::Cell;
use crate::output::{notes, screen, units};

/// The most remarks shown below a table; the other formats contain all of them.
const MAX_REMARKS: usize = 20;

/// Standard output in the selected format.
#[derive(Debug)]
pub(crate) struct Out {
    format: Format,
    is_terminal: bool,
    color: bool,
    headers: bool,
    prefix: OnceCell<String>,
    series: Series,
    /// Whether the line of CSV keys is written; a series of reports shares one.
    has_keys: AtomicBool,
}

/// How several reports of one run relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Series {
    /// There is only one report.
    Single,
    /// Each is printed below the previous one; JSON is one object per line.
    Log,
    /// Each replaces the previous one on a terminal; elsewhere like [`Series::Log`].
    Screen,
}

#[derive(Serialize)]
pub(crate) struct Document<'a, R> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a R,
}

/// Formats a value as a YAML document.
pub(crate) fn to_yaml(value: &impl Serialize) -> io::Result<String> {
    serde_yaml::to_string(value).map_err(io::Error::other)
}

impl Out {
    pub(crate) fn new(format: Format, color: ColorWhen, headers: bool) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let color = match color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => is_terminal && notes::may_color(),
        };
        let (prefix, series) = (OnceCell::new(), Series::Single);
        let has_keys = AtomicBool::new(false);
        Self { format, is_terminal, color, headers, prefix, series, has_keys }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// How tables look on the terminal in its current size.
    pub(crate) fn style(&self) -> Style {
        let Self { color, headers, .. } = *self;
        let prefix = self.prefix.get().cloned().unwrap_or_default();
        Style { width: self.size().map(|(width, _)| width), color, headers, prefix }
    }

    /// Sets the prefix of all stream names of the bus, which tables omit if space is short.
    pub(crate) fn set_stream_prefix(&self, prefix: &str) {
        self.prefix.get_or_init(|| format!("{prefix}."));
    }

    /// Current columns and lines of the terminal; `None` if the output is not one.
    fn size(&self) -> Option<(u16, u16)> {
        let (width, height) = terminal_size::terminal_size().filter(|_| self.is_terminal)?;
        Some((width.0, height.0))
    }

    /// Sets how the reports of this run relate.
    pub(crate) fn set_series(&mut self, series: Series) {
        self.series = series;
    }

    /// Whether each report replaces the previous one on a terminal.
    pub(crate) fn is_screen(&self) -> bool {
        self.format == Format::Table && self.series == Series::Screen && self.is_terminal
    }

    /// Prints a report and flushes standard output.
    pub(crate) fn print<R: Report>(&self, report: &R) -> io::Result<()> {
        self.print_with_warnings(report, &[])
    }

    /// Prints a report followed by warnings, for which a screen reserves lines.
    pub(crate) fn print_with_warnings<R: Report>(
        &self,
        report: &R,
        warnings: &[String],
    ) -> io::Result<()> {
        let mut stdout = io::BufWriter::with_capacity(1 << 16, stdout());
        let document = Document { schema: report.schema(), report };
        let mut warnings = warnings.to_vec();
        match self.format {
            Format::Table => self.write_tables(&mut stdout, report, &mut warnings)?,
            Format::Json => self.write_json(&mut stdout, &document)?,
            Format::Yaml => self.write_yaml(&mut stdout, &document)?,
            Format::Csv => self.write_csv(&mut stdout, report)?,
        }
        stdout.flush()?;
        warnings.iter().for_each(notes::warning);
        Ok(())
    }

    /// Warns that no newer report is available; a screen shows the old one again.
    pub(crate) fn print_stale<R: Report>(&self, report: &R, warning: String) -> io::Result<()> {
        if self.is_screen() {
            return self.print_with_warnings(report, &[warning]);
        }
        notes::warning(warning);
        Ok(())
    }

    fn write_tables<R: Report>(
        &self,
        stdout: &mut impl Write,
        report: &R,
        warnings: &mut Vec<String>,
    ) -> io::Result<()> {
        let style = self.style();
        let (mut tables, mut remarks) = (report.tables(), report.remarks());
        let summary = report.summary();
        let mut more = String::new();
        if let Some((_, height)) = self.size().filter(|_| self.is_screen()) {
            stdout.write_all(screen::CLEAR)?;
            let screen = Screen::new(height, &style, &summary);
            more = screen.cut(&mut tables, warnings, &mut remarks);
        } else {
            screen::shorten(&mut remarks, MAX_REMARKS);
        }
        let lines = remarks.iter().chain(&summary);
        let lines = lines.fold(String::new(), |text, line| text + &units::sanitize(line) + "\n");
        let blocks = tables.iter().map(|table| table.render(&style)).chain([lines]);
        let mut blocks: Vec<String> = blocks.filter(|block| !block.is_empty()).collect();
        if let Some(table) = blocks.first_mut() {
            table.push_str(&more);
        }
        stdout.write_all(blocks.join("\n").as_bytes())
    }

    fn write_json(&self, stdout: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
        if self.is_terminal && self.series == Series::Single {
            serde_json::to_writer_pretty(&mut *stdout, document)?;
        } else {
            serde_json::to_writer(&mut *stdout, document)?;
        }
        stdout.write_all(b"\n")
    }

    fn write_yaml(&self, stdout: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
        if self.series != Series::Single {
            stdout.write_all(b"---\n")?;
        }
        stdout.write_all(to_yaml(document)?.as_bytes())
    }

    fn write_csv<R: Report>(&self, stdout: &mut impl Write, report: &R) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(stdout);
        if let Some(table) = report.csv() {
            if self.headers && !self.has_keys.swap(true, Ordering::Relaxed) {
                let keys = table.columns.iter().map(|column| column.key);
                writer.write_record(keys).map_err(io_error)?;
            }
            for row in &table.rows {
                writer.write_record(row.iter().map(Cell::as_raw)).map_err(io_error)?;
            }
        }
        writer.flush()
    }
}

/// Unwraps the I/O error, because callers recognize a closed pipe by its kind.
pub(crate) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
