//! What can fail in a run of the reference flow, and its description for an operator.

mod check;
mod text;

pub(crate) use check::{Check, Discrepancy, Failure, Failures};
