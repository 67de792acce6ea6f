//! The exit codes of the program.

/// The answer is no, or an item failed.
pub(super) const FAILURE: u8 = 1;

/// Wrong usage, an invalid file, or a refused confirmation.
pub(super) const USAGE: u8 = 2;

/// The server cannot be reached, logged in to, or kept.
pub(super) const SERVER: u8 = 3;

/// SIGINT, see [`crate::commands::Interrupt::code`] for the other signals.
pub(super) const INTERRUPTED: u8 = 130;
