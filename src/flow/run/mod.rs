//! A real run of the reference flow: real streams, groups and consumers, and whatever happens, nothing left of them.

mod consumer;
mod driver;
mod fault;
mod outcome;
mod producer;
mod readback;
mod runner;
mod script;
mod shared;
mod stage;
mod window;

pub(crate) use fault::Fault;
pub(crate) use outcome::{Ending, Outcome, RunError, Stop};
pub(crate) use runner::{patience, run};
pub(crate) use script::{Script, Settings};
pub(crate) use stage::LIFETIME;
