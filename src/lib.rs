//! `astra`: the operator's command line for a Redis Streams event bus.

mod built_in;
pub mod cli;
mod commands;
mod contexts;
mod flow;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod output;
mod private_server;
mod provision;
mod registry;
mod survey;
