//! Discovery of new streams while others are read, over its own connections.

use std::convert::Infallible;
use std::time::Duration;

use astra_bus::{Bus, BusError};
use astra_model::{Name, Pattern};
use tokio::sync::mpsc::Sender;
use tokio::time::MissedTickBehavior;

/// Time between two searches. A search among a million keys takes about a second, and a read may
/// block for half a second more, so a new stream appears within five seconds.
const INTERVAL: Duration = Duration::from_millis(2500);

/// The result of one search: all matching streams.
pub(super) type FoundStreams = Result<Vec<Name>, BusError>;

/// Finds the streams whose names match the patterns.
#[derive(Debug)]
pub(super) struct StreamDiscovery {
    bus: Bus,
    patterns: Vec<Pattern>,
}

impl StreamDiscovery {
    /// Searches on `bus`, which should have its own connections: a read may block the others.
    pub(super) fn new(bus: Bus, patterns: Vec<Pattern>) -> Self {
        Self { bus, patterns }
    }

    /// Searches once.
    pub(super) async fn find(&self) -> FoundStreams {
        self.bus.select_streams(&self.patterns).await.map(|selection| selection.streams)
    }

    /// Searches periodically and sends each result.
    pub(super) async fn find_repeatedly(&self, sender: Sender<FoundStreams>) -> Infallible {
        let mut ticks = tokio::time::interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if sender.send(self.find().await.or_else(ignore_transient)).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Ignores a lost connection, because the reader loses its own as well and reports that.
fn ignore_transient(error: BusError) -> FoundStreams {
    if error.is_transient() { Ok(Vec::new()) } else { Err(error) }
}
