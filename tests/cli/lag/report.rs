//! The columns of a group beside its lag, and which groups `astra lag` lists.

use astra_testkit::{Server, script};
use serde_json::Value;

use super::scene::row;
use crate::harness::astra;

const TRADES: &str = "astra.trading.tradeexecuted.v1";

#[test]
fn a_row_has_the_keys_that_programs_rely_on() {
    let server = Server::start();
    let is_counted = server.has_counters();
    let counter = if is_counted { "ENTRIESREAD 0" } else { "" };
    script(&server, TRADES, &format!("ADD 1..10; XGROUP CREATE K trading_internal 0 {counter}"));
    server.deliver(TRADES, "trading_internal", "c", 3);
    server.redis(&["XACK", TRADES, "trading_internal", "1-0"]).ok();
    let report =
        astra(&["lag", "--group", "trading_internal", "-o", "json"]).server(&server).ok().json();
    assert_eq!(report["schema"], "astra.lag/v1");
    let mut expected = serde_json::json!({
        "stream": TRADES, "group": "trading_internal", "length": 10, "lag": 7, "lag_kind": "exact", "lag_server": 7,
        "lag_seconds": null, "lag_seconds_reason": "the entry IDs are not timestamps", "pending": 2, "consumers": 1,
        "last_delivered_id": "3-0", "lost": 0, "lost_kind": "exact", "headroom": 3, "status": "lagging",
    });
    if !is_counted {
        // Redis 6.2 reports no lag, and without a counter nothing proves that no entry is lost.
        expected["lag_server"] = Value::Null;
        expected["lag_server_reason"] = "the server does not report it".into();
        expected["lost"] = Value::Null;
        expected["lost_kind"] = "unknown".into();
    }
    assert_eq!(report["groups"], serde_json::json!([expected]));
    assert_eq!(
        report["totals"],
        serde_json::json!({"lag": 7, "lag_kind": "exact", "pending": 2, "groups": 1})
    );
}

#[test]
fn the_age_is_that_of_the_oldest_undelivered_entry_by_the_server_clock() {
    let server = Server::start();
    let now: u64 = server.redis(&["TIME"]).items()[0].text().parse().unwrap();
    let ids = [now - 100, now - 40, now - 10].map(|seconds| format!("{}-0", seconds * 1000));
    for id in &ids {
        server.redis(&["XADD", TRADES, id, "f", "v"]).ok();
    }
    server.redis(&["XGROUP", "CREATE", TRADES, "g", &ids[0]]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "before", "0"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "after", "$"]).ok();
    let report = astra(&["lag", "-o", "json"]).server(&server).ok().json();
    let age = |group: &str| {
        let rows = report["groups"].as_array().unwrap();
        rows.iter().find(|row| row["group"] == group).unwrap()["lag_seconds"].as_f64().unwrap()
    };
    assert!((40.0..55.0).contains(&age("g")), "{report}");
    assert!((100.0..115.0).contains(&age("before")), "{report}");
    assert!(age("after").abs() < f64::EPSILON, "{report}");
}

#[test]
fn an_id_from_the_future_is_not_a_time() {
    let server = Server::start();
    script(&server, TRADES, "XADD K 9999999999999-1 f v; XGROUP CREATE K g 0");
    let report = astra(&["lag", "--group", "g", "-o", "json"]).server(&server).ok().json();
    assert_eq!(row(&report, TRADES)["lag_seconds"], Value::Null);
    assert_eq!(row(&report, TRADES)["lag_seconds_reason"], "the entry IDs are not timestamps");
}

