//! Sets up pending entries in raw Redis, and reads the results back.

use astra_testkit::{Reply, Server};
use serde_json::Value;

use crate::harness::astra;

pub(super) const STREAM: &str = "astra.nft.nftsold.v1";

/// Creates the group `g`, and adds the entries `1-0` to `count-0`.
pub(super) fn stream(server: &Server, name: &str, count: u64) {
    server.create_group(name, "g");
    server.add_entries(name, 1..=count);
}

/// Sets the idle time and the delivery count of a pending entry.
pub(super) fn set(server: &Server, name: &str, consumer: &str, id: &str, idle: &str, count: &str) {
    let command =
        ["XCLAIM", name, "g", consumer, "0", id, "IDLE", idle, "RETRYCOUNT", count, "JUSTID"];
    assert_eq!(server.redis(&command).ok().texts(), [id]);
}

/// The IDs of the pending entries.
pub(super) fn pending_ids(server: &Server, name: &str) -> Vec<String> {
    server.pending(name, "g").into_iter().map(|(id, ..)| id).collect()
}

/// All entries of a stream: ID and fields.
pub(super) fn entries(server: &Server, name: &str) -> Vec<(String, Vec<String>)> {
    let entry = |entry: &Reply| {
        let texts = entry.items()[1].texts().iter().map(ToString::to_string).collect();
        (entry.entry_id().to_owned(), texts)
    };
    server.entries(name).iter().map(entry).collect()
}

/// The JSON report of a run that must succeed without a message.
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
