//! Partial results are marked as partial: what an unreachable server may have is never reported as missing.

use super::scene::{SALES, TRADES, groups, without_the_master_of_sales};
use crate::harness::{Run, astra};

fn partial(url: &str, words: &[&str]) -> Run {
    astra(&[words, &["--timeout", "500ms", "--url", url]].concat()).run()
}

/// Expects exit code 1 and the name of the unreachable server.
#[track_caller]
fn assert_partial(run: &Run, address: &str) {
    assert_eq!(run.code, Some(1), "{run:#?}");
    let warning = format!("warning: {address} is unreachable: ");
    assert_eq!(run.stderr.matches(&warning).count(), 1, "{run:#?}");
}

#[test]
fn an_empty_list_says_that_it_covers_only_the_reachable_part() {
    let (_cluster, url, address) = without_the_master_of_sales();
    for (words, message) in [
        (&["pending"][..], "no pending entry in what can be seen\n"),
        (&["pending", "--min-idle", "1s", SALES], "no pending entry matches in what can be seen\n"),
        (&["pending", "--entries", SALES], "no pending entry in what can be seen\n"),
        (
            &["services", "--service", "social"],
            "no service is registered in what can be seen, or none matches the filters\n",
        ),
        (&["lag", "astra.custom.*"], "no consumer group in what can be seen\n"),
        (&["lag", SALES], "no consumer group in what can be seen, 1 stream not readable\n"),
        (
            &["pending", "claim", "--to", "c", "--yes"],
            "no pending entry selected in what can be seen, nothing to do\n",
        ),
    ] {
        let run = partial(&url, words);
        assert_partial(&run, &address);
        assert_eq!(run.stdout, message, "{words:?}: {run:#?}");
    }
}

#[test]
fn a_partial_count_is_marked_as_partial() {
    let (cluster, url, address) = without_the_master_of_sales();
    let gone = cluster.owner(SALES);
    let key = |number: &u32| format!("service:trading:t-{number}");
    let key = (0..100).map(|number| key(&number)).find(|key| cluster.owner(key) != gone).unwrap();
    cluster.redis(&key, &["HSET", &key, "service_name", "trading", "instance_id", "t"]).int();
    cluster.redis(TRADES, &["XREADGROUP", "GROUP", "g", "c", "STREAMS", TRADES, ">"]).ok();
    for (words, message) in [
        (&["services"][..], "1 instance in what can be seen, 0 healthy"),
        (&["lag", "--group", "g", "--only-lagging"], "at least 1 entry not delivered"),
        (&["pending", "--group", "g"], "at least 1 pending entry matches, on 1 of 2 bindings"),
    ] {
        let run = partial(&url, words);
        assert_partial(&run, &address);
        assert!(run.stdout.contains(message), "{words:?}: {run:#?}");
    }
}

#[test]
fn pending_lists_the_streams_that_it_could_not_read() {
    let (_cluster, url, address) = without_the_master_of_sales();
    for words in [&["pending", SALES][..], &["pending", "--entries"], &["pending", "ack", SALES]] {
        let run = partial(&url, &[words, &["-o", "json"]].concat());
        assert_partial(&run, &address);
        let report = run.json();
        assert_eq!(report["unreachable"][0]["node"], *address, "{words:?}");
        let unread = report["unread"].as_array().unwrap();
        let sales = unread.iter().find(|unread| unread["stream"] == SALES).unwrap();
        assert!(sales["reason"].as_str().unwrap().contains(&address), "{words:?}: {sales}");
    }
}

#[test]
fn a_group_that_only_the_unreachable_server_may_have_is_not_reported_as_missing() {
    let (_cluster, url, address) = without_the_master_of_sales();
    for words in [&["pending", "ack", "--yes"][..], &["pending"], &["lag"]] {
        let run = partial(&url, &[words, &["--group", "solo"]].concat());
        assert_partial(&run, &address);
        assert!(run.stderr.contains("no group `solo` in what can be seen"), "{words:?}: {run:#?}");
    }
    let run = partial(&url, &["pending", "ack", "--group", "solo", "--yes"]);
    assert_eq!(run.stdout, "", "{run:#?}");
    assert!(
        run.stderr.ends_with("no group `solo` in what can be seen: nothing was changed\n"),
        "{run:#?}"
    );
    let run = partial(&url, &["pending", "claim", "--consumer", "c", "--to", "d", "--yes"]);
    assert!(run.stderr.contains("no consumer `c` in what can be seen"), "{run:#?}");
}

#[test]
fn an_action_changes_what_it_can_reach_and_reports_that_it_was_partial() {
    let (cluster, url, address) = without_the_master_of_sales();
    cluster.redis(TRADES, &["XREADGROUP", "GROUP", "g", "c", "STREAMS", TRADES, ">"]).ok();
    let pending = || cluster.redis(TRADES, &["XPENDING", TRADES, "g"]).items()[0].int();
    let consumer = || cluster.redis(TRADES, &["XPENDING", TRADES, "g"]).items()[3].clone();
    let claimed = partial(&url, &["pending", "claim", "--group", "g", "--to", "d", "--yes"]);
    assert_partial(&claimed, &address);
    assert!(claimed.stdout.contains("1 of 1 pending entry claimed"), "{claimed:#?}");
    assert_eq!(consumer().items()[0].items()[0].text(), "d");
    let moved = partial(&url, &["pending", "dead-letter", "--group", "g", "--yes"]);
    assert_partial(&moved, &address);
    assert_eq!(pending(), 0);
    let letters = format!("{{{TRADES}}}.dlq");
    assert_eq!(cluster.redis(&letters, &["XLEN", &letters]).int(), 1);
}

#[test]
fn a_partial_export_fails_and_is_marked_in_the_file() {
    let (_cluster, url, address) = without_the_master_of_sales();
    let run = partial(&url, &["setup", "export"]);
    assert_partial(&run, &address);
    assert!(run.stderr.contains("error: this topology is incomplete"), "{run:#?}");
    assert!(run.stdout.starts_with("# this topology is incomplete"), "{run:#?}");
    assert!(
        !run.stdout.contains("nftsold: {") && run.stdout.contains("tradeexecuted: {"),
        "{run:#?}"
    );
}

#[test]
fn prune_removes_what_it_can_reach_and_exits_1() {
    let (cluster, url, address) = without_the_master_of_sales();
    let run = partial(&url, &["setup", "--prune", "--force", "--yes", "-o", "json"]);
    assert_partial(&run, &address);
    let report = run.json();
    assert_eq!(
        (&report["removed"], &report["unreachable"][0]["node"]),
        (&2.into(), &address.into())
    );
    assert!(report["failed"].as_u64().unwrap() > 0, "{report}");
    assert!(!groups(&cluster, TRADES).contains(&"g".to_owned()));
}
