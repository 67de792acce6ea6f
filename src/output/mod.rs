//! Prints what commands find: a report as tables, JSON, YAML or CSV on standard output, and notes on
//! standard error.
//!
//! A [`Report`] is plain data and [`Out`] decides how it looks; nothing here queries a server.

mod column;
mod fit;
mod format;
pub(crate) mod notes;
mod out;
mod progress;
mod render;
mod report;
mod screen;
mod stdout;
mod style;
mod table;
pub(crate) mod units;

pub(crate) use column::Column;
pub(crate) use fit::Layout;
pub(crate) use format::{ColorWhen, Format};
pub(crate) use out::{Out, Series, io_error, to_yaml};
pub(crate) use progress::Progress;
pub(crate) use report::Report;
pub(crate) use stdout::stdout;
pub(crate) use style::Style;
pub(crate) use table::{Cell, Table, Tone};
