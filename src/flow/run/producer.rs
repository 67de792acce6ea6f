//! The trading service: publishes the two events that start each trade.

use std::sync::Arc;

use astra_bus::BusWriter;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::flow::run::outcome::RunError;
use crate::flow::run::plan::InjectedFault;
use crate::flow::run::shared::Shared;
use crate::flow::scenario::Scenario;

/// The most trades published in one round trip.
const BATCH: usize = 32;

/// Publishes the trades whose numbers it receives, until the channel closes.
pub(super) async fn produce(
    bus: BusWriter,
    scenario: Scenario,
    shared: Arc<Shared>,
    mut trades: mpsc::Receiver<u64>,
) -> Result<(), RunError> {
    let mut numbers = Vec::with_capacity(BATCH);
    while trades.recv_many(&mut numbers, BATCH).await > 0 {
        let occurred_at = format!("{:.6}", Timestamp::now());
        let mut events = Vec::with_capacity(2 * numbers.len() + 1);
        for number in numbers.drain(..) {
            let begun = scenario.begin(number, &occurred_at)?;
            if number == 0 && shared.fault == Some(InjectedFault::Duplicate) {
                events.push(begun[0].clone());
            }
            events.extend(begun);
        }
        let events = shared.with_streams(&events)?;
        let at = shared.now();
        shared.record_published(&events, bus.append(&events).await?, at).await?;
    }
    Ok(())
}
