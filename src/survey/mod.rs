//! What the bus looks like now, as plain rows: streams, groups with their lag, pending entries, services.
//!
//! Each function reads through the bus and decides. Nothing here knows a command line or prints: the
//! commands lay out the rows, the [`Remark`]s, and the [`Coverage`](astra_bus::Coverage).

mod known;
mod lag;
mod pending;
mod remark;
mod services;
mod streams;

pub(crate) use lag::{Exactness, LagQuery, LagRow, LagStatus, LagSurvey, Rates, lag};
pub(crate) use pending::{
    Grouping, PendingBinding, PendingBindings, PendingFilter, PendingQuery, PendingRow,
    PendingSurvey, age_ms, pending, pending_bindings,
};
pub(crate) use remark::Remark;
pub(crate) use services::{ServiceQuery, ServiceSurvey, services};
