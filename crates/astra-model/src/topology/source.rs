//! Where a topology comes from, and loading it whole.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::topology::fault::{Fault, Faults, File, Severity};
use crate::topology::model::Topology;
use crate::topology::node::{self, At};
use crate::topology::{check, read};

/// The file that is looked for where none is named.
const LOCAL: &str = "groups.yaml";

/// Where to read a topology from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    Stdin,
    /// The text that the program was built with.
    BuiltIn(&'static str),
}

impl Source {
    /// Chooses what the user named (`-` is standard input), else `./groups.yaml`, else the `built_in` text.
    pub fn choose(named: Option<&Path>, built_in: &'static str) -> Self {
        match named {
            Some(path) if path == Path::new("-") => Self::Stdin,
            Some(path) => Self::File(path.to_owned()),
            None if Path::new(LOCAL).exists() => Self::File(LOCAL.into()),
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
pub struct Loaded {
    pub topology: Topology,
    /// In the order of the file.
    pub warnings: Vec<Fault>,
    /// The name of the source, as its faults have it.
    pub origin: String,
}

/// Why there is no topology.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The source cannot be read at all.
    #[error("cannot read `{origin}`: {}", reason(*.kind))]
    Unreadable { origin: String, kind: io::ErrorKind },
    /// The source was read, and is wrong.
    #[error(transparent)]
    Faulty(#[from] Faults),
}

impl LoadError {
    /// Says the next step; faults carry their own hints.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { .. } => Some("name the file with --file, or - for standard input"),
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

/// Reads and checks a topology; all its faults come at once.
pub fn load(source: &Source) -> Result<Loaded, LoadError> {
    let origin = source.to_string();
    match source.bytes() {
        Ok(bytes) => Ok(load_bytes(&origin, &bytes)?),
        Err(error) => Err(LoadError::Unreadable { origin, kind: error.kind() }),
    }
}

pub(super) fn load_bytes(origin: &str, bytes: &[u8]) -> Result<Loaded, Faults> {
    match str::from_utf8(bytes) {
        Ok(text) => load_text(origin, text),
        Err(error) => {
            let text = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let message = "the file is not UTF-8 text from here on";
            Err(single(File { origin, source: text }, end_of(text), message))
        }
    }
}

/// Reads and checks the text of a topology; `origin` names it in faults.
pub(super) fn load_text(origin: &str, source: &str) -> Result<Loaded, Faults> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let file = File { origin, source };
    let root = node::parse(source).map_err(|error| single(file, error.at, &error.message))?;
    let mut reading = read::read_document(file, &root);
    let is_sound = reading.faults.is_empty();
    let mut faults = check::warnings(file, &reading);
    faults.append(&mut reading.faults);
    faults.sort_by_key(|fault| (fault.line, fault.column, fault.severity));
    if is_sound {
        Ok(Loaded { topology: reading.topology, warnings: faults, origin: origin.to_owned() })
    } else {
        Err(Faults(faults))
    }
}

fn single(file: File<'_>, at: At, message: &str) -> Faults {
    Faults(vec![Fault::new(Severity::Error, &file, at, message, None)])
}

fn end_of(text: &str) -> At {
    let count = |text: &str| u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let lines: Vec<&str> = node::lines(text).collect();
    At {
        line: u64::try_from(lines.len()).unwrap_or(u64::MAX),
        column: count(lines.last().copied().unwrap_or_default()) + 1,
        length: 1,
    }
}
