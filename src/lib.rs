//! `astra`: the operator's command line for a Redis Streams event bus.

pub mod cli;
#[cfg(any(test, fuzzing))]
pub mod fuzz;

mod bus;
mod commands;
mod context;
mod entry_id;
mod event;
mod flow;
mod output;
mod pattern;
mod provision;
mod registry;
mod sandbox;
mod stats;
mod suggest;
mod time;
mod topology;
