//! Owns the sources of a topology, and loads a topology from its source.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::topology::fault::{Fault, Faults, Severity, SourceText};
use crate::topology::model::Topology;
use crate::topology::node::{self, Position};
use crate::topology::{check, read};

/// The file that astra reads, if it exists, unless the user names another.
const DEFAULT_FILE: &str = "groups.yaml";

/// The source of a topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    Stdin,
    /// The text that is compiled into the program.
    BuiltIn(&'static str),
}

impl Source {
    /// Chooses the named file (`-` is standard input), or else `./groups.yaml`, or else the `built_in` text.
    pub fn choose(named: Option<&Path>, built_in: &'static str) -> Self {
        match named {
            Some(path) if path == Path::new("-") => Self::Stdin,
            Some(path) => Self::File(path.to_owned()),
            None if Path::new(DEFAULT_FILE).exists() => Self::File(DEFAULT_FILE.into()),
            None => Self::BuiltIn(built_in),
        }
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => std::fs::read(path),
            Self::BuiltIn(text) => Ok((*text).into()),
            Self::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("<stdin>"),
            Self::BuiltIn(_) => f.write_str("built-in groups.yaml"),
        }
    }
}

/// A topology without errors.
#[derive(Clone, Debug)]
pub struct LoadedTopology {
    pub topology: Topology,
    /// Warnings, in the order of the file.
    pub warnings: Vec<Fault>,
    /// The name of the source, as in [`Fault::origin`].
    pub origin: String,
}

/// The error of a source that cannot be read or has faults.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The source cannot be read.
    #[error("cannot read `{origin}`: {}", reason(*.kind))]
    Unreadable { origin: String, kind: io::ErrorKind },
    /// The source has faults, at least one of them an error.
    #[error(transparent)]
    Faulty(#[from] Faults),
}

impl LoadError {
    /// Returns the next step, or `None` for faults, which have their own hints.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { .. } => Some("pass a file with --file, or - for standard input"),
            Self::Faulty(_) => None,
        }
    }
}

fn reason(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        kind => kind.to_string(),
    }
}

/// Reads and checks a topology.
///
/// Returns an error if the source cannot be read or has errors; [`LoadError::Faulty`] lists all faults.
pub fn load(source: &Source) -> Result<LoadedTopology, LoadError> {
    let origin = source.to_string();
    match source.bytes() {
        Ok(bytes) => Ok(load_bytes(&origin, &bytes)?),
        Err(error) => Err(LoadError::Unreadable { origin, kind: error.kind() }),
    }
}

pub(super) fn load_bytes(origin: &str, bytes: &[u8]) -> Result<LoadedTopology, Faults> {
    match str::from_utf8(bytes) {
        Ok(text) => load_text(origin, text),
        Err(error) => {
            let text = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let message = "the file is not valid UTF-8 from here on";
            Err(single(SourceText { origin, text }, end_of(text), message))
        }
    }
}

/// Reads and checks the text of a topology; `origin` is the file name in faults.
pub(super) fn load_text(origin: &str, text: &str) -> Result<LoadedTopology, Faults> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = SourceText { origin, text };
    let root = node::parse(text).map_err(|error| single(source, error.at, &error.message))?;
    let mut document = read::read_document(source, &root);
    let is_valid = document.faults.is_empty();
    let mut faults = check::warnings(source, &document);
    faults.append(&mut document.faults);
    faults.sort_by_key(|fault| (fault.line, fault.column, fault.severity));
    if is_valid {
        let origin = origin.to_owned();
        Ok(LoadedTopology { topology: document.topology, warnings: faults, origin })
    } else {
        Err(Faults(faults))
    }
}

fn single(source: SourceText<'_>, at: Position, message: &str) -> Faults {
    Faults(vec![Fault::new(Severity::Error, &source, at, message, None)])
}

fn end_of(text: &str) -> Position {
    let lines: Vec<&str> = node::lines(text).collect();
    let width = lines.last().map_or(0, |line| line.chars().count());
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Position { line: number(lines.len()), column: number(width) + 1, length: 1 }
}
