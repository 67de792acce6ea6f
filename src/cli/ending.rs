//! The one place that prints errors and chooses exit codes.

use std::io;

use astra_bus::{AddressSource, BusError, EndpointError};
use astra_model::io_reason;
use astra_model::topology::{Fault, LoadError, Severity};
use astra_sandbox::SandboxError;

use crate::commands::{Usage, publish};
use crate::context::{ChoiceError, ContextError};
use crate::output::notes;

/// The exit codes of the program.
pub(super) mod exit {
    pub(in crate::cli) const NO: u8 = 1;
    pub(in crate::cli) const USAGE: u8 = 2;
    pub(in crate::cli) const SERVER: u8 = 3;
    pub(in crate::cli) const INTERRUPTED: u8 = 130;
}

/// The context of a server that failed.
#[derive(Debug, thiserror::Error)]
#[error("context `{0}`")]
pub(super) struct InContext(pub(super) String);

/// Prints an error and returns the exit code for it.
pub(super) fn report(error: &anyhow::Error) -> u8 {
    if is_closed_pipe(error) {
        return 0;
    }
    if let Some(LoadError::Faulty(faults)) = error.downcast_ref::<LoadError>() {
        faults.0.iter().for_each(tell_fault);
        return exit::USAGE;
    }
    if let Some(ContextError::Faulty(faults)) = context_error(error) {
        for fault in faults {
            notes::error(fault, fault.hint.as_deref());
        }
        return exit::USAGE;
    }
    notes::error(text(error), hint(error).as_deref());
    exit_code(error)
}

/// What failed, and why; without the numbers of the operating system.
fn text(error: &anyhow::Error) -> String {
    let text = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        Some(error) if error.raw_os_error().is_some() => io_reason(error),
        _ => cause.to_string(),
    };
    error.chain().map(text).collect::<Vec<_>>().join(": ")
}

fn tell_fault(fault: &Fault) {
    match fault.severity {
        Severity::Error => notes::error(fault, None),
        Severity::Warning => notes::warning(fault),
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    let is_usage = error.is::<Usage>() || error.is::<LoadError>();
    if is_usage || target_error(error).is_some() || context_error(error).is_some() {
        return exit::USAGE;
    }
    // A sandbox that cannot be had is a server that cannot be reached: `1` would be an answer.
    if error.is::<SandboxError>() {
        return exit::SERVER;
    }
    match error.downcast_ref::<BusError>() {
        Some(error) if error.is_connection() => exit::SERVER,
        Some(error) if error.is_invalid_file() => exit::USAGE,
        _ => exit::NO,
    }
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(cut) = error.downcast_ref::<publish::CutShort>() {
        return Some(cut.hint().to_owned());
    }
    if let Some(connected) = error.downcast_ref::<publish::StillConnected>() {
        return Some(connected.hint());
    }
    if let Some(bus_error) = error.downcast_ref::<BusError>() {
        return bus_hint(bus_error, error.downcast_ref());
    }
    if let Some(error) = target_error(error) {
        return Some(error.hint().to_owned());
    }
    if let Some(error) = context_error(error) {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<SandboxError>() {
        return error.hint().map(str::to_owned);
    }
    if let Some(error) = error.downcast_ref::<LoadError>() {
        return error.hint().map(str::to_owned);
    }
    error.downcast_ref::<Usage>()?.hint().map(str::to_owned)
}

/// Nobody starts a server of their own where that of a context is away.
fn bus_hint(error: &BusError, context: Option<&InContext>) -> Option<String> {
    match (error, context) {
        (
            BusError::Unreachable { address_source: AddressSource::User(_), .. },
            Some(InContext(name)),
        ) => Some(format!(
            "see what it says with astra context show {name}, or choose another with --context"
        )),
        _ => error.hint(),
    }
}

fn context_error(error: &anyhow::Error) -> Option<&ContextError> {
    error.downcast_ref::<ContextError>().or_else(|| match error.downcast_ref::<ChoiceError>()? {
        ChoiceError::Context(error) => Some(error),
        ChoiceError::Endpoint(_) => None,
    })
}

fn target_error(error: &anyhow::Error) -> Option<&EndpointError> {
    error.downcast_ref::<EndpointError>().or_else(|| match error.downcast_ref::<ChoiceError>()? {
        ChoiceError::Endpoint(error) => Some(error),
        ChoiceError::Context(_) => None,
    })
}

/// Whether whoever read our output has left, e.g. `head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
