//! Setting the scene for pending entries in raw Redis, and reading the results back.

use serde_json::Value;

use crate::harness::{Reply, Server, astra};

pub(super) const STREAM: &str = "astra.nft.nftsold.v1";

/// Adds entries `1-0` to `count-0` and creates the group `g` before them.
pub(super) fn stream(server: &Server, name: &str, count: u64) {
    server.redis(&["XGROUP", "CREATE", name, "g", "0", "MKSTREAM"]).ok();
    server.load((1..=count).map(|number| {
        ["XADD".into(), name.to_owned(), format!("{number}-0"), "n".into(), number.to_string()]
    }));
}

/// Lets a consumer of `g` read the next entries, which stay pending.
pub(super) fn read(server: &Server, name: &str, consumer: &str, count: u64) {
    let count = count.to_string();
    let command = ["XREADGROUP", "GROUP", "g", consumer, "COUNT", &count, "STREAMS", name, ">"];
    server.redis(&command).ok();
}

/// Says how long ago, and how often, an entry was delivered to its consumer.
pub(super) fn set(server: &Server, name: &str, consumer: &str, id: &str, idle: &str, count: &str) {
    let command =
        ["XCLAIM", name, "g", consumer, "0", id, "IDLE", idle, "RETRYCOUNT", count, "JUSTID"];
    assert_eq!(server.redis(&command).ok().texts(), [id]);
}

/// The pending entries of `g`: ID, consumer, deliveries.
pub(super) fn pending(server: &Server, name: &str) -> Vec<(String, String, i64)> {
    let reply = server.redis(&["XPENDING", name, "g", "-", "+", "100000"]).ok();
    let row = |row: &Reply| {
        let row = row.items();
        (row[0].text().to_owned(), row[1].text().to_owned(), row[3].int())
    };
    reply.items().iter().map(row).collect()
}

/// The IDs that are pending.
pub(super) fn pending_ids(server: &Server, name: &str) -> Vec<String> {
    pending(server, name).into_iter().map(|(id, ..)| id).collect()
}

/// All entries of a stream: ID and fields.
pub(super) fn entries(server: &Server, name: &str) -> Vec<(String, Vec<String>)> {
    let reply = server.redis(&["XRANGE", name, "-", "+"]).ok();
    let entry = |entry: &Reply| {
        let texts = entry.items()[1].texts().iter().map(ToString::to_string).collect();
        (entry.items()[0].text().to_owned(), texts)
    };
    reply.items().iter().map(entry).collect()
}

/// A run with JSON out that must end well and say nothing beside.
#[track_caller]
pub(super) fn json(server: &Server, arguments: &[&str]) -> Value {
    let words: Vec<&str> = ["pending"].iter().chain(arguments).copied().collect();
    astra(&[&words[..], &["-o", "json"]].concat()).server(server).ok().json()
}

/// The only row of the summary.
#[track_caller]
pub(super) fn row(server: &Server, arguments: &[&str]) -> Value {
    let rows = json(server, arguments)["groups"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].clone()
}

/// How often the server was asked for each of these commands.
pub(super) fn calls(server: &Server, command: &str) -> u64 {
    let stats = server.redis(&["INFO", "commandstats"]);
    let line = format!("cmdstat_{command}:calls=");
    let found = stats.text().lines().find_map(|text| text.strip_prefix(&line)).map(str::to_owned);
    found.map_or(0, |rest| rest.split(',').next().unwrap().parse().unwrap())
}
