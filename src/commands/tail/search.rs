//! The search for streams while others are read, over connections of its own.

use std::convert::Infallible;
use std::time::Duration;

use astra_bus::{Bus, BusError};
use astra_model::{Name, Pattern};
use tokio::sync::mpsc::Sender;
use tokio::time::MissedTickBehavior;

/// Time from one search for new streams to the next. With a second for the search itself among a
/// million keys, and the time for which entries are waited for, a new stream shows within five seconds.
const INTERVAL: Duration = Duration::from_millis(2500);

/// Looks for the streams whose names match patterns.
#[derive(Debug)]
pub(super) struct Search {
    bus: Bus,
    patterns: Vec<Pattern>,
}

impl Search {
    pub(super) fn new(bus: Bus, patterns: Vec<Pattern>) -> Self {
        Self { bus, patterns }
    }

    /// The streams that there are now.
    pub(super) async fn once(&self) -> Result<Vec<Name>, BusError> {
        self.bus.select_streams(&self.patterns).await.map(|selection| selection.streams)
    }

    /// Searches again and again, and sends what it finds each time.
    pub(super) async fn repeatedly(
        &self,
        sender: Sender<Result<Vec<Name>, BusError>>,
    ) -> Infallible {
        let mut ticks = tokio::time::interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if sender.send(self.once().await.or_else(ignore_passing)).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// When its connection is lost, so is the one that reads, which tells.
fn ignore_passing(error: BusError) -> Result<Vec<Name>, BusError> {
    if error.is_transient() { Ok(Vec::new()) } else { Err(error) }
}
