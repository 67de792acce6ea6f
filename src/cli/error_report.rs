//! Prints the error of a command, and turns it into an exit code.

use astra_model::topology::Severity;

use crate::cli::exit_code;
use crate::commands::{CommandError, ExitKind, Interrupt};
use crate::output::notes;

/// Prints an error with its hint, and returns the exit code.
pub(super) fn report(error: &CommandError, interrupt: &Interrupt) -> u8 {
    match error.exit() {
        ExitKind::ClosedPipe => 0,
        ExitKind::Interrupted => interrupt.code().unwrap_or(exit_code::INTERRUPTED),
        ExitKind::Failure => print(error, exit_code::FAILURE),
        ExitKind::Usage => print(error, exit_code::USAGE),
        ExitKind::Server => print(error, exit_code::SERVER),
    }
}

fn print(error: &CommandError, code: u8) -> u8 {
    if error.faults().is_empty() {
        notes::error(error, error.hint());
    }
    for fault in error.faults() {
        match fault.severity {
            Severity::Error => notes::error(&fault.text, fault.hint.as_deref()),
            Severity::Warning => notes::warning(&fault.text),
        }
    }
    code
}