#[test]
fn a_promised_group_that_does_not_exist_is_a_row() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..3; XGROUP CREATE K revenue_trackers 0");
    let report =
        astra(&["lag", "--group", "revenue_trackers", "--group", "trading_internal", "-o", "json"])
            .server(&server)
            .ok()
            .json();
    let rows = report["groups"].as_array().unwrap();
    let status: Vec<_> = rows
        .iter()
        .map(|row| (row["group"].as_str().unwrap(), row["status"].as_str().unwrap()))
        .collect();
    assert_eq!(status, [("revenue_trackers", "stalled"), ("trading_internal", "unprovisioned")]);
    assert_eq!(rows[1]["lag"], Value::Null);
    assert_eq!(rows[1]["lag_kind"], "unknown");
    for key in ["lag", "lag_server", "lag_seconds", "pending", "consumers", "headroom"] {
        assert_eq!(rows[1][key], Value::Null, "{key}");
        assert_eq!(rows[1][format!("{key}_reason")], "the group does not exist", "{key}");
    }
    assert_eq!(report["totals"]["lag_kind"], "at-least");
}

#[test]
fn the_table_has_one_row_per_group() {
    let server = Server::start();
    let counter = if server.has_counters() { "ENTRIESREAD 0" } else { "" };
    let history = format!(
        "ADD 1..10; XGROUP CREATE K g 0 {counter}; XGROUP CREATE K revenue_trackers 0 {counter};
         READ 3; XGROUP CREATE K up_to_date $; XTRIM K MAXLEN 9"
    );
    script(&server, TRADES, &history);
    let groups = ["g", "revenue_trackers", "trading_internal", "up_to_date"];
    let words: Vec<&str> = groups.iter().flat_map(|group| ["--group", *group]).collect();
    let run = astra(&[&["lag"], &words[..]].concat()).server(&server).ok();
    if server.has_counters() {
        insta::assert_snapshot!(run.table("STATUS"), @r"
        STATUS         STREAM                          GROUP             LAG  AGE  PENDING  LOST  HEADROOM  CONSUMERS
        lagging        astra.trading.tradeexecuted.v1  g                   7    ?        3     ?         2          1
        lost           astra.trading.tradeexecuted.v1  revenue_trackers    9    ?        0     1         0          0
        unprovisioned  astra.trading.tradeexecuted.v1  trading_internal    ?    ?        ?     ?         ?          ?
        ok             astra.trading.tradeexecuted.v1  up_to_date          0   0s        0     ?         9          0
        ");
    } else {
        // Without counters a loss can be neither counted nor excluded.
        insta::assert_snapshot!(run.table("STATUS"), @r"
        STATUS         STREAM                          GROUP             LAG  AGE  PENDING  LOST  HEADROOM  CONSUMERS
        lagging        astra.trading.tradeexecuted.v1  g                   7    ?        3     ?         2          1
        stalled        astra.trading.tradeexecuted.v1  revenue_trackers    9    ?        0     ?         0          0
        unprovisioned  astra.trading.tradeexecuted.v1  trading_internal    ?    ?        ?     ?         ?          ?
        ok             astra.trading.tradeexecuted.v1  up_to_date          0   0s        0     ?         9          0
        ");
    }
}

#[test]
fn patterns_and_groups_select_and_a_selection_without_match_is_reported() {
    let server = Server::start();
    for stream in ["astra.a.b.v1", "astra.a.c.v1", "astra.d.e.v2", "other.a.b.v1"] {
        script(&server, stream, "XADD K 1-0 f v; XGROUP CREATE K g 0; XGROUP CREATE K h 0");
    }
    let streams = |arguments: &[&str]| -> Vec<String> {
        let mut words = vec!["lag", "--group", "g", "-o", "csv", "--no-headers"];
        words.extend(arguments);
        let run = astra(&words).server(&server).run();
        assert_eq!(run.code, Some(0), "{run:?}");
        run.stdout.lines().map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(streams(&[]), ["astra.a.b.v1", "astra.a.c.v1", "astra.d.e.v2"]);
    assert_eq!(streams(&["astra.a.*"]), ["astra.a.b.v1", "astra.a.c.v1"]);
    assert_eq!(streams(&["other.a.b.v1", "astra.?.e.*"]), ["astra.d.e.v2", "other.a.b.v1"]);
    astra(&["lag", "--group", "g", "astra.nothing.*", "astra.a.b.v1"])
        .server(&server)
        .stdout_has("astra.a.b.v1")
        .stderr("warning: pattern `astra.nothing.*` matches no stream\n")
        .check();
    astra(&["lag", "--group", "revenue_tracker"])
        .server(&server)
        .stdout_has("no consumer group on the selected streams")
        .stderr_has("no group `revenue_tracker` on the selected streams\nhint: did you mean `revenue_trackers`?")
        .check();
}

#[test]
fn streams_literally_named_like_a_pattern_are_left_out_and_reported() {
    let server = Server::start();
    script(&server, "astra.trading.*", "XGROUP CREATE K trading_internal 0 MKSTREAM");
    astra(&["lag"])
        .server(&server)
        .stdout_has("no consumer group on the selected streams")
        .stderr_has("stream `astra.trading.*` is left out: it is named like a pattern")
        .check();
    let escaped = astra(&["lag", r"astra.trading.\*", "-o", "json"]).server(&server).ok().json();
    assert_eq!(row(&escaped, "astra.trading.*")["lag"], 0);
}

#[test]
fn a_key_of_another_type_and_hostile_names_hide_nothing_else() {
    let server = Server::start();
    server.redis(&["SET", "astra.trading.string.v1", "x"]).ok();
    server.redis(&[&b"XADD"[..], b"astra.\xff\x1bc.v1", b"1-0", b"f", b"v"]).ok();
    server.redis(&[&b"XGROUP"[..], b"CREATE", b"astra.\xff\x1bc.v1", b"g\x07", b"0"]).ok();
    script(&server, TRADES, "ADD 1..2; XGROUP CREATE K g 0");
    let run = astra(&["lag", "astra.trading.string.v1", "astra.*"]).server(&server).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.stdout.contains('\x1b'), "{run:?}");
    // The columns after the names differ between server versions.
    let table = run.table("STATUS");
    let names: Vec<&str> = table.lines().map(|line| line[..70].trim_end()).collect();
    insta::assert_snapshot!(names.join("\n"), @r"
    STATUS         STREAM                          GROUP
    unprovisioned  astra.trading.tradeexecuted.v1  achievement_processors
    unprovisioned  astra.trading.tradeexecuted.v1  audit_trail_recorders
    stalled        astra.trading.tradeexecuted.v1  g
    unprovisioned  astra.trading.tradeexecuted.v1  metrics_collectors
    unprovisioned  astra.trading.tradeexecuted.v1  notification_senders
    unprovisioned  astra.trading.tradeexecuted.v1  revenue_trackers
    unprovisioned  astra.trading.tradeexecuted.v1  social_feed_generators
    unprovisioned  astra.trading.tradeexecuted.v1  trading_internal
    unprovisioned  astra.trading.tradeexecuted.v1  trading_risk_management
    stalled        astra.\xff\x1bc.v1              g\x07
    ");
}

#[test]
fn only_lagging_leaves_out_what_is_up_to_date_and_keeps_the_totals() {
    let server = Server::start();
    script(&server, "astra.a.b.v1", "ADD 1..3; XGROUP CREATE K g 0; READ 9");
    script(&server, "astra.a.c.v1", "ADD 1..3; XGROUP CREATE K g 0; READ 1");
    let report =
        astra(&["lag", "--group", "g", "--only-lagging", "-o", "json"]).server(&server).ok().json();
    assert_eq!(row(&report, "astra.a.c.v1")["lag"], 2);
    assert_eq!(report["groups"].as_array().unwrap().len(), 1);
    assert_eq!(report["totals"]["groups"], 2);
}

#[test]
fn reading_lag_changes_nothing() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..100; XGROUP CREATE K g 0; READ 5");
    let before = server.redis(&["XINFO", "STREAM", TRADES, "FULL"]);
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    astra(&["lag", "--group", "g"]).server(&server).ok();
    let stats = server.redis(&["INFO", "commandstats"]).text().to_owned();
    for word in ["xreadgroup", "xgroup", "xack", "xclaim", "xadd", "eval", "keys"] {
        assert!(!stats.contains(&format!("cmdstat_{word}")), "{stats}");
    }
    assert_eq!(
        server.redis(&["XINFO", "STREAM", TRADES, "FULL"]).field("groups"),
        before.field("groups")
    );
}

#[test]
fn a_server_that_is_out_of_memory_is_still_read() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..10; XGROUP CREATE K g 0; READ 3");
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    assert!(server.redis(&["XADD", TRADES, "*", "f", "v"]).error().starts_with("OOM"));
    let report = astra(&["lag", "--group", "g", "-o", "json"]).server(&server).ok().json();
    let row = row(&report, TRADES);
    assert_eq!(
        (&row["lag"], &row["lag_kind"], &row["pending"]),
        (&7.into(), &"exact".into(), &3.into())
    );
}

#[test]
fn a_refusal_is_not_reported_as_a_missing_stream() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..2; XGROUP CREATE K g 0");
    server.redis(&["ACL", "SETUSER", "ops", "on", ">pw", "~other", "+@all"]).ok();
    let url = format!("unix://{}?user=ops&pass=pw", server.socket().display());
    let denied = astra(&["lag", TRADES, "--url", &url]).run();
    assert_eq!(denied.code, Some(0), "without a limit the exit code is 0: {denied:?}");
    assert!(denied.stderr.contains(&format!("cannot read `{TRADES}`: NOPERM")), "{denied:?}");
    assert!(denied.stdout.contains("1 stream not readable"), "{denied:?}");
    let report = astra(&["lag", TRADES, "--url", &url, "-o", "json"]).run().json();
    assert_eq!(
        (&report["unread"][0]["stream"], &report["totals"]["lag_kind"]),
        (&TRADES.into(), &"at-least".into())
    );
    server.redis(&["CONFIG", "SET", "replica-serve-stale-data", "no"]).ok();
    server.redis(&["REPLICAOF", "127.0.0.1", "1"]).ok();
    for words in [["lag", TRADES], ["lag", "astra.*"]] {
        let away = astra(&words).server(&server).run();
        assert_eq!(away.code, Some(3), "{away:?}");
        assert!(away.stderr.contains("\nhint: this replica has lost its master"), "{away:?}");
    }
}

