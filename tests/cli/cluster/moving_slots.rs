//! Slots that move from one master to another while a command reads them.

use astra_testkit::{Cluster, Reply};

use super::scene::{PROFILES, SALES, TRADES, add, half_read, next};
use crate::harness::{Astra, astra};

/// Three streams of four entries with a group that has read two. The slot of `TRADES` is moving, and its stream has
/// already moved.
fn half_moved() -> (Cluster, usize, usize) {
    let cluster = half_read();
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    cluster.open_slot(cluster.slot(TRADES), from, to);
    cluster.migrate(TRADES, from, to);
    (cluster, from, to)
}

#[test]
fn reads_a_stream_whose_slot_is_moving() {
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
fn acknowledges_in_a_moving_slot() {
    let (cluster, _, to) = half_moved();
    let words = ["pending", "ack", TRADES, "--group", "g", "--yes", "--url", &cluster.url()];
    astra(&words).ok();
    let mut client = cluster.nodes[to].client();
    client.command(&["ASKING"]).unwrap().ok();
    let summary = client.command(&["XPENDING", TRADES, "g"]).unwrap();
    assert_eq!(summary.items()[0].int(), 0);
}

#[test]
fn provisions_streams_whose_slots_are_moving() {
    let (cluster, from, to) = half_moved();
    let report = astra(&["setup", "-o", "json", "--url", &cluster.url()]).ok().json();
    assert_eq!((&report["created"], &report["failed"]), (&131.into(), &0.into()));
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let groups = cluster.nodes[to].redis(&["XINFO", "GROUPS", TRADES]);
    assert_eq!(groups.items().len(), 9, "one existing group, and eight of the topology");
}

#[test]
fn finds_a_moved_slot_through_a_node_that_names_the_old_owner() {
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
fn tail_follows_a_stream_to_another_master_without_gap_or_repeat() {
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
    assert_eq!(run.stderr, "", "a moving slot needs no message");
}

/// One raw command on the node that imports the slot.
fn asking(cluster: &Cluster, node: usize, command: &[&str]) -> Reply {
    let mut client = cluster.nodes[node].client();
    client.command(&["ASKING"]).unwrap().ok();
    client.command(command).unwrap()
}

#[test]
fn claims_in_a_moving_slot() {
    let (cluster, _, to) = half_moved();
    let words = ["pending", "claim", TRADES, "--group", "g", "--to", "d", "--yes"];
    astra(&[&words[..], &["--url", &cluster.url()]].concat())
        .stdout_has("2 of 2 pending entries claimed")
        .stderr_has("has no consumer `d` yet")
        .check();
    let summary = asking(&cluster, to, &["XPENDING", TRADES, "g"]);
    let owner = &summary.items()[3].items()[0];
    assert_eq!((owner.items()[0].text(), owner.items()[1].text()), ("d", "2"));
}

fn dead_letter(cluster: &Cluster) -> Astra {
    let words = ["pending", "dead-letter", TRADES, "--group", "g", "--yes", "--timeout", "300ms"];
    astra(&[&words[..], &["--url", &cluster.url()]].concat())
}

#[test]
fn the_first_dead_letter_waits_until_its_slot_has_moved() {
    let (cluster, from, to) = half_moved();
    dead_letter(&cluster)
        .code(1)
        .stdout_has("0 of 2 pending entries dead-lettered, 2 failed")
        .stdout_has("the slot of the keys is moving to another node (TRYAGAIN)")
        .stderr("hint: run it again after the slot has moved, see CLUSTER NODES\n")
        .check();
    let pending = asking(&cluster, to, &["XPENDING", TRADES, "g"]);
    assert_eq!(pending.items()[0].int(), 2, "nothing is acknowledged without its dead letter");
    cluster.close_slot(cluster.slot(TRADES), from, to);
    dead_letter(&cluster).stdout_has("2 of 2 pending entries dead-lettered").check();
    let letters = format!("{{{TRADES}}}.dlq");
    assert_eq!(cluster.nodes[to].redis(&["XLEN", &letters]).int(), 2);
}

#[test]
fn later_dead_letters_follow_the_first_ones_to_the_new_master() {
    let (cluster, from, to) = half_moved();
    let letters = format!("{{{TRADES}}}.dlq");
    asking(&cluster, to, &["XADD", &letters, "1-0", "f", "v"]).ok();
    dead_letter(&cluster).stdout_has("2 of 2 pending entries dead-lettered").check();
    assert_eq!(asking(&cluster, to, &["XLEN", &letters]).int(), 3);
    assert_eq!(asking(&cluster, to, &["XPENDING", TRADES, "g"]).items()[0].int(), 0);
    assert!(cluster.nodes[from].redis(&["XLEN", &letters]).is_error(), "none is left behind");
}
