//! What groups were delivered and have not acknowledged.

mod bindings;
mod measure;
mod query;
mod rows;
mod summary;
mod tally;

pub(crate) use bindings::{PendingBinding, PendingBindings, pending_bindings};
pub(crate) use query::{Grouping, PendingFilter, PendingQuery};
pub(crate) use rows::{PendingRow, age_ms};
pub(crate) use summary::{PendingSurvey, pending};
