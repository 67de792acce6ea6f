//! The journal of a run (`--account`): a file that records what was sent and what became of it, so
//! that the run can be resumed after any end.

mod file;
mod input_digest;
mod line_set;
mod record;
mod state;

pub(super) use file::JournalFile;
pub(super) use input_digest::InputDigest;
pub(super) use line_set::{LineSet, LineSpan};
pub(super) use record::{JournalError, Record, RunHeader};
pub(super) use state::JournalState;
