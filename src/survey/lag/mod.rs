//! How far each consumer group lags behind its stream.

mod changes;
mod measure;
mod rates;
mod row;

pub(crate) use measure::{LagQuery, LagSurvey, lag};
pub(crate) use rates::Rates;
pub(crate) use row::{Exactness, LagRow, LagStatus};
