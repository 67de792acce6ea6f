//! Rows of a lag report.

use serde_json::Value;

/// The only row of a stream in a report.
#[track_caller]
pub(super) fn row<'a>(report: &'a Value, stream: &str) -> &'a Value {
    let rows: Vec<&Value> =
        report["groups"].as_array().unwrap().iter().filter(|row| row["stream"] == stream).collect();
    assert_eq!(rows.len(), 1, "rows of {stream} in {report}");
    rows[0]
}
