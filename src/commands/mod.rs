//! The commands: each fetches, decides, prints a report and gives a verdict.

pub(crate) mod acl;
pub(crate) mod completions;
mod consent;
pub(crate) mod context;
pub(crate) mod env;
pub(crate) mod flow_test;
mod interrupt;
pub(crate) mod lag;
pub(crate) mod man;
pub(crate) mod pending;
pub(crate) mod publish;
mod remarks;
pub(crate) mod sandbox;
pub(crate) mod services;
pub(crate) mod setup;
pub(crate) mod tail;
mod tls_options;
pub(crate) mod typed;
mod unseen;
mod verdict;

pub(crate) use env::{Env, Globals, Typed, Usage};
pub(crate) use interrupt::{Interrupt, Interrupted};
pub(crate) use verdict::Verdict;