#[test]
fn a_group_is_not_called_stalled_if_its_consumers_may_not_be_read() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..3; XGROUP CREATE K g 0; READ 1");
    server.redis(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "+@all", "-xinfo"]).ok();
    server.redis(&["ACL", "SETUSER", "ops", "+xinfo|stream", "+xinfo|groups"]).ok();
    let url = format!("unix://{}?user=ops&pass=pw", server.socket().display());
    let report = astra(&["lag", "--group", "g", "-o", "json", "--url", &url]).ok().json();
    assert_eq!(row(&report, TRADES)["status"], "lagging");
}

#[test]
fn large_entries_are_counted_without_holding_them_in_memory() {
    let server = Server::start();
    let large = "x".repeat(200_000);
    server.load((1..=300).map(|ms| {
        ["XADD".to_owned(), TRADES.into(), format!("{ms}-0"), "f".into(), large.clone()]
    }));
    script(&server, TRADES, "XGROUP CREATE K g 150-0");
    let mut run = astra(&["lag", "--group", "g", "-o", "json"]).server(&server).spawn();
    let mut peak = 0;
    let status = format!("/proc/{}/status", run.pid());
    while let Ok(text) = std::fs::read_to_string(&status) {
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let Some(line) = line else { break };
        peak = peak.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap());
    }
    let report: Value = serde_json::from_str(&run.line()).unwrap();
    assert_eq!(row(&report, TRADES)["lag"], 150);
    assert!(peak < 40_000, "{peak} KiB of 60 MB of entries");
    assert_eq!(run.finish().code, Some(0));
}
