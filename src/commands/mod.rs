//! The commands: each fetches, decides, prints a report and gives a verdict.

pub(crate) mod acl;
pub(crate) mod completions;
pub(crate) mod concepts;
pub(crate) mod context;
pub(crate) mod env;
pub(crate) mod flow_test;
pub(crate) mod lag;
pub(crate) mod man;
pub(crate) mod pending;
pub(crate) mod publish;
mod remarks;
pub(crate) mod sandbox;
pub(crate) mod services;
pub(crate) mod setup;
pub(crate) mod tail;
mod verdict;

pub(crate) use env::{
    CommandError, CommandResult, Env, ExitKind, FromCommandLine, Globals, Interrupt, Usage,
};
pub(crate) use verdict::Verdict;
