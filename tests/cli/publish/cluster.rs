//! A file of events into a cluster: each stream on its node, in order, through every change of the cluster.

use astra_testkit::{Cluster, Reply, eventually};

use super::scene::{ResumableRun, TRADES};
use crate::harness::{Astra, Run, astra};

/// Event types with their streams, which are spread over all three masters.
const TYPES: [(&str, &str); 6] = [
    ("Trading.TradeExecuted", TRADES),
    ("Gamification.LevelUp", "astra.gamification.levelup.v1"),
    ("Gamification.XPGained", "astra.gamification.xpgained.v1"),
    ("Social.SocialInteraction", "astra.social.socialinteraction.v1"),
    ("Nft.NftSold", "astra.nft.nftsold.v1"),
    ("User.UserRegistered", "astra.user.userregistered.v1"),
];

/// The type of a line, in sequences of several lengths, so that batches are mixed in many ways.
fn kind(number: usize) -> usize {
    (number * number / 7 + number / 50) % TYPES.len()
}

fn mixed(count: usize) -> String {
    let line = |n: usize| {
        let (name, _) = TYPES[kind(n)];
        format!(
            "{{\"event_id\":\"00000000-0000-4000-8000-{n:012}\",\"event_type\":\"{name}\",\"entity_id\":\"{n}\",\"data\":{{\"filler\":\"{:0200}\"}}}}\n",
            0
        )
    };
    (1..=count).map(line).collect()
}

/// The numbers of the lines for a stream, in order.
fn expected(stream: &str, count: usize) -> Vec<usize> {
    (1..=count).filter(|n| TYPES[kind(*n)].1 == stream).collect()
}

/// The numbers that a stream's node has, in its order.
fn numbers(cluster: &Cluster, stream: &str) -> Vec<usize> {
    let entries = cluster.redis(stream, &["XRANGE", stream, "-", "+"]).ok();
    entries.items().iter().map(|entry| entry.entry_field("entity_id").parse().unwrap()).collect()
}

fn length(cluster: &Cluster, stream: &str) -> i64 {
    cluster.redis(stream, &["XLEN", stream]).ok().int()
}

fn publish(cluster: &Cluster, more: &[&str]) -> Astra {
    astra(&[&["publish", "--from", "-", "-o", "json"], more].concat())
        .env("ASTRA_REDIS_URL", cluster.url())
}

/// Compares a completed run with every stream.
fn check_complete(run: &Run, cluster: &Cluster, count: usize) {
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(run.json()["published"], count);
    for (_, stream) in TYPES {
        let (found, expected) = (numbers(cluster, stream), expected(stream, count));
        assert!(found == expected, "{stream}: {} of {}", found.len(), expected.len());
    }
}

#[test]
fn every_stream_is_written_in_order_on_its_own_node() {
    let cluster = Cluster::start();
    let owners: Vec<usize> = TYPES.iter().map(|(_, stream)| cluster.owner(stream)).collect();
    assert!((0..3).all(|node| owners.contains(&node)), "{owners:?}");
    let run =
        publish(&cluster, &["--wait", "1", "--wait-timeout", "10ms"]).stdin(mixed(20_000)).run();
    assert!(run.stderr.contains("only 0 of 1 replica confirmed"), "{run:#?}");
    let run = Run { code: Some(0), ..run };
    check_complete(&run, &cluster, 20_000);
}

#[test]
fn a_single_event_reaches_its_node_through_any_other() {
    let cluster = Cluster::start();
    for node in &cluster.nodes {
        astra(&["publish", "Trading.TradeExecuted", "--entity", "1", "--url", &node.tcp_url()])
            .stdout_has(TRADES)
            .check();
    }
    assert_eq!(numbers(&cluster, TRADES), [1, 1, 1]);
}

#[test]
fn wait_counts_the_replicas_of_the_master_that_wrote() {
    let cluster = Cluster::with_replicas();
    for (number, node) in cluster.nodes.iter().enumerate() {
        let event = ["publish", "Trading.TradeExecuted", "--entity", "1", "--wait", "1"];
        let run = astra(&[&event[..], &["-o", "json", "--url", &node.tcp_url()]].concat()).run();
        assert_eq!(run.code, Some(0), "from node {number}: {run:#?}");
        assert_eq!(run.json()["replicas"], 1);
    }
    assert_eq!(length(&cluster, TRADES), 6);
}

