//! What every command gets: its global options, the bus, the topology, the output, confirmation and errors.

mod command_error;
mod confirm;
pub(crate) mod coverage;
#[expect(clippy::module_inception, reason = "the room is named after `Env`, which is in it")]
mod env;
mod globals;
mod interrupt;
mod tls_args;
mod usage;
pub(crate) mod value_parsers;

pub(crate) use command_error::{CommandError, CommandResult, ExitKind, WithContext};
pub(crate) use confirm::{ChangePermit, Confirmation, confirm};
pub(crate) use env::{Env, variable};
pub(crate) use globals::{FromCommandLine, Globals};
pub(crate) use interrupt::{HUNG_UP, Interrupt, Interrupted, TERMINATED, requested};
pub(crate) use usage::Usage;
