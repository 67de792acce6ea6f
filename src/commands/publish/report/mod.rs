//! What `astra publish` reports: the count of outcomes, the printed documents, the list of entries,
//! and how durable the entries are.

mod documents;
pub(super) mod durability;
mod listing;
mod tally;

pub(super) use documents::{BulkReport, CheckReport, Made, SingleReport, rate};
pub(super) use durability::Durability;
pub(super) use listing::Listing;
pub(super) use tally::{SkippedLines, Tally};
