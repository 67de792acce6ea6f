//! Makes a server match a topology: finds what is missing, creates it, and verifies it.
//!
//! Redis has no wildcard streams. A pattern stands for the catalog streams and the existing streams
//! whose names it matches. This module never moves or removes a group.

mod apply;
mod creation;
mod findings;
mod plan;

pub(crate) use apply::{CreationOutcome, apply};
pub(crate) use creation::Creation;
pub(crate) use findings::{Finding, FindingSeverity};
pub(crate) use plan::{Obstacle, Plan, PlannedBinding, plan};
