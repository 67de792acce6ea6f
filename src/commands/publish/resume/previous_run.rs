//! Waits until nothing that an earlier session has sent can still arrive at the servers.

use std::time::{Duration, Instant};

use astra_bus::{Bus, BusError};
use uuid::Uuid;

use crate::commands::env::CommandResult;
use crate::commands::publish::error::still_connected;
use crate::output::notes;

/// Pause between two looks at the clients of the servers.
const POLL_PAUSE: Duration = Duration::from_millis(20);

/// The name of a run's connections in `CLIENT LIST`, in every session.
pub(super) fn connection_name(run: Uuid) -> String {
    format!("astra-publish-{run}")
}

/// Waits until the servers have processed everything that earlier sessions sent, at most the
/// failover timeout. A killed program may leave commands in a server's socket, which the server
/// could carry out only after the lookup has not found them.
///
/// # Errors
/// If an earlier session is still connected then.
pub(super) async fn wait_for_end(bus: &Bus, connection_name: &str) -> CommandResult<()> {
    let start = Instant::now();
    loop {
        let clients = match bus.clients_named(connection_name).await {
            Err(BusError::Refused { refusal, .. }) if refusal.code == "NOPERM" => {
                notes::warning(
                    "cannot see whether everything that was sent before has arrived: allow `+client|list` for this user",
                );
                return Ok(());
            }
            clients => clients?,
        };
        let Some(client) = clients.into_iter().next() else { return Ok(()) };
        if start.elapsed() >= bus.failover_timeout() {
            return Err(still_connected(&client));
        }
        tokio::time::sleep(POLL_PAUSE).await;
    }
}
