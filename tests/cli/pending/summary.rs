//! The numbers of the summary, its filters and its groupings.

use astra_testkit::{Reply, Server, eventually, on_each_version};
use serde_json::{Value, json};

use super::scene::{STREAM, json as run, row, set, stream};
use crate::harness::astra;

/// Two consumers: `c1` has 1-0 to 3-0, and `c2` has 4-0 and 5-0; 2-0 and 5-0 are stuck.
fn scene(server: &Server) {
    stream(server, STREAM, 6);
    server.deliver(STREAM, "g", "c1", 3);
    server.deliver(STREAM, "g", "c2", 2);
    set(server, STREAM, "c1", "2-0", "600000", "7");
    set(server, STREAM, "c2", "5-0", "90000", "3");
}

#[test]
fn reports_each_number_of_a_group() {
    let server = Server::start();
    scene(&server);
    let row = row(&server, &[]);
    assert_eq!(row["stream"], STREAM);
    assert_eq!(row["group"], "g");
    assert_eq!(row["pending"], 5);
    assert_eq!(row["ghosts"], 0);
    assert_eq!(row["oldest_id"], "1-0");
    assert_eq!(row["oldest_age_ms"], Value::Null);
    assert_eq!(row["oldest_age_reason"], "the entry IDs are not timestamps");
    assert_eq!(row["max_deliveries"], 7);
    assert_eq!(row["partial"], false);
    let idle = row["max_idle_ms"].as_u64().unwrap();
    assert!((600_000..660_000).contains(&idle), "{idle}");
    let consumers: Vec<_> = row["consumers"].as_array().unwrap().iter().collect();
    assert_eq!((&consumers[0]["name"], &consumers[0]["pending"]), (&json!("c1"), &json!(3)));
    assert_eq!((&consumers[1]["name"], &consumers[1]["pending"]), (&json!("c2"), &json!(2)));
    assert!(consumers.iter().all(|consumer| consumer["idle_ms"].as_u64().unwrap() < 60_000));
}

#[test]
fn the_age_uses_the_server_clock() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    let seconds: u64 = server.redis(&["TIME"]).texts()[0].parse().unwrap();
    let id = format!("{}-0", (seconds - 3600) * 1000);
    server.redis(&["XADD", STREAM, &id, "f", "v"]).ok();
    server.deliver(STREAM, "g", "c", 1);
    let age = row(&server, &[])["oldest_age_ms"].as_u64().unwrap();
    assert!((3_600_000..3_660_000).contains(&age), "{age}");
}

#[test]
fn each_filter_narrows_every_number() {
    let server = Server::start();
    scene(&server);
    let numbers = |arguments: &[&str]| {
        let row = row(&server, arguments);
        (row["pending"].clone(), row["oldest_id"].clone(), row["max_deliveries"].clone())
    };
    assert_eq!(numbers(&["--consumer", "c2"]), (json!(2), json!("4-0"), json!(3)));
    assert_eq!(numbers(&["--min-idle", "5m"]), (json!(1), json!("2-0"), json!(7)));
    assert_eq!(numbers(&["--min-deliveries", "3"]), (json!(2), json!("2-0"), json!(7)));
    assert_eq!(
        numbers(&["--min-deliveries", "3", "--consumer", "c2"]),
        (json!(1), json!("5-0"), json!(3))
    );
    assert_eq!(numbers(&["--min-deliveries", "8"]), (json!(0), Value::Null, Value::Null));
    let narrowed = row(&server, &["--min-deliveries", "7"]);
    assert_eq!(narrowed["consumers"].as_array().unwrap().len(), 1);
    assert_eq!(narrowed["consumers"][0]["pending"], 1);
}

