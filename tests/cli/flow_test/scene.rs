//! Endless runs, the keys of runs, and the failures of a verdict.

use astra_testkit::{Reply, Server, eventually};
use serde_json::Value;

use crate::harness::{Astra, astra};

/// A run that continues until something happens to it.
pub(super) fn endless() -> Astra {
    endless_with(&[])
}

pub(super) fn endless_with(options: &[&str]) -> Astra {
    astra(&[&["flow-test", "-o", "json", "--trades", "1000000"], options].concat())
}

/// The current keys of runs on a server.
pub(super) fn keys(server: &Server) -> Vec<String> {
    let keys = server.redis(&["KEYS", "astra-flowtest-*"]);
    keys.texts().into_iter().map(str::to_owned).collect()
}

/// Waits until a run has published, and returns its stream of executed trades.
pub(super) fn trades_of_a_run(server: &Server) -> String {
    let mut found = None;
    eventually("a run publishes trades", || {
        found = keys(server).into_iter().find(|key| key.ends_with(".trading.tradeexecuted.v1"));
        found.as_ref().is_some_and(|key| server.length(key) > 20)
    });
    found.unwrap()
}

/// Check, group and stream (without the prefix of the run) of each distinct failure.
pub(super) fn failures(verdict: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = verdict["failures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| {
            let stream = text(&failure["stream"]);
            let stream = stream.split_once('.').map_or("", |(_, stream)| stream).to_owned();
            (text(&failure["check"]), text(&failure["group"]), stream)
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

pub(super) fn named(check: &str, group: &str, stream: &str) -> (String, String, String) {
    (check.to_owned(), group.to_owned(), stream.to_owned())
}

/// Everything on the server, key by key, as `DUMP` returns it.
pub(super) fn everything(server: &Server) -> Vec<(String, Reply)> {
    let mut names: Vec<String> =
        server.redis(&["KEYS", "*"]).texts().into_iter().map(str::to_owned).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), server.redis(&["DUMP", &name]))).collect()
}
