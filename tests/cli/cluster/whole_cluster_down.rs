//! A whole cluster that is down: no command treats that as an empty result.

use astra_testkit::{Cluster, Server, eventually};

use super::scene::{SALES, TRADES, add, next};
use crate::harness::astra;

/// A cluster that serves no key because the master of `SALES` is gone, and the number of another node.
fn down() -> (Cluster, usize, usize) {
    let mut cluster = Cluster::start();
    add(&cluster, TRADES, "1-0");
    cluster.redis(TRADES, &["XGROUP", "CREATE", TRADES, "g", "0"]).ok();
    let (gone, other) = (cluster.owner(SALES), cluster.owner(TRADES));
    cluster.kill(gone);
    eventually("the other nodes have noticed", || is_down(&cluster.nodes[other]));
    (cluster, gone, other)
}

fn is_down(node: &Server) -> bool {
    node.redis(&["CLUSTER", "INFO"]).text().contains("cluster_state:fail")
}

#[test]
fn every_command_exits_3() {
    let (cluster, _, other) = down();
    let url = cluster.nodes[other].tcp_url();
    let event = ["publish", "User.ProfileUpdated", "--entity", "u", "--data", "{}"];
    let running = [
        &["lag"][..],
        &["pending"],
        &["pending", TRADES],
        &["pending", "ack", "--group", "g", "--yes"],
        &["pending", SALES],
        &["services"],
        &["services", "--service", "social"],
        &["tail", "--no-follow", "--from", "0"],
        &["setup", "--check"],
        &["setup", "--prune", "--yes"],
        &["setup", "export"],
        &["context", "check"],
        &event,
    ]
    .map(|words| {
        let all = [words, &["--timeout", "500ms", "--url", &url]].concat();
        (words, astra(&all).spawn())
    });
    for (words, running) in running {
        let run = running.finish();
        assert_eq!(run.code, Some(3), "{words:?}: {run:#?}");
        assert_eq!(run.stdout, "", "{words:?}: {run:#?}");
        assert!(run.stderr.contains("CLUSTERDOWN"), "{words:?}: {run:#?}");
    }
}

/// How often a client asked the node for a key's type in vain.
fn refused(node: &Server) -> u64 {
    let stats = node.redis(&["INFO", "commandstats"]).text().to_owned();
    let line = stats.lines().find_map(|line| line.strip_prefix("cmdstat_type:"));
    let count = line.and_then(|line| line.split("rejected_calls=").nth(1));
    count.map_or(0, |text| text.split(',').next().unwrap().trim().parse().unwrap())
}

#[test]
fn tail_reports_its_return_once_streams_are_readable_again() {
    let mut cluster = Cluster::start();
    add(&cluster, TRADES, "1-0");
    let (gone, other) = (cluster.owner(SALES), cluster.owner(TRADES));
    let url = cluster.nodes[other].tcp_url();
    let words = ["tail", TRADES, "--from", "0", "-o", "json", "--timeout", "500ms", "--url", &url];
    let mut running = astra(&words).spawn();
    assert_eq!(next(&mut running)["id"], "1-0");
    cluster.kill(gone);
    running.stderr_line("reconnecting");
    let before = refused(&cluster.nodes[other]);
    eventually("it has tried a few times", || refused(&cluster.nodes[other]) > before + 5);
    cluster.nodes[gone].restart();
    running.stderr_line("reconnected after ");
    add(&cluster, TRADES, "2-0");
    assert_eq!(next(&mut running)["id"], "2-0");
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130));
    for message in ["reconnecting", "reconnected after "] {
        assert_eq!(run.stderr.matches(message).count(), 1, "{run:#?}");
    }
}