#[test]
fn groups_by_group_stream_and_consumer() {
    let server = Server::start();
    let other = "astra.nft.nftlisted.v1";
    scene(&server);
    stream(&server, other, 2);
    server.deliver(other, "g", "c1", 2);
    server.redis(&["XGROUP", "CREATE", other, "h", "0"]).ok();
    let pick = |by: &str, keys: [&str; 3]| -> Vec<Value> {
        let rows = run(&server, &["--by", by])["groups"].as_array().unwrap().clone();
        rows.iter().map(|row| keys.map(|key| row[key].clone()).into()).collect()
    };
    assert_eq!(
        pick("group", ["stream", "group", "pending"]),
        [json!([null, "g", 7]), json!([null, "h", 0])]
    );
    assert_eq!(
        pick("stream", ["stream", "group", "pending"]),
        [json!([other, null, 2]), json!([STREAM, null, 5])]
    );
    assert_eq!(
        pick("consumer", ["group", "consumer", "pending"]),
        [json!(["g", "c1", 5]), json!(["g", "c2", 2])]
    );
    assert_eq!(
        pick("consumer", ["oldest_id", "max_deliveries", "ghosts"]),
        [json!(["1-0", 7, 0]), json!(["4-0", 3, 0])]
    );
}

#[test]
fn each_grouping_has_its_own_table() {
    let server = Server::start();
    scene(&server);
    for (consumer, id) in [("c1", "2-0"), ("c2", "5-0")] {
        set(&server, STREAM, consumer, id, "36000000", "7");
    }
    let table =
        |by: &str, title: &str| astra(&["pending", "--by", by]).server(&server).ok().table(title);
    insta::assert_snapshot!(table("group", "GROUP"), @r"
    GROUP  PENDING  AGE  IDLE  DELIVERIES  GHOSTS  CONSUMERS  OLDEST
    g            5    ?   10h           7       0          2  1-0
    ");
    insta::assert_snapshot!(table("stream", "STREAM"), @r"
    STREAM                PENDING  AGE  IDLE  DELIVERIES  GHOSTS  CONSUMERS  OLDEST
    astra.nft.nftsold.v1        5    ?   10h           7       0          2  1-0
    ");
    insta::assert_snapshot!(table("consumer", "GROUP"), @r"
    GROUP  CONSUMER  PENDING  AGE  IDLE  DELIVERIES  GHOSTS  CONSUMERS  OLDEST
    g      c1              3    ?   10h           7       0          1  1-0
    g      c2              2    ?   10h           7       0          1  4-0
    ");
}

#[test]
fn finds_ghosts_of_deleted_and_of_trimmed_entries() {
    on_each_version(|server| {
        scene(server);
        server.redis(&["XDEL", STREAM, "2-0"]).ok();
        assert_eq!(row(server, &[])["ghosts"], 1);
        server.redis(&["XTRIM", STREAM, "MAXLEN", "3"]).ok();
        assert_eq!(row(server, &[])["ghosts"], 3, "1-0 and 3-0 too");
        assert_eq!(row(server, &["--consumer", "c2"])["ghosts"], 0);
        server.redis(&["XTRIM", STREAM, "MAXLEN", "0"]).ok();
        assert_eq!(row(server, &[])["ghosts"], 5);
    });
}

#[test]
fn finds_the_ghosts_of_a_sparse_list_without_reading_the_stream() {
    let server = Server::start();
    stream(&server, STREAM, 50_000);
    server.deliver(STREAM, "g", "c", 50_000);
    let acknowledge: Vec<String> =
        (1..=50_000).filter(|id| id % 500 != 0).map(|id| format!("{id}-0")).collect();
    server.load(acknowledge.iter().map(|id| ["XACK", STREAM, "g", id]));
    server.redis(&["XDEL", STREAM, "500-0", "25000-0", "50000-0"]).ok();
    let before = bytes_out(&server);
    let row = row(&server, &[]);
    assert_eq!((&row["pending"], &row["ghosts"]), (&json!(100), &json!(3)));
    let sent = bytes_out(&server) - before;
    assert!(sent < 60_000, "{sent} bytes for 100 pending entries");
}

fn bytes_out(server: &Server) -> u64 {
    let info = server.redis(&["INFO", "stats"]);
    let line = info.text().lines().find_map(|line| line.strip_prefix("total_net_output_bytes:"));
    line.unwrap().parse().unwrap()
}

#[test]
fn beyond_the_cap_the_number_is_unknown_and_never_wrong() {
    let server = Server::start();
    scene(&server);
    let whole = row(&server, &["--scan-cap", "5"]);
    assert_eq!((&whole["partial"], &whole["max_deliveries"]), (&json!(false), &json!(7)));
    let partial = row(&server, &["--scan-cap", "4"]);
    assert_eq!(partial["partial"], true);
    assert_eq!((&partial["pending"], &partial["oldest_id"]), (&json!(5), &json!("1-0")));
    for unknown in ["ghosts", "max_idle_ms", "max_deliveries"] {
        assert_eq!(partial[unknown], Value::Null);
    }
    let filtered = row(&server, &["--scan-cap", "4", "--min-deliveries", "3"]);
    assert_eq!(filtered["pending"], Value::Null);
    assert_eq!((&filtered["pending_at_least"], &filtered["oldest_id"]), (&json!(1), &json!("2-0")));
    let consumer = row(&server, &["--scan-cap", "1", "--consumer", "c2"]);
    assert_eq!((&consumer["pending"], &consumer["oldest_id"]), (&json!(2), &json!("4-0")));
    let each = run(&server, &["--scan-cap", "4", "--by", "consumer"]);
    assert_eq!(each["groups"][1]["oldest_id"], "4-0");
    assert_eq!(each["groups"][1]["max_deliveries"], Value::Null);
    astra(&["pending", "--scan-cap", "4"])
        .server(&server)
        .stdout_has("?: 1 row with more pending entries than --scan-cap")
        .check();
}

#[test]
fn reading_changes_no_counter_idle_time_or_key() {
    let server = Server::start();
    scene(&server);
    server.redis(&["XDEL", STREAM, "1-0"]).ok();
    let before = server.pending(STREAM, "g");
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    server.redis(&["CONFIG", "SET", "slowlog-log-slower-than", "0"]).ok();
    for arguments in [
        &["--by", "consumer"][..],
        &["--min-idle", "1m", "--min-deliveries", "2"],
        &["--entries", "--payload"],
    ] {
        run(&server, arguments);
    }
    for action in ["ack", "dead-letter", "purge-ghosts"] {
        run(&server, &[action, STREAM, "--dry-run"]);
    }
    assert_eq!(server.pending(STREAM, "g"), before);
    let info = server.redis(&["INFO", "commandstats"]).text().to_owned();
    for word in ["xreadgroup", "xclaim", "xautoclaim", "xack", "eval", "keys", "xadd"] {
        assert!(!info.contains(&format!("cmdstat_{word}:")), "{word} in {info}");
    }
    let log = server.redis(&["SLOWLOG", "GET", "1000"]);
    let words = |entry: &Reply| entry.items()[3].texts().join(" ").to_uppercase();
    let bounded = log.items().iter().map(words).filter(|text| {
        assert!(!text.contains(" IDLE "), "{text}");
        text.starts_with("XPENDING") || text.starts_with("XRANGE")
    });
    assert!(bounded.count() > 10, "the slow log holds everything");
    assert_eq!(server.pending(STREAM, "g")[1].2, 7);
}

#[test]
fn idle_times_keep_growing_while_it_reads() {
    let server = Server::start();
    scene(&server);
    let idle = || {
        let reply = server.redis(&["XPENDING", STREAM, "g", "-", "+", "10"]);
        reply.items().iter().map(|row| row.items()[2].int()).collect::<Vec<_>>()
    };
    let before = idle();
    run(&server, &["--entries", "--payload"]);
    eventually("time passes", || idle()[0] > before[0] + 1);
    assert!(idle().iter().zip(&before).all(|(now, before)| now > before));
}

#[test]
fn a_server_that_is_out_of_memory_is_still_read() {
    let server = Server::start();
    scene(&server);
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    let row = row(&server, &[]);
    assert_eq!((&row["pending"], &row["max_deliveries"]), (&json!(5), &json!(7)));
    assert_eq!(run(&server, &["--entries"])["entries"].as_array().unwrap().len(), 5);
}

#[test]
fn an_empty_result_is_reported_without_alarm() {
    let server = Server::start();
    astra(&["pending"])
        .server(&server)
        .stderr("warning: pattern `astra.*` matches no stream\n")
        .stdout("no pending entry\n")
        .check();
    stream(&server, STREAM, 1);
    server.redis(&["XADD", "astra.user.profileupdated.v1", "1-0", "f", "v"]).ok();
    astra(&["pending"]).server(&server).stdout("no pending entry\n").check();
    assert_eq!(row(&server, &[])["pending"], 0);
    astra(&["pending", "--entries"]).server(&server).stdout("no pending entry\n").check();
}

#[test]
fn an_unknown_pattern_group_or_consumer_is_reported() {
    let server = Server::start();
    scene(&server);
    astra(&["pending", STREAM, "astra.none.*"])
        .server(&server)
        .stderr("warning: pattern `astra.none.*` matches no stream\n")
        .stdout_has("5 entries pending")
        .check();
    astra(&["pending", "--group", "revenue_tracker"])
        .server(&server)
        .code(1)
        .stderr(
            "warning: no group `revenue_tracker` on the selected streams\nhint: did you mean `revenue_trackers`?\n",
        )
        .stdout("no pending entry matches\n")
        .check();
    astra(&["pending", "--consumer", "c3"])
        .server(&server)
        .code(1)
        .stderr("warning: no consumer `c3` in the selected groups\nhint: did you mean `c1`?\n")
        .stdout("no pending entry matches\n")
        .check();
}

#[test]
fn dead_letters_are_outside_the_default_pattern() {
    let server = Server::start();
    stream(&server, &format!("{{{STREAM}}}.dlq"), 1);
    server.deliver(&format!("{{{STREAM}}}.dlq"), "g", "c", 1);
    let all = astra(&["pending", "-o", "json"]).server(&server).run();
    assert_eq!(all.json()["groups"], json!([]));
}

#[test]
fn the_table_is_for_people_and_csv_for_programs() {
    let server = Server::start();
    scene(&server);
    set(&server, STREAM, "c1", "2-0", "36000000", "7");
    let table = astra(&["pending"]).server(&server).ok();
    assert!(table.stdout.ends_with("5 entries pending, on 1 of 1 binding\n"), "{table:?}");
    insta::assert_snapshot!(table.table("STREAM"), @r"
    STREAM                GROUP  PENDING  AGE  IDLE  DELIVERIES  GHOSTS  CONSUMERS  OLDEST
    astra.nft.nftsold.v1  g            5    ?   10h           7       0          2  1-0
    ");
    let csv = astra(&["pending", "-o", "csv"]).server(&server).ok().stdout;
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "stream,group,pending,oldest_age_ms,max_idle_ms,max_deliveries,ghosts,consumers,oldest_id"
    );
    assert!(lines[1].starts_with("astra.nft.nftsold.v1,g,5,,36"), "{}", lines[1]);
    assert!(lines[1].ends_with(",7,0,2,1-0"), "{}", lines[1]);
}

#[test]
fn beyond_the_cap_consumers_have_partial_counts_and_a_listing_counts_everything() {
    let server = Server::start();
    stream(&server, STREAM, 30);
    server.deliver(STREAM, "g", "c1", 6);
    server.deliver(STREAM, "g", "c2", 16);
    let words = ["--scan-cap", "10", "--min-deliveries", "1", "--by", "consumer"];
    let rows = run(&server, &words)["groups"].as_array().unwrap().clone();
    for (row, (name, least, oldest)) in rows.iter().zip([("c1", 6, "1-0"), ("c2", 4, "7-0")]) {
        assert_eq!((&row["consumer"], &row["pending"]), (&name.into(), &Value::Null), "{row}");
        assert_eq!(row["pending_at_least"], least, "{row}");
        assert_eq!(row["oldest_id"], oldest, "{row}");
        assert_eq!(row["consumers"][0]["name"], name, "{row}");
    }
    assert_eq!(rows.len(), 2);
    let one = [&words[..], &["--consumer", "c1"]].concat();
    assert_eq!(
        run(&server, &one)["groups"][0]["pending"],
        6,
        "the consumer has fewer entries than the cap"
    );

    let list = ["pending", "--entries", "--scan-cap", "10", "--min-deliveries", "1"];
    let listed = astra(&list).server(&server).ok().stdout;
    assert!(listed.ends_with("\n22 pending entries match\n"), "{listed}");
}
