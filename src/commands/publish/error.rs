//! The errors of `astra publish` that have a next step of their own.

use astra_bus::{BusError, Client};

use crate::commands::env::{CommandError, ExitKind};

/// The connection to the server was lost; states what is published and what is not.
#[derive(Debug)]
pub(super) struct CutShort {
    message: String,
    hint: String,
}

impl CutShort {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// The error that ended the run, with how far the run came.
    pub(super) fn because_of(self, error: BusError) -> CommandError {
        CommandError::from(error).context(self.message).with_hint(self.hint)
    }
}

/// An earlier session of the run is still connected: what it has sent may yet be written.
pub(super) fn still_connected(client: &Client) -> CommandError {
    let message = format!("the previous session of this run is still connected: {client}");
    CommandError::new(ExitKind::Failure, message).with_hint(format!(
        "stop it; if it is gone and the server has not noticed, run redis-cli CLIENT KILL ID {}",
        client.id
    ))
}
