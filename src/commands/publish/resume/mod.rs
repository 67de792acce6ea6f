//! Sessions of a run: starts a run with or without a journal, or resumes one from its journal.

mod doubtful;
mod lost_writes;
mod previous_run;
mod session;

pub(super) use session::Session;
