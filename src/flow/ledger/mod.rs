//! The account of a run: which events were seen, who received and acknowledged them, and when.
//!
//! It keeps only the trades in flight and a few that just ended, so that its memory does not grow with the run.

mod flight;
pub(crate) mod note;
mod settle;
pub(crate) mod state;
mod totals;

pub(crate) use state::Ledger;

#[cfg(test)]
mod tests;
