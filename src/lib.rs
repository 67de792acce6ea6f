//! `astra`: the operator's command line for a Redis Streams event bus.

mod entry_id;
mod event;
mod flow;
mod pattern;
mod sandbox;
mod stats;
mod suggest;
mod time;
mod topology;