/// Waits until all nodes but one report that it has failed.
fn is_failed(cluster: &Cluster, killed: usize, id: &str) -> bool {
    let mut others = cluster.nodes.iter().enumerate().filter(|(node, _)| *node != killed);
    others.all(|(_, node)| {
        let nodes = node.redis(&["CLUSTER", "NODES"]).text().to_owned();
        nodes.lines().any(|line| line.starts_with(id) && line.contains("master,fail "))
    })
}

#[test]
fn an_unreachable_master_refuses_only_its_own_lines() {
    const COUNT: usize = 4000;
    let mut cluster =
        Cluster::of(3, 0, &["--cluster-require-full-coverage", "no", "--appendonly", "yes"]);
    let killed = cluster.owner(TRADES);
    let (id, address) = (cluster.id(killed), cluster.nodes[killed].tcp_url());
    let address = address.strip_prefix("redis://").unwrap().to_owned();
    let owners: Vec<usize> = TYPES.iter().map(|(_, stream)| cluster.owner(stream)).collect();
    cluster.kill(killed);
    eventually("the others notice", || is_failed(&cluster, killed, &id));
    let (seed, job) = (cluster.nodes[(killed + 1) % 3].tcp_url(), ResumableRun::new(&mixed(COUNT)));
    let run = job.publish_with("--account", &["--timeout", "300ms", "--url", &seed]).run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    let (report, mut refused) = (run.json(), 0);
    for ((_, stream), owner) in TYPES.iter().zip(&owners) {
        let lines = expected(stream, COUNT);
        if *owner == killed {
            refused += lines.len();
        } else {
            assert!(numbers(&cluster, stream) == lines, "{stream}");
        }
    }
    assert!(refused > 0);
    assert_eq!(
        (&report["refused"], &report["published"]),
        (&refused.into(), &(COUNT - refused).into())
    );
    assert_eq!(report["refusals"][0]["code"], "UNREACHABLE");
    let message = format!("its node is unreachable: {address}: connection refused");
    assert!(run.stderr.contains(&message), "{run:#?}");

    cluster.nodes[killed].restart();
    eventually("the cluster is complete", || {
        cluster
            .nodes
            .iter()
            .all(|node| node.redis(&["CLUSTER", "INFO"]).text().contains("cluster_slots_ok:16384"))
    });
    let run = job.publish_with("--resume", &["--url", &seed]).run();
    assert_eq!((run.code, &run.json()["published"]), (Some(0), &refused.into()), "{run:#?}");
    for (_, stream) in TYPES {
        assert!(numbers(&cluster, stream) == expected(stream, COUNT), "{stream}");
    }
}

#[test]
fn a_run_that_starts_during_a_failover_waits_for_the_new_master() {
    const COUNT: usize = 2000;
    let mut cluster = Cluster::with_replicas();
    let killed = cluster.owner(TRADES);
    let (replica, seed) = (cluster.replica(killed), cluster.nodes[(killed + 1) % 3].tcp_url());
    cluster.kill(killed);
    let words = ["publish", "--from", "-", "-o", "json", "--timeout", "20s", "--url", &seed];
    let run = astra(&words).stdin(mixed(COUNT)).run();
    assert_eq!((run.code, &run.json()["published"]), (Some(0), &COUNT.into()), "{run:#?}");
    let there = cluster.nodes[replica].redis(&["XLEN", TRADES]).int();
    assert_eq!(usize::try_from(there).unwrap(), expected(TRADES, COUNT).len());
}

#[test]
fn an_event_waits_for_a_cluster_that_is_down() {
    let mut cluster = Cluster::of(3, 0, &["--appendonly", "yes"]);
    let other = (cluster.owner(TRADES) + 1) % 3;
    let (id, seed) = (cluster.id(other), cluster.nodes[cluster.owner(TRADES)].tcp_url());
    cluster.kill(other);
    eventually("the cluster is down", || is_failed(&cluster, other, &id));
    let event = ["publish", "Trading.TradeExecuted", "--entity", "1", "--url", &seed];
    let down = astra(&[&event[..], &["--timeout", "200ms"]].concat()).run();
    assert_eq!((down.code, &*down.stdout), (Some(3), ""), "{down:#?}");
    assert!(down.stderr.contains("CLUSTERDOWN"), "{down:#?}");
    let running = astra(&[&event[..], &["--timeout", "20s", "-v"]].concat()).spawn();
    cluster.nodes[other].restart();
    let run = running.finish();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(length(&cluster, TRADES), 1);
}

