//! Unreachable masters: commands report them and show the rest.

use astra_testkit::{Cluster, Server, eventually};

use super::scene::{SALES, SPREAD, TRADES, add, groups, next, without_the_master_of_sales};
use crate::harness::astra;

#[test]
fn lag_shows_the_rest_and_names_what_it_cannot_see() {
    let (_cluster, url, address) = without_the_master_of_sales();
    let run = astra(&["lag", "-o", "json", "--timeout", "500ms", "--url", &url]).run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    assert_eq!(report["unreachable"][0]["node"], *address);
    let unread: Vec<&str> = report["unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unread| unread["stream"].as_str().unwrap())
        .collect();
    assert!(unread.contains(&SALES), "{unread:?}");
    let seen = report["groups"].as_array().unwrap().iter().filter(|row| row["group"] == "g");
    assert_eq!(seen.count(), 2);
    assert_eq!(report["totals"]["lag_kind"], "at-least");
    assert!(run.stderr.contains(&format!("warning: {address} is unreachable: ")), "{run:#?}");
}

#[test]
fn every_reading_command_exits_1_and_names_the_server() {
    let (_cluster, url, address) = without_the_master_of_sales();
    for words in [
        &["pending"][..],
        &["services"],
        &["setup", "--check"],
        &["tail", "--no-follow", "--from", "0"],
    ] {
        let run =
            astra(&[words, &["-o", "json", "--timeout", "500ms", "--url", &url]].concat()).run();
        assert_eq!(run.code, Some(1), "{words:?}: {run:#?}");
        assert!(run.stderr.contains(&format!("{address} is unreachable: ")), "{words:?}: {run:#?}");
        if words[0] != "tail" {
            assert_eq!(run.json()["unreachable"][0]["node"], *address, "{words:?}");
        }
    }
}

#[test]
fn setup_provisions_what_it_can_reach_and_lists_the_rest() {
    let (cluster, url, _) = without_the_master_of_sales();
    let run = astra(&["setup", "-o", "json", "--timeout", "500ms", "--url", &url]).run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    let number = |key: &str| report[key].as_u64().unwrap();
    assert_eq!(number("created") + number("failed"), 131);
    assert!(number("failed") > 0 && number("created") > 0);
    let failed = report["actions"].as_array().unwrap();
    let failed = failed.iter().filter(|action| action["stream"] == SALES);
    assert!(failed.clone().count() > 0);
    assert!(
        failed
            .clone()
            .all(|action| action["reason"].as_str().unwrap().contains("its node is unreachable"))
    );
    assert_eq!(groups(&cluster, TRADES).len(), 9);
}

#[test]
fn no_hint_suggests_a_sandbox_instead_of_a_master() {
    let (_cluster, url, address) = without_the_master_of_sales();
    let run = astra(&["flow-test", "--timeout", "500ms", "--url", &url]).run();
    let expected = format!("cannot reach Redis at {address}: connection refused");
    assert!(run.stderr.contains(&expected) && run.code == Some(3), "{run:#?}");
    assert!(run.stderr.contains("\nhint: check CLUSTER NODES"), "{run:#?}");
}

/// Waits until the replica of a stream's master has every entry.
fn replicated(cluster: &Cluster, stream: &str) {
    let master = cluster.owner(stream);
    let offset = |node: &Server, field: &str| {
        let info = node.redis(&["INFO", "replication"]).text().to_owned();
        info.lines().find_map(|line| line.strip_prefix(field)?.trim().parse::<u64>().ok())
    };
    eventually("the replica has everything", || {
        let written = offset(&cluster.nodes[master], "master_repl_offset:");
        let taken = offset(&cluster.nodes[cluster.replica(master)], "slave_repl_offset:");
        written.is_some() && taken >= written
    });
}

/// A cluster whose replicas have one entry in each of three streams, and a group that has read nothing.
fn replicated_streams() -> Cluster {
    let cluster = Cluster::with_replicas();
    for stream in SPREAD {
        add(&cluster, stream, "1-0");
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        replicated(&cluster, stream);
    }
    cluster
}

#[test]
fn tail_resumes_when_a_server_comes_back() {
    let arguments = ["--cluster-require-full-coverage", "no", "--appendonly", "yes"];
    let mut cluster = Cluster::of(3, 0, &arguments);
    for stream in SPREAD {
        add(&cluster, stream, "1-0");
    }
    let gone = cluster.owner(SALES);
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    let words = ["tail", "--from", "0", "-o", "json", "--timeout", "1s", "--url", &url];
    let mut running = astra(&words).spawn();
    for _ in SPREAD {
        assert_eq!(next(&mut running)["id"], "1-0");
    }
    cluster.kill(gone);
    running.stderr_line(" is unreachable: connection refused");
    add(&cluster, TRADES, "2-0");
    assert_eq!(next(&mut running)["stream"], TRADES);
    cluster.nodes[gone].restart();
    add(&cluster, SALES, "2-0");
    let line = next(&mut running);
    assert_eq!((&line["id"], &line["stream"]), (&"2-0".into(), &SALES.into()));
    running.stderr_line(" is back");
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

/// A returning node's streams are not new: they were there at the start.
#[test]
fn tail_that_starts_without_a_server_reports_it_and_shows_only_what_was_asked_for() {
    let cluster = Cluster::start();
    for id in ["1-0", "7-0"] {
        add(&cluster, SALES, id);
    }
    let away = &cluster.nodes[cluster.owner(SALES)];
    let url = cluster.nodes[cluster.owner(TRADES)].tcp_url();
    away.freeze();
    let tail = |words: &[&str]| {
        let all = ["tail", SALES, TRADES, "-o", "json", "--timeout", "1s", "--url", &url];
        astra(&[&all, words].concat()).spawn()
    };
    let mut runs = [&[][..], &["-n", "9"], &["--from", "5-0"]].map(tail);
    for running in &mut runs {
        running.stderr_line(" is unreachable: no reply");
    }
    add(&cluster, TRADES, "5-0");
    for running in &mut runs {
        assert_eq!(next(running)["stream"], TRADES, "a stream that was not there is new");
    }
    away.thaw();
    for running in &mut runs {
        running.stderr_line(" is back");
    }
    assert_eq!(next(&mut runs[2])["id"], "7-0");
    let id = cluster.redis(SALES, &["XADD", SALES, "*", "f", "v"]).text().to_owned();
    for mut running in runs {
        assert_eq!(next(&mut running)["id"], *id);
    }
}

#[test]
fn tail_that_starts_before_a_replica_takes_over_shows_what_comes_after_its_start() {
    let mut cluster = Cluster::with_replicas();
    add(&cluster, SALES, "1-0");
    replicated(&cluster, SALES);
    let gone = cluster.owner(SALES);
    let replica = cluster.replica(gone);
    let waits = |is_so| ["CONFIG", "SET", "cluster-replica-no-failover", is_so];
    cluster.nodes[replica].redis(&waits("yes")).ok();
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    cluster.kill(gone);
    let words = ["tail", SALES, "-o", "json", "--timeout", "1s", "--url", &url];
    let mut running = astra(&words).spawn();
    running.stderr_line(" is unreachable: ");
    cluster.nodes[replica].redis(&waits("no")).ok();
    running.stderr_line(" is back, or another took its place");
    let id = cluster.redis(SALES, &["XADD", SALES, "*", "f", "v"]).text().to_owned();
    assert_eq!(next(&mut running)["id"], *id);
}

/// A master that was given up before its replica takes over is no longer missing afterwards.
#[test]
fn a_replaced_master_is_no_longer_unreachable() {
    let mut cluster = replicated_streams();
    let gone = cluster.owner(SALES);
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    let watched = ["--timeout", "1s", "-o", "json", "--url", &url];
    let lag = ["lag", "--group", "g", "--watch=100ms"];
    let mut lag = astra(&[&lag[..], &watched].concat()).spawn();
    let mut tail = astra(&[&["tail", SALES, "--from", "0"][..], &watched].concat()).spawn();
    assert!(next(&mut lag).get("unreachable").is_none());
    assert_eq!(next(&mut tail)["id"], "1-0");
    cluster.kill(gone);
    lag.line_where(|line| line.contains("\"unreachable\""));
    tail.stderr_line(" is unreachable: ");
    tail.stderr_line(" is back, or another took its place");
    lag.line_where(|line| !line.contains("\"unreachable\""));
    let shown = next(&mut lag);
    assert_eq!((&shown["totals"]["lag"], shown.get("unreachable")), (&3.into(), None));
    add(&cluster, SALES, "2-0");
    assert_eq!(next(&mut tail)["id"], "2-0");
}

#[test]
fn setup_watch_reports_that_a_server_went_away_and_came_back() {
    let arguments = ["--cluster-require-full-coverage", "no", "--appendonly", "yes"];
    let mut cluster = Cluster::of(3, 0, &arguments);
    let gone = cluster.owner(SALES);
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    let words = ["setup", "--watch=100ms", "-o", "json", "--timeout", "1s", "--url", &url];
    let mut watch = astra(&words).spawn();
    assert_eq!(next(&mut watch)["created"], 131);
    cluster.kill(gone);
    watch.stderr_line(" is unreachable: connection refused");
    watch.line_where(|line| line.contains("\"unreachable\""));
    cluster.nodes[gone].restart();
    watch.stderr_line(" is back, or another took its place");
    watch.line_where(|line| !line.contains("\"unreachable\""));
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}
