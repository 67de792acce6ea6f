//! The reference flow: its domain rules, its trades, the ledger of who received what, and the runner.

mod bindings;
mod failure;
mod ledger;
mod money;
mod payload;
mod reactions;
pub(crate) mod run;
mod scenario;
mod trade_plan;
mod verdict;

pub(crate) use failure::{Check, Failure};
pub(crate) use verdict::FlowVerdict;
