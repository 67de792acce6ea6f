//! The scenes that faults meet, and what has to hold afterwards.

use std::collections::BTreeMap;

use astra_testkit::{Direction, Proxy, Reply, Server};
use serde_json::Value;

use crate::harness::{Astra, Run, astra};

pub(super) const STREAM: &str = "astra.nft.nftsold.v1";
pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";
pub(super) const LETTERS: &str = "{astra.nft.nftsold.v1}.dlq";

/// More than two of the batches in which actions work.
pub(super) const PENDING: usize = 250;

/// The actions on pending entries, each of which leaves an entry either unchanged or done.
pub(super) const ACTIONS: [&[&str]; 4] = [
    &["pending", "ack", STREAM, "--yes", "-o", "json"],
    &["pending", "claim", STREAM, "--to", "rescue", "--yes", "-o", "json"],
    &["pending", "dead-letter", STREAM, "--yes", "-o", "json"],
    &["pending", "purge-ghosts", STREAM, "--yes", "-o", "json"],
];

/// A run through a proxy.
pub(super) fn through(proxy: &Proxy, words: &[&str]) -> Astra {
    astra(words).env("ASTRA_REDIS_URL", proxy.url())
}

/// Entries `1-0` to `250-0`, all pending for the consumer `c1` of the group `g`.
pub(super) fn pending_scene(server: &Server) {
    server.create_group(STREAM, "g");
    server.add_entries(STREAM, 1..=250);
    server.deliver(STREAM, "g", "c1", 250);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "rescue"]).ok();
}

/// [`pending_scene`]; for an action on ghosts, the stream has lost the entries.
pub(super) fn scene_of(action: &[&str], server: &Server) {
    pending_scene(server);
    if action[1] == "purge-ghosts" {
        server.redis(&["XTRIM", STREAM, "MAXLEN", "=", "0"]).ok();
    }
}

pub(super) fn ids() -> Vec<String> {
    (1..=PENDING).map(|number| format!("{number}-0")).collect()
}

/// Pending entries by ID: the consumer of each, and its delivery count.
pub(super) fn pending(server: &Server) -> BTreeMap<String, (String, i64)> {
    let rows = server.pending(STREAM, "g");
    rows.into_iter().map(|(id, consumer, deliveries)| (id, (consumer, deliveries))).collect()
}

/// The source entries of the dead letters, in the order of the dead letters.
pub(super) fn letters(server: &Server) -> Vec<String> {
    let of = |letter: &Reply| letter.entry_field("dlq_entry_id").to_owned();
    server.entries(LETTERS).iter().map(of).collect()
}

/// The entries that an action has changed on the server; panics if one is neither unchanged nor completely done.
#[track_caller]
pub(super) fn done(server: &Server, action: &[&str]) -> Vec<String> {
    let entries = if action[1] == "purge-ghosts" { 0 } else { PENDING };
    assert_eq!(server.length(STREAM), i64::try_from(entries).unwrap());
    let (pending, letters) = (pending(server), letters(server));
    let is_claimed = |id: &String| pending.get(id).is_some_and(|(owner, _)| owner == "rescue");
    let is_settled = |id: &String| match action[1] {
        "claim" => is_claimed(id),
        _ => !pending.contains_key(id),
    };
    let done: Vec<String> = ids().into_iter().filter(is_settled).collect();
    if action[1] == "claim" {
        assert_eq!(pending.len(), PENDING, "an entry is gone");
    } else {
        assert!(pending.values().all(|(owner, _)| owner == "c1"), "{pending:?}");
    }
    assert!(pending.values().all(|(_, deliveries)| *deliveries == 1), "{pending:?}");
    let expected = if action[1] == "dead-letter" { done.clone() } else { Vec::new() };
    let mut sorted = letters;
    sorted.sort_by_key(|id| id.trim_end_matches("-0").parse::<usize>().unwrap());
    assert_eq!(sorted, expected, "one dead letter for each acknowledged entry");
    done
}

/// Compares the report of an action that lost its server with the server: what it calls done is done, and what it calls
/// not tried is unchanged.
#[track_caller]
pub(super) fn check_report(run: &Run, server: &Server, action: &[&str]) {
    let done = done(server, action);
    let report = if run.stdout.is_empty() { Value::Null } else { run.json() };
    let empty = Vec::new();
    for step in report["actions"].as_array().unwrap_or(&empty) {
        let is_done = done.contains(&step["id"].as_str().unwrap().to_owned());
        match step["outcome"].as_str().unwrap() {
            "done" => assert!(is_done, "{step}"),
            "not-tried" | "failed" | "planned" => assert!(!is_done, "{step}"),
            outcome => assert_eq!(outcome, "in-doubt", "{step}"),
        }
    }
    assert!(!report.is_null() || done.is_empty(), "something was done and not reported: {run:?}");
}

/// Runs the action again on the server itself: it does the rest, and nothing twice.
#[track_caller]
pub(super) fn complete(server: &Server, action: &[&str]) {
    let left = PENDING - done(server, action).len();
    let words: Vec<&str> = match action[1] {
        "claim" => [action, &["--consumer", "c1"]].concat(),
        _ => action.to_vec(),
    };
    let report = astra(&words).server(server).ok().json();
    assert_eq!(report["done"], left, "{report}");
    assert_eq!(done(server, action), ids());
}

/// How many bytes of one direction a run moves on a server with this scene.
pub(super) fn size_of(words: &[&str], scene: impl Fn(&Server), direction: Direction) -> usize {
    let server = Server::start();
    scene(&server);
    let proxy = Proxy::open(&server);
    through(&proxy, words).ok();
    proxy.passed(direction)
}

/// This many points within a run that moves this many bytes, from the first byte to the last tenth: a run may move
/// fewer, because its times and IDs may have fewer digits.
pub(super) fn moments(bytes: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |step| 1 + step * (bytes * 9 / 10) / (count - 1))
}

/// A second setup completes what is there: it keeps everything that exists, and only promised groups exist.
#[track_caller]
pub(super) fn complete_setup(server: &Server) {
    let before = server.bindings();
    let report = astra(&["setup", "-o", "json"]).server(server).ok().json();
    assert_eq!(report["unchanged"], before.len(), "{report}");
    assert_eq!(report["created"], 131 - before.len(), "{report}");
    let after = server.bindings();
    assert_eq!(after.len(), 131);
    assert!(after.iter().all(|(.., cursor)| cursor == "0-0"), "{after:?}");
    assert!(before.iter().all(|binding| after.contains(binding)));
}
