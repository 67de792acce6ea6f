//! Why a private server could not be started or stopped, in an operator's words.

use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

/// What went wrong with a private server.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("no {} on this machine", program_words(.wanted))]
    MissingProgram { wanted: Vec<String> },
    #[error("cannot start `{program}`: {source}")]
    Spawn { program: String, source: io::Error },
    #[error("cannot keep the sandbox's files: {0}")]
    Files(#[from] io::Error),
    #[error("port {port} was taken by another process")]
    PortTaken { port: u16 },
    #[error("found no free port in {attempts} attempts: each was taken by another process at once")]
    NoPort { attempts: usize },
    #[error("`{program}` ended while starting ({status}): {reason}")]
    Ended { program: String, status: ExitStatus, reason: String },
    #[error("the sandbox's server ended by itself ({status}): {reason}")]
    Died { status: ExitStatus, reason: String },
    #[error("`{program}` did not answer within {}s", .within.as_secs())]
    NotReady { program: String, within: Duration },
}

impl SandboxError {
    /// The next step, where there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::MissingProgram { .. } => Some(
                "install Redis, for example `apt install redis-server`, or name a server's program in ASTRA_REDIS_SERVER",
            ),
            Self::NotReady { .. } => Some("the machine may be overloaded: try again"),
            _ => None,
        }
    }

    /// What the server said last before it ended, by what it logged in `folder`.
    pub(crate) fn died(status: ExitStatus, folder: &Path) -> Self {
        let log = std::fs::read(folder.join(super::program::LOG_FILE)).unwrap_or_default();
        Self::Died { status, reason: last_words(&String::from_utf8_lossy(&log)) }
    }

    /// Tells a lost race for the port from a server that refuses to start, by what it logged in `folder`.
    pub(crate) fn ended(program: String, port: u16, status: ExitStatus, folder: &Path) -> Self {
        let log = std::fs::read(folder.join(super::program::LOG_FILE)).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        if log.contains("Address already in use") {
            return Self::PortTaken { port };
        }
        Self::Ended { program, status, reason: last_words(&log) }
    }
}

/// The last two lines hold the offending directive and what is wrong with it.
fn last_words(log: &str) -> String {
    let mut lines: Vec<&str> =
        log.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(2).collect();
    lines.reverse();
    if lines.is_empty() { "it logged nothing".to_owned() } else { lines.join(": ") }
}

fn program_words(wanted: &[String]) -> String {
    let quoted: Vec<String> = wanted.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" or ")
}
