//! `astra`: the operator's command line for a Redis Streams event bus.

pub mod cli;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;

mod built_in;
mod commands;
mod context;
mod flow;
mod output;
mod provision;
mod registry;
