//! Each command does its whole job over all masters.

use astra_testkit::{Cluster, eventually};

use super::scene::{SPREAD, TRADES, add, groups, half_read, next, streams};
use crate::harness::astra;

#[test]
fn setup_creates_each_group_on_the_master_of_its_stream() {
    let cluster = Cluster::start();
    let report = astra(&["setup", "-o", "json", "--url", &cluster.url()]).ok().json();
    assert_eq!((report["created"].as_u64(), report["failed"].as_u64()), (Some(131), Some(0)));
    assert_eq!(streams(&cluster).len(), 27);
    let bindings: usize =
        streams(&cluster).iter().map(|stream| groups(&cluster, stream).len()).sum();
    assert_eq!(bindings, 131);
    let held: Vec<i64> = cluster.nodes.iter().map(|node| node.redis(&["DBSIZE"]).int()).collect();
    assert!(held.iter().all(|count| *count > 0), "{held:?}");
    astra(&["setup", "--check", "-o", "json", "--url", &cluster.nodes[2].tcp_url()]).ok();
}

#[test]
fn tail_merges_all_masters_in_id_order() {
    let cluster = Cluster::start();
    for (index, id) in ["3-0", "1-0", "2-0", "6-0", "5-0", "4-0"].iter().enumerate() {
        add(
            &cluster,
            SPREAD[index % 3],
            &if index < 3 { (*id).to_owned() } else { format!("1{id}") },
        );
    }
    let run =
        astra(&["tail", "--no-follow", "--from", "0", "-o", "json", "--url", &cluster.url()]).ok();
    let ids: Vec<String> =
        run.json_lines().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["1-0", "2-0", "3-0", "14-0", "15-0", "16-0"]);
}

#[test]
fn tail_follows_all_masters_and_picks_up_new_streams() {
    let cluster = Cluster::start();
    add(&cluster, TRADES, "1-0");
    let mut running =
        astra(&["tail", "--from", "0", "-o", "json", "--url", &cluster.url()]).spawn();
    assert_eq!(next(&mut running)["id"], "1-0");
    for (index, stream) in SPREAD.iter().enumerate() {
        let id = format!("{}-0", index + 2);
        add(&cluster, stream, &id);
        let line = next(&mut running);
        assert_eq!((line["stream"].as_str(), line["id"].as_str()), (Some(*stream), Some(&*id)));
    }
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

#[test]
fn lag_and_pending_count_on_every_master() {
    let cluster = half_read();
    let url = cluster.url();
    let lag = astra(&["lag", "--group", "g", "-o", "json", "--url", &url]).ok().json();
    assert_eq!(lag["totals"]["lag"], 6);
    assert_eq!(lag["totals"]["groups"], 3);
    assert!(lag["groups"].as_array().unwrap().iter().all(|group| group["lag_kind"] == "exact"));
    let pending = astra(&["pending", "--entries", "-o", "json", "--url", &url]).ok().json();
    assert_eq!(pending["groups"].as_array().unwrap().len(), 3);
    assert_eq!(pending["entries"].as_array().unwrap().len(), 6);
}

#[test]
fn dead_letters_are_in_the_slot_of_their_stream() {
    let cluster = Cluster::start();
    for stream in SPREAD {
        add(&cluster, stream, "1-0");
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        cluster.redis(stream, &["XREADGROUP", "GROUP", "g", "c", "STREAMS", stream, ">"]);
    }
    astra(&[
        "pending",
        "dead-letter",
        "--group",
        "g",
        "--yes",
        "--url",
        &cluster.url(),
        "-o",
        "json",
    ])
    .ok();
    for stream in SPREAD {
        let letters = format!("{{{stream}}}.dlq");
        assert_eq!(cluster.owner(&letters), cluster.owner(stream));
        assert_eq!(cluster.redis(&letters, &["XLEN", &letters]).int(), 1);
        assert_eq!(cluster.redis(stream, &["XPENDING", stream, "g"]).items()[0].int(), 0);
    }
}

#[test]
fn flow_test_passes_over_all_masters_and_leaves_nothing() {
    let cluster = Cluster::start();
    let words = ["flow-test", "--trades", "30", "-o", "json", "--url", &cluster.url()];
    let report = astra(&words).ok().json();
    assert_eq!(report["passed"], true);
    assert_eq!(report["events"]["seen"], 240);
    eventually("every key of the run is gone", || streams(&cluster).is_empty());
}
