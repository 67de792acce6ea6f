//! What went wrong in a run of the reference flow, in an operator's words.

pub(crate) mod check;
mod text;

pub(crate) use check::{Check, Discrepancy, Failure, Failures};
