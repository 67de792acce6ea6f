//! `astra flow-test`: what it proves, that it can fail, and that it leaves nothing behind.

mod leftovers;
mod load;
mod options;
mod planted;
mod rights;
mod sabotage;
mod verdict;

use astra_testkit::{Reply, Server, eventually};
use serde_json::Value;

use crate::harness::{Astra, astra};

/// A run that goes on until something happens to it.
fn endless() -> Astra {
    endless_with(&[])
}

fn endless_with(options: &[&str]) -> Astra {
    astra(&[&["flow-test", "-o", "json", "--trades", "1000000"], options].concat())
}

/// The keys of runs that are on a server now.
fn keys(server: &Server) -> Vec<String> {
    let keys = server.redis(&["KEYS", "astra-flowtest-*"]);
    keys.texts().into_iter().map(str::to_owned).collect()
}

/// Waits until a run has published and returns its stream of executed trades.
fn trades_of_a_run(server: &Server) -> String {
    let mut found = None;
    eventually("a run publishes trades", || {
        found = keys(server).into_iter().find(|key| key.ends_with(".trading.tradeexecuted.v1"));
        found.as_ref().is_some_and(|key| server.redis(&["XLEN", key]).int() > 20)
    });
    found.unwrap()
}

/// Checks, groups and streams (without the run's prefix) of the failures, each once.
fn failures(verdict: &Value) -> Vec<(String, String, String)> {
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

fn named(check: &str, group: &str, stream: &str) -> (String, String, String) {
    (check.to_owned(), group.to_owned(), stream.to_owned())
}

/// Everything on the server, name by name, as `DUMP` writes it.
fn everything(server: &Server) -> Vec<(String, Reply)> {
    let mut names: Vec<String> =
        server.redis(&["KEYS", "*"]).texts().into_iter().map(str::to_owned).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), server.redis(&["DUMP", &name]))).collect()
}
