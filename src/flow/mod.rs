//! The reference flow: its domain rules, its trades, and the account of who received what.

mod bindings;
mod facts;
mod failure;
mod ledger;
mod money;
mod plan;
mod reactions;
pub(crate) mod run;
mod scenario;
mod verdict;

pub(crate) use failure::{Check, Failure};
pub(crate) use verdict::FlowVerdict;
