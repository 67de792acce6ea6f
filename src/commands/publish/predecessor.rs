//! The earlier part of a run: whether anything of it may still arrive at the servers.

use std::time::{Duration, Instant};

use anyhow::Result;
use astra_bus::{Bus, BusError, Client};
use uuid::Uuid;

use crate::commands::env::{CommandError, ExitKind};
use crate::output::notes;

/// Between two looks at the connections of the servers.
const PAUSE: Duration = Duration::from_millis(20);

/// Part of a run that is still connected: what it has sent may yet be written.
#[derive(Debug, thiserror::Error)]
#[error("the earlier part of this run is still connected: {0}")]
struct StillConnected(Client);

impl StillConnected {
    /// The next step.
    fn hint(&self) -> String {
        format!(
            "end it; where it is gone and the server has not noticed, redis-cli CLIENT KILL ID {}",
            self.0.id
        )
    }
}

/// What the connections of a run are called at the servers.
pub(super) fn name(run: Uuid) -> String {
    format!("astra-publish-{run}")
}

/// Waits, for as long as a server is waited for, until they have worked off what the earlier part of a
/// run sent: a killed program may leave much in a server's socket, which could be written only after
/// it was looked up in vain.
///
/// # Errors
/// Where it is connected still.
pub(super) async fn wait_for_end(bus: &Bus, name: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        let clients = match bus.clients_named(name).await {
            Err(BusError::Refused { refusal, .. }) if refusal.code == "NOPERM" => {
                notes::warning(
                    "cannot see whether all that was sent before has arrived: allow `+client|list` for this user",
                );
                return Ok(());
            }
            clients => clients?,
        };
        let Some(client) = clients.into_iter().next() else { return Ok(()) };
        if began.elapsed() >= bus.failover_timeout() {
            let error = StillConnected(client);
            let hint = error.hint();
            return Err(CommandError::new(ExitKind::Failure, error).with_hint(hint).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
