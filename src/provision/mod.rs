//! Making a server match a topology: what is missing, creating it, and reading it back.
//!
//! Redis has no wildcard streams: a pattern stands for the catalogued streams and the existing
//! ones whose names it matches. Nothing here ever moves or removes a group.

mod apply;
mod creation;
mod findings;
mod plan;

pub(crate) use apply::{Outcome, apply};
pub(crate) use creation::Creation;
pub(crate) use plan::{Finding, Obstacle, Plan, PlannedBinding, Severity, plan};
