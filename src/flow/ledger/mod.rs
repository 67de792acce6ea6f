//! The ledger of a run: which events were seen, and which group received and acknowledged each of them when.
//!
//! It remembers the trades in flight and a limited number of finished ones, so that its memory does not
//! grow with the run.

mod completion;
mod expected;
mod observation;
mod state;
mod totals;
mod trade_state;

pub(crate) use observation::{FlowObservation, ObservedEvent};
pub(crate) use state::Ledger;

#[cfg(test)]
mod tests;
