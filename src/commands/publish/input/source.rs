//! Opens the input: a file or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use astra_model::io_reason;

use crate::commands::env::{CommandResult, Usage};

/// An open input.
pub(crate) struct Source {
    pub(crate) reader: Box<dyn Read + Send>,
    /// Its size, if it is a regular file.
    pub(crate) bytes: Option<u64>,
}

impl Source {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Usage> {
        if is_stdin(path) {
            return Ok(Self { reader: Box::new(io::stdin()), bytes: None });
        }
        let unreadable = |error: &io::Error| unreadable(path, error);
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let metadata = file.metadata().map_err(|error| unreadable(&error))?;
        if metadata.is_dir() {
            return Err(Usage::new(format!("`{}` is a directory", path.display())));
        }
        let bytes = metadata.is_file().then_some(metadata.len());
        Ok(Self { reader: Box::new(file), bytes })
    }
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// The payload that `--data` names: the text itself, a file after `@`, or standard input for `-`.
///
/// A thread of its own reads it, so that Ctrl-C works while no input comes.
pub(crate) async fn read_data(given: &str) -> CommandResult<String> {
    let path = match given.strip_prefix('@') {
        Some(path) => PathBuf::from(path),
        None if given == "-" => PathBuf::from("-"),
        None => return Ok(given.to_owned()),
    };
    Ok(tokio::task::spawn_blocking(move || read_text(&path)).await??)
}

fn read_text(path: &Path) -> Result<String, Usage> {
    let mut text = String::new();
    let mut source = Source::open(path)?;
    match source.reader.read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Usage {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => io_reason(error),
    };
    let name = if is_stdin(path) { "standard input".into() } else { path.display().to_string() };
    Usage::new(format!("cannot read `{name}`: {reason}"))
}
