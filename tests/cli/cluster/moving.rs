//! Slots that move from one master to another while a command looks at them.

use super::{PROFILES, SALES, SPREAD, TRADES, add, next};
use crate::harness::{Cluster, astra};

/// Three streams of four entries with a group that has read two; the slot of `TRADES` is on its way, and its
/// stream is there already.
fn half_moved() -> (Cluster, usize, usize) {
    let cluster = Cluster::start();
    for stream in SPREAD {
        for id in ["1-0", "2-0", "3-0", "4-0"] {
            add(&cluster, stream, id);
        }
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        let read = ["XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", stream, ">"];
        cluster.redis(stream, &read);
    }
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    cluster.open_slot(cluster.slot(TRADES), from, to);
    cluster.migrate(TRADES, from, to);
    (cluster, from, to)
}

#[test]
fn reads_a_stream_whose_slot_is_on_its_way() {
    let (cluster, ..) = half_moved();
    let url = cluster.url();
    let lag = astra(&["lag", "--group", "g", "-o", "json", "--url", &url]).ok().json();
    assert_eq!((&lag["totals"]["lag"], &lag["totals"]["groups"]), (&6.into(), &3.into()));
    let pending = astra(&["pending", "--entries", "-o", "json", "--url", &url]).ok().json();
    assert_eq!(pending["entries"].as_array().unwrap().len(), 6);
    assert!(pending["entries"].as_array().unwrap().iter().all(|entry| entry["ghost"] == false));
    let tail = astra(&["tail", "--no-follow", "--from", "0", "-o", "json", "--url", &url]).ok();
    assert_eq!(tail.json_lines().len(), 12);
}

#[test]
fn acknowledges_in_a_slot_that_is_on_its_way() {
    let (cluster, _, to) = half_moved();
    let words = ["pending", "ack", TRADES, "--group", "g", "--yes", "--url", &cluster.url()];
    astra(&words).ok();
    let mut client = cluster.nodes[to].client();
    client.command(&["ASKING"]).unwrap().ok();
    let summary = client.command(&["XPENDING", TRADES, "g"]).unwrap();
    assert_eq!(summary.items()[0].int(), 0);
}

#[test]
fn provisions_streams_whose_slots_are_on_their_way() {
    let (cluster, from, to) = half_moved();
    let report = astra(&["setup", "-o", "json", "--url", &cluster.url()]).ok().json();
    assert_eq!((&report["created"], &report["failed"]), (&131.into(), &0.into()));
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let groups = cluster.nodes[to].redis(&["XINFO", "GROUPS", TRADES]);
    assert_eq!(groups.items().len(), 9, "the group of the scene, and eight of the topology");
}

#[test]
fn finds_a_slot_that_has_moved_by_what_a_stale_server_says() {
    let (cluster, from, to) = half_moved();
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let other = cluster.owner(PROFILES);
    let lag = astra(&["lag", TRADES, "--group", "g", "-o", "json"])
        .env("ASTRA_REDIS_URL", cluster.nodes[other].tcp_url())
        .ok()
        .json();
    assert_eq!(lag["totals"]["lag"], 2);
}

#[test]
fn tail_follows_a_stream_from_one_master_to_another_without_gap_or_repeat() {
    let cluster = Cluster::start();
    add(&cluster, TRADES, "1-0");
    let url = cluster.url();
    let mut running = astra(&["tail", "--from", "0", "-o", "json", "--url", &url]).spawn();
    assert_eq!(next(&mut running)["id"], "1-0");
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    let slot = cluster.slot(TRADES);
    cluster.open_slot(slot, from, to);
    add(&cluster, TRADES, "2-0");
    assert_eq!(next(&mut running)["id"], "2-0");
    cluster.migrate(TRADES, from, to);
    let mut client = cluster.nodes[to].client();
    client.command(&["ASKING"]).unwrap().ok();
    client.command(&["XADD", TRADES, "3-0", "f", "v"]).unwrap().ok();
    assert_eq!(next(&mut running)["id"], "3-0");
    cluster.close_slot(slot, from, to);
    cluster.nodes[to].redis(&["XADD", TRADES, "4-0", "f", "v"]).ok();
    assert_eq!(next(&mut running)["id"], "4-0");
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130));
    assert!(run.stdout.is_empty() || run.json_lines().len() == 4, "{run:#?}");
    assert_eq!(run.stderr, "", "a slot that moves is nothing to tell");
}
