//! Trading: the producer of the two events with which each trade begins.

use std::sync::Arc;

use astra_bus::BusWriter;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::flow::run::fault::Fault;
use crate::flow::run::outcome::RunError;
use crate::flow::run::shared::Shared;
use crate::flow::scenario::Scenario;

/// Trades published in one round trip at most.
const TOGETHER: usize = 32;

/// Publishes trades by their numbers until there are no more.
pub(super) async fn produce(
    bus: BusWriter,
    scenario: Scenario,
    shared: Arc<Shared>,
    mut trades: mpsc::Receiver<u64>,
) -> Result<(), RunError> {
    let mut numbers = Vec::with_capacity(TOGETHER);
    while trades.recv_many(&mut numbers, TOGETHER).await > 0 {
        let occurred_at = format!("{:.6}", Timestamp::now());
        let mut events = Vec::with_capacity(2 * numbers.len() + 1);
        for number in numbers.drain(..) {
            let begun = scenario.begin(number, &occurred_at)?;
            if number == 0 && shared.fault == Some(Fault::Duplicate) {
                events.push(begun[0].clone());
            }
            events.extend(begun);
        }
        let events = shared.addressed(&events)?;
        let at = shared.now();
        shared.published(&events, bus.append(&events).await?, at).await?;
    }
    Ok(())
}
