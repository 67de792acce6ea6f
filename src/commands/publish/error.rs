//! The errors of `astra publish` that have a next step of their own.

use astra_bus::Client;

/// The connection to the server was lost; states what is published and what is not.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct CutShort {
    message: String,
    hint: String,
}

impl CutShort {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// The next step.
    pub(crate) fn hint(&self) -> &str {
        &self.hint
    }
}

/// An earlier session of the run is still connected: what it has sent may yet be written.
#[derive(Debug, thiserror::Error)]
#[error("the previous session of this run is still connected: {0}")]
pub(crate) struct StillConnected(pub(super) Client);

impl StillConnected {
    /// The next step.
    pub(crate) fn hint(&self) -> String {
        format!(
            "stop it; if it is gone and the server has not noticed, run redis-cli CLIENT KILL ID {}",
            self.0.id
        )
    }
}
