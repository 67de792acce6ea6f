//! Replicas: their data may be stale, and what they refuse was not done.

use astra_testkit::{Server, eventually};
use serde_json::{Value, json};

use crate::harness::astra;

const STREAM: &str = "astra.nft.nftsold.v1";

/// A replica without a master: no server listens on that port.
fn cut_off() -> Server {
    Server::with(&["--replicaof", "127.0.0.1", "1"])
}

fn document(server: &Server, words: &[&str]) -> Value {
    astra(&[words, &["-o", "json"]].concat()).server(server).run().json()
}

fn link(server: &Server) -> Option<String> {
    let text = server.redis(&["INFO", "replication"]).text().to_owned();
    text.lines().find_map(|line| line.strip_prefix("master_link_status:")).map(str::to_owned)
}

#[test]
fn a_replica_that_never_reached_its_master_is_not_taken_for_an_empty_bus() {
    let server = cut_off();
    for (words, code, message) in [
        (&["lag"][..], 0, "no consumer group in what can be seen"),
        (&["lag", "--max-lag", "9"], 1, "no consumer group in what can be seen"),
        (&["pending"], 1, "no pending entry in what can be seen"),
        (&["services"], 1, "no service is registered in what can be seen"),
    ] {
        let run = astra(words).server(&server).run();
        assert_eq!(run.code, Some(code), "{words:?}: {run:?}");
        assert!(run.stdout.contains(message), "{words:?}: {run:?}");
        let link = "is a replica whose link to its master 127.0.0.1:1 has never been up";
        assert_eq!(run.stderr.matches(link).count(), 1, "{words:?}: {run:?}");
        let replica = &document(&server, words)["replicas"][0];
        assert_eq!((&replica["link"], &replica["master"]), (&json!("down"), &json!("127.0.0.1:1")));
        assert_eq!(replica["down_seconds"], Value::Null, "{words:?}");
        assert_eq!(replica["down_seconds_reason"], "it has never been up", "{words:?}");
    }
    let entries = document(&server, &["pending", "--entries"]);
    assert_eq!(entries["replicas"][0]["link"], "down");
}

#[test]
fn replicas_in_step_and_replicas_that_lost_their_master_are_marked_differently() {
    let mut master = Server::master();
    master.create_group(STREAM, "g");
    let replica = Server::replica_of(&master);
    let words = ["lag", "--group", "g", "--max-lag", "9"];
    let run = astra(&words).server(&replica).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("is a replica: its data may be behind"), "{run:?}");
    let marked = document(&replica, &words);
    assert_eq!(marked["replicas"][0]["link"], "up");
    assert_eq!(marked["totals"]["lag_kind"], "exact");

    master.kill();
    eventually("the replica notices", || link(&replica).as_deref() == Some("down"));
    let run = astra(&words).server(&replica).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("has been down for "), "{run:?}");
    let marked = document(&replica, &words);
    assert_eq!(marked["replicas"][0]["link"], "down");
    assert!(marked["replicas"][0]["down_seconds"].is_u64(), "{marked}");
    assert_eq!(marked["groups"].as_array().unwrap().len(), 1);
}

#[test]
fn what_a_replica_refuses_is_reported_as_not_done() {
    const COUNT: usize = 150;
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.load((1..=COUNT).map(|number| {
        ["XADD".into(), STREAM.into(), format!("{number}-0"), "f".into(), "v".to_owned()]
    }));
    server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", STREAM, ">"]).ok();
    server.redis(&["REPLICAOF", "127.0.0.1", "1"]).ok();
    for action in [&["ack", STREAM][..], &["claim", "--to", "c2"], &["dead-letter", STREAM]] {
        let words = [&["pending"], action, &["--yes", "-o", "json"]].concat();
        let run = astra(&words).server(&server).run();
        assert_eq!(run.code, Some(1), "{action:?}: {run:?}");
        assert!(run.stderr.contains("connect to its master"), "{action:?}: {run:?}");
        let steps = run.json()["actions"].as_array().unwrap().clone();
        let is_refused = |step: &&Value| {
            step["outcome"] == "failed" && step["reason"] == "the server is a read-only replica"
        };
        assert_eq!(steps.iter().filter(is_refused).count(), COUNT, "{action:?}");
    }
}