#[test]
fn a_moving_slot_loses_duplicates_and_reorders_nothing() {
    const COUNT: usize = 60_000;
    let cluster = Cluster::start();
    let running = publish(&cluster, &["--rate", "25000"]).stdin(mixed(COUNT)).spawn();
    eventually("some events are written", || length(&cluster, TRADES) > 500);
    let (from, slot) = (cluster.owner(TRADES), cluster.slot(TRADES));
    let to = (from + 1) % 3;
    cluster.open_slot(slot, from, to);
    cluster.migrate(TRADES, from, to);
    let mut client = cluster.nodes[to].client();
    let mut length_there = || {
        client.command(&["ASKING"]).unwrap().ok();
        client.command(&["XLEN", TRADES]).unwrap().ok().int()
    };
    let moved = length_there();
    eventually("the new owner of the slot has new events", || length_there() > moved + 500);
    cluster.close_slot(slot, from, to);
    let run = running.finish();
    assert_eq!(
        cluster.nodes[to].redis(&["CLUSTER", "COUNTKEYSINSLOT", &slot.to_string()]).int(),
        1
    );
    check_complete(&run, &cluster, COUNT);
}

#[test]
fn a_requested_failover_is_followed() {
    const COUNT: usize = 60_000;
    let cluster = Cluster::with_replicas();
    let master = cluster.owner(TRADES);
    let replica = cluster.replica(master);
    let running = publish(&cluster, &["--rate", "25000"]).stdin(mixed(COUNT)).spawn();
    eventually("some events are written", || length(&cluster, TRADES) > 500);
    cluster.nodes[replica].redis(&["CLUSTER", "FAILOVER"]).ok();
    eventually("the replica has taken over", || {
        cluster.nodes[replica].redis(&["ROLE"]).items()[0].text() == "master"
    });
    let run = running.finish();
    assert_eq!(run.code, Some(0), "{run:#?}");
    for (_, stream) in TYPES {
        let node = match cluster.nodes[replica].redis(&["XLEN", stream]) {
            Reply::Error(_) => None,
            _ => Some(&cluster.nodes[replica]),
        };
        let range = ["XRANGE", stream, "-", "+"];
        let entries = node.map_or_else(|| cluster.redis(stream, &range), |node| node.redis(&range));
        let found: Vec<usize> = entries
            .ok()
            .items()
            .iter()
            .map(|e| e.entry_field("entity_id").parse().unwrap())
            .collect();
        let expected = expected(stream, COUNT);
        assert!(found == expected, "{stream}: {} of {}", found.len(), expected.len());
    }
}

#[test]
fn after_a_killed_node_the_outcome_of_every_line_is_known() {
    const COUNT: usize = 40_000;
    let mut cluster = Cluster::of(3, 0, &["--appendonly", "yes", "--appendfsync", "always"]);
    let job = ResumableRun::new(&mixed(COUNT));
    let url = cluster.url();
    let running = job.publish("--account").env("ASTRA_REDIS_URL", &url).spawn();
    eventually("some events are written", || length(&cluster, TRADES) > 300);
    let killed = cluster.owner(TRADES);
    cluster.kill(killed);
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("continue with --resume"), "{run:#?}");
    cluster.nodes[killed].restart();
    eventually("the cluster is up again", || {
        let is_up = |reply: Reply| reply.text().contains("cluster_state:ok");
        cluster.nodes.iter().all(|node| is_up(node.redis(&["CLUSTER", "INFO"])))
    });
    let outcomes = job.outcomes();
    let mut in_doubt = 0;
    for (_, stream) in TYPES {
        let written = numbers(&cluster, stream);
        let expected = expected(stream, COUNT);
        assert!(expected.starts_with(&written), "{stream} has a gap, or a repeat");
        for line in expected {
            let is_written = written.binary_search(&line).is_ok();
            match outcomes.get(&line).map(String::as_str) {
                Some("ok") => assert!(is_written, "line {line} was confirmed"),
                Some("sent") => in_doubt += 1,
                Some("absent") | None => assert!(!is_written, "line {line} was never sent"),
                other => panic!("line {line}: {other:?}"),
            }
        }
    }
    assert!(in_doubt < 2048, "{in_doubt}");
    let run = job.publish("--resume").env("ASTRA_REDIS_URL", &url).ok();
    assert_eq!(run.json()["confirmed_through_line"], COUNT);
    for (_, stream) in TYPES {
        assert!(numbers(&cluster, stream) == expected(stream, COUNT), "{stream}");
    }
}
