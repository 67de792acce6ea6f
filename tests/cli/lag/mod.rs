//! `astra lag`: what it says of groups whose state was set up and counted in raw Redis.

mod limits;
mod rows;
mod truth;
mod watch;

use serde_json::Value;

/// The one row of a stream in a report.
#[track_caller]
pub(super) fn row<'a>(report: &'a Value, stream: &str) -> &'a Value {
    let rows: Vec<&Value> =
        report["groups"].as_array().unwrap().iter().filter(|row| row["stream"] == stream).collect();
    assert_eq!(rows.len(), 1, "rows of {stream} in {report}");
    rows[0]
}
