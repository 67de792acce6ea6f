//! Owns the errors of starting and stopping a private server.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

/// The error of starting, watching or stopping a private server.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// None of these names or paths is an installed program.
    #[error("cannot find {}", quoted_list(.wanted))]
    MissingProgram { wanted: Vec<String> },
    /// The operating system did not start the program.
    #[error("cannot start `{program}`: {source}")]
    Spawn { program: String, source: io::Error },
    /// Reading or writing the server's folder, or waiting for its process, failed.
    #[error("cannot manage the sandbox's files: {0}")]
    Files(#[from] io::Error),
    /// Another process bound the port first.
    #[error("another process took port {port}")]
    PortTaken { port: u16 },
    /// Other processes bound every port that was tried.
    #[error("found no free port in {attempts} attempts: other processes took each port first")]
    NoPort { attempts: usize },
    /// The server ended before it answered; `reason` is the end of its log.
    #[error("`{program}` ended while starting ({status}): {reason}")]
    Ended { program: String, status: ExitStatus, reason: String },
    /// The running server ended without a request to stop; `reason` is the end of its log.
    #[error("the sandbox's server ended unexpectedly ({status}): {reason}")]
    Died { status: ExitStatus, reason: String },
    /// The server runs, but does not answer.
    #[error("`{program}` did not answer within {}s", .within.as_secs())]
    NotReady { program: String, within: Duration },
}

impl SandboxError {
    /// Returns the next step, if there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::MissingProgram { .. } => Some(
                "install Redis, for example with `apt install redis-server`, or set ASTRA_REDIS_SERVER to the path of a server",
            ),
            Self::NotReady { .. } => Some("the machine may be overloaded: try again"),
            _ => None,
        }
    }

    /// Creates the error of a running server that ended; `log` is what it logged.
    pub(crate) fn died(status: ExitStatus, log: &str) -> Self {
        Self::Died { status, reason: last_lines(log) }
    }

    /// Creates the error of a server that ended while starting, with the cause taken from its `log`.
    pub(crate) fn ended(program: String, port: u16, status: ExitStatus, log: &str) -> Self {
        if log.contains("Address already in use") {
            return Self::PortTaken { port };
        }
        Self::Ended { program, status, reason: last_lines(log) }
    }
}

/// Returns the last two lines of a log, in which Redis quotes a rejected directive and the reason.
fn last_lines(log: &str) -> String {
    let mut lines: Vec<&str> =
        log.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(2).collect();
    lines.reverse();
    if lines.is_empty() { "it logged nothing".to_owned() } else { lines.join(": ") }
}

fn quoted_list(wanted: &[String]) -> String {
    let quoted: Vec<String> = wanted.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" or ")
}
