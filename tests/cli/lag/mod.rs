//! `astra lag`: what it says of groups whose state was set up and counted in raw Redis.

mod limits;
mod rows;
mod truth;
mod watch;

use serde_json::Value;

use crate::harness::Server;

/// Runs raw commands written as words, one command a line; `ADD 3..7` adds the entries `3-0` to `7-0`.
pub(super) fn script(server: &Server, stream: &str, text: &str) {
    let mut client = server.client();
    for line in text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> =
            line.split_whitespace().map(|word| if word == "K" { stream } else { word }).collect();
        match words[..] {
            ["ADD", range] => {
                let (from, to) = range.split_once("..").unwrap();
                for ms in from.parse::<u64>().unwrap()..=to.parse().unwrap() {
                    client.command(&["XADD", stream, &format!("{ms}-0"), "f", "v"]).ok();
                }
            }
            ["READ", count] => {
                client
                    .command(&[
                        "XREADGROUP",
                        "GROUP",
                        "g",
                        "c",
                        "COUNT",
                        count,
                        "STREAMS",
                        stream,
                        ">",
                    ])
                    .ok();
            }
            _ => {
                client.command(&words).ok();
            }
        }
    }
}

/// The one row of a stream in a report.
#[track_caller]
pub(super) fn row<'a>(report: &'a Value, stream: &str) -> &'a Value {
    let rows: Vec<&Value> =
        report["groups"].as_array().unwrap().iter().filter(|row| row["stream"] == stream).collect();
    assert_eq!(rows.len(), 1, "rows of {stream} in {report}");
    rows[0]
}
