//! Entries to tail, and the lines of a run.

use astra_testkit::Server;

use crate::harness::{Astra, Run, Running, astra};

/// `astra tail … -o json` on a server.
pub(super) fn tail(server: &Server, arguments: &[&str]) -> Astra {
    let words: Vec<&str> =
        ["tail"].iter().chain(arguments).chain(&["-o", "json"]).copied().collect();
    astra(&words).server(server)
}

/// Adds an entry with the field `n`.
pub(super) fn add(server: &Server, stream: &str, id: &str) {
    server.redis(&["XADD", stream, id, "n", id]).ok();
}

/// The IDs that a finite run shows, in order, each with the last part of its stream's name.
pub(super) fn shown(server: &Server, arguments: &[&str]) -> Vec<String> {
    tail(server, arguments).ok().json_lines().iter().map(place).collect()
}

pub(super) fn place(line: &serde_json::Value) -> String {
    let stream = line["stream"].as_str().unwrap();
    format!("{}:{}", stream.rsplit('.').next().unwrap(), line["id"].as_str().unwrap())
}

/// The next line of a run.
#[track_caller]
pub(super) fn next(running: &mut Running) -> String {
    place(&serde_json::from_str(&running.line()).unwrap())
}

/// The messages of a run, without the line about a server that has no counters.
pub(super) fn messages(run: &Run) -> Vec<&str> {
    let is_other = |line: &&str| !line.contains("does not count the entries of its streams");
    run.stderr.lines().filter(is_other).collect()
}

/// Waits until the program waits for entries: entries that are added now come after its start.
pub(super) fn wait_until_reading(server: &Server) {
    astra_testkit::eventually("the program waits for entries", || {
        let info = server.redis(&["INFO", "clients"]).ok().text().to_owned();
        info.contains("blocked_clients:1")
    });
}
