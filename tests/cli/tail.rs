//! `astra tail`: what it shows of what is there, what it shows of what comes, and what it never does.

mod filters;
mod floor;
mod follow;
mod history;
mod lines;
mod readable;
mod reconnect;

use astra_testkit::Server;

use crate::harness::{Astra, Run, Running, astra};

/// `astra tail … -o json` on a server.
fn tail(server: &Server, arguments: &[&str]) -> Astra {
    let words: Vec<&str> =
        ["tail"].iter().chain(arguments).chain(&["-o", "json"]).copied().collect();
    astra(&words).server(server)
}

/// Adds an entry with one field `n`.
fn add(server: &Server, stream: &str, id: &str) {
    server.redis(&["XADD", stream, id, "n", id]).ok();
}

/// The IDs of what a run that ends has shown, in order, each with the last part of its stream's name.
fn shown(server: &Server, arguments: &[&str]) -> Vec<String> {
    tail(server, arguments).ok().json_lines().iter().map(place).collect()
}

fn place(line: &serde_json::Value) -> String {
    let stream = line["stream"].as_str().unwrap();
    format!("{}:{}", stream.rsplit('.').next().unwrap(), line["id"].as_str().unwrap())
}

/// The next line that is followed.
#[track_caller]
fn next(running: &mut Running) -> String {
    place(&serde_json::from_str(&running.line()).unwrap())
}

/// What a run has told beside its entries, less the one line that a server without counters brings.
fn told(run: &Run) -> Vec<&str> {
    let is_news = |line: &&str| !line.contains("does not count the entries of its streams");
    run.stderr.lines().filter(is_news).collect()
}

/// Waits until the program waits for entries: what is added now comes after its start.
fn waits(server: &Server) {
    astra_testkit::eventually("it waits for entries", || {
        let info = server.redis(&["INFO", "clients"]).ok().text().to_owned();
        info.contains("blocked_clients:1")
    });
}
