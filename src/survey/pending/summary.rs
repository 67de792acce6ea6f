//! The summary of pending entries: finds the bindings, measures them, and sums them up.

use astra_bus::{Bus, BusError};
use astra_model::topology::Topology;

use crate::survey::pending::bindings::{PendingBindings, pending_bindings};
use crate::survey::pending::measure::measure;
use crate::survey::pending::query::PendingQuery;
use crate::survey::pending::rows::{PendingRow, rows};

/// The pending entries at one moment.
#[derive(Debug)]
pub(crate) struct PendingSurvey {
    pub(crate) found: PendingBindings,
    /// Sorted by what they stand for.
    pub(crate) rows: Vec<PendingRow>,
}

/// Measures the pending entries that the query selects.
pub(crate) async fn pending(
    bus: &Bus,
    topology: &Topology,
    query: &PendingQuery,
) -> Result<PendingSurvey, BusError> {
    let mut found = pending_bindings(bus, topology, &query.filter).await?;
    let (measures, unread) = measure(bus, query, &found.bindings).await?;
    found.add_unread(unread, bus);
    let rows = rows(measures, query.grouping, &found.clock);
    Ok(PendingSurvey { found, rows })
}
