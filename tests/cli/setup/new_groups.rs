//! Where new groups start, what they will read, and what happens if some of them cannot be created.

use astra_testkit::{Reply, Server};

use super::scene::{TRADES, bindings, groups, topology};
use crate::harness::astra;

fn with_entries() -> Server {
    let server = Server::start();
    server.load(
        (1..=10).map(|ms| {
            ["XADD".to_owned(), TRADES.into(), format!("{ms}-0"), "f".into(), "v".into()]
        }),
    );
    server
}

/// How many entries a new consumer of a group receives.
fn sees(server: &Server, group: &str) -> usize {
    let reply = server.redis(&[
        "XREADGROUP",
        "GROUP",
        group,
        "test",
        "COUNT",
        "100",
        "STREAMS",
        TRADES,
        ">",
    ]);
    if reply.is_nil() { 0 } else { reply.items()[0].items()[1].items().len() }
}

#[test]
fn the_plan_counts_what_each_group_will_read_and_skip_and_is_right() {
    let server = with_entries();
    let starts =
        [("all", "0"), ("fresh", "$"), ("middle", "4-0"), ("timed", "1970-01-01T00:00:00.007Z")];
    let file = topology(&starts);
    let plan = astra(&["setup", "--dry-run", "-o", "json"])
        .server(&server)
        .file("groups.yaml", &file)
        .ok()
        .json();
    assert_eq!((&plan["dry_run"], &plan["created"]), (&true.into(), &4.into()));
    let table = astra(&["setup", "--dry-run"]).server(&server).file("groups.yaml", &file).ok();
    insta::assert_snapshot!(table.table("GROUP"), @r"
    GROUP   STREAMS  TO CREATE  START                     WILL SEE  WILL SKIP
    all           1          1  0                               10          0
    fresh         1          1  $                                0         10
    middle        1          1  4-0                              6          4
    timed         1          1  1970-01-01T00:00:00.007Z         4          6
    ");
    assert_eq!(bindings(&server), [], "a dry run changes nothing");
    let expected = [("all", 10, 0), ("fresh", 0, 10), ("middle", 6, 4), ("timed", 4, 6)];
    let done =
        astra(&["setup", "-o", "json"]).server(&server).file("groups.yaml", &file).ok().json();
    assert_eq!(done["dry_run"], false);
    assert_eq!(done["actions"], plan["actions"]);
    for (action, (group, see, skip)) in done["actions"].as_array().unwrap().iter().zip(expected) {
        let found =
            (&action["action"], &action["group"], &action["will_see"], &action["will_skip"]);
        assert_eq!(found, (&"create".into(), &group.into(), &see.into(), &skip.into()), "{action}");
        assert_eq!(sees(&server, group), see, "{group}");
    }
}

#[test]
fn the_read_counter_is_set_if_it_is_known() {
    let server = with_entries();
    server.redis(&["XTRIM", TRADES, "MAXLEN", "6"]).ok();
    let file = topology(&[("all", "0"), ("fresh", "$"), ("middle", "7-0")]);
    astra(&["setup"]).server(&server).file("groups.yaml", &file).ok();
    let info = server.redis(&["XINFO", "GROUPS", TRADES]);
    if !server.has_counters() {
        let cursors: Vec<_> =
            info.items().iter().map(|group| group.field("last-delivered-id").text()).collect();
        assert_eq!(cursors, ["0-0", "10-0", "7-0"], "without counters each start is right");
        return;
    }
    let counter = |name: &str| {
        let group = info.items().iter().find(|group| group.field("name").text() == name).unwrap();
        let number = |key: &str| (!group.field(key).is_nil()).then(|| group.field(key).int());
        (number("entries-read"), number("lag"))
    };
    assert_eq!(counter("all"), (Some(4), Some(6)));
    assert_eq!(counter("fresh"), (Some(10), Some(0)));
    assert_eq!(counter("middle").0, None, "the number of entries before 7-0 is unknown");
}

#[test]
fn after_a_deletion_no_read_counter_is_set() {
    let server = with_entries();
    server.redis(&["XDEL", TRADES, "3-0"]).ok();
    astra(&["setup"])
        .server(&server)
        .file("groups.yaml", topology(&[("all", "0"), ("fresh", "$")]))
        .ok();
    for group in server.redis(&["XINFO", "GROUPS", TRADES]).items() {
        assert!(group.find("entries-read").is_none_or(Reply::is_nil), "{group:?}");
    }
}

#[test]
fn a_group_that_starts_now_gets_what_comes_between_plan_and_creation() {
    let server = with_entries();
    astra(&["setup"]).server(&server).file("groups.yaml", topology(&[("fresh", "$")])).ok();
    let group = &server.redis(&["XINFO", "GROUPS", TRADES]).items()[0].clone();
    assert_eq!(
        group.field("last-delivered-id").text(),
        "10-0",
        "an explicit ID, not whatever is last by then"
    );
}

#[test]
fn a_key_of_another_type_fails_alone_and_is_named() {
    let server = Server::start();
    server.redis(&["SET", TRADES, "x"]).ok();
    let run = astra(&["setup", "-o", "json"]).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    assert_eq!((&report["created"], &report["failed"]), (&123.into(), &8.into()));
    let failed: Vec<_> = report["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|action| !action["reason"].is_null())
        .collect();
    assert_eq!(failed.len(), 8);
    assert!(failed.iter().all(|action| action["stream"] == TRADES
        && action["reason"].as_str().unwrap().contains("the key is not a stream")));
    assert_eq!(bindings(&server).len(), 123);
    assert_eq!(server.redis(&["GET", TRADES]).text(), "x");
    let table = astra(&["setup"]).server(&server).run();
    assert!(
        table.stdout.contains("8 failed") && table.stdout.contains("unusable-stream"),
        "{table:?}"
    );
}

#[test]
fn check_changes_nothing_and_fails_only_on_drift() {
    let server = Server::start();
    let check = |server: &Server| astra(&["setup", "--check", "-o", "json"]).server(server).run();
    let missing = check(&server);
    assert_eq!((missing.code, &missing.json()["created"]), (Some(1), &131.into()));
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
    astra(&["setup"]).server(&server).ok();
    server.create_group("astra.nft.*", "old");
    let with_finding = check(&server);
    assert_eq!(with_finding.code, Some(0), "a finding is not drift: {with_finding:?}");
    assert_eq!(with_finding.json()["findings"][0]["id"], "literal-pattern-stream");
    server.redis(&["XGROUP", "DESTROY", TRADES, "revenue_trackers"]).ok();
    let drift = check(&server);
    assert_eq!(drift.code, Some(1), "{drift:?}");
    assert_eq!(drift.json()["actions"][0]["group"], "revenue_trackers");
    assert!(!groups(&server, TRADES).contains(&"revenue_trackers".to_owned()));
}

#[test]
fn a_server_without_memory_or_permission_is_listed_item_by_item() {
    let server = Server::start();
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    let full = astra(&["setup", "-o", "json"]).server(&server).run();
    assert_eq!((full.code, &full.json()["failed"]), (Some(1), &131.into()));
    assert!(full.stdout.contains("out of memory"), "{full:?}");
    server.redis(&["CONFIG", "SET", "maxmemory", "0"]).ok();
    server.redis(&["ACL", "SETUSER", "ops", "on", ">pw", "~astra.trading.*", "+@all"]).ok();
    let url = format!("unix://{}?user=ops&pass=pw", server.socket().display());
    let partial = astra(&["setup", "--url", &url, "-o", "json"]).run();
    assert_eq!(partial.code, Some(1), "{partial:?}");
    let trading = bindings(&server).len();
    assert_eq!(partial.json()["created"], trading);
    assert_eq!(partial.json()["failed"], 131 - trading);
    assert!(
        trading > 20
            && bindings(&server).iter().all(|(stream, _)| stream.starts_with("astra.trading."))
    );
}

#[test]
fn waits_for_a_starting_server_but_not_forever() {
    let mut server = Server::with(&["--appendonly", "yes"]);
    let url = server.url();
    server.kill();
    let gone = astra(&["setup", "--url", &url, "--wait-for-server=300ms"]).run();
    assert_eq!(gone.code, Some(3), "{gone:?}");
    assert!(
        gone.stderr.contains("waiting for Redis")
            && gone.stderr.contains("error: cannot reach Redis"),
        "{gone:?}"
    );
    let mut waiting = astra(&["setup", "--url", &url, "--wait-for-server=30s"]).spawn();
    waiting.stderr_line("waiting for Redis");
    server.restart();
    assert_eq!(waiting.finish().code, Some(0));
    assert_eq!(bindings(&server).len(), 131);
}

#[test]
fn starts_in_the_middle_are_counted_together() {
    let server = Server::start();
    for event in ["tradeexecuted", "tradeclosed", "positionclosed"] {
        let stream = format!("astra.trading.{event}.v1");
        server.load((1..=100).map(|ms| {
            ["XADD".to_owned(), stream.clone(), format!("{ms}-0"), "f".into(), "v".into()]
        }));
    }
    let yaml =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/groups.yaml")).unwrap();
    assert!(yaml.contains("start: \"0\""));
    let file = yaml.replace("start: \"0\"", "start: \"40-0\"");
    let before = server.redis(&["INFO", "stats"]).text().to_owned();
    let report =
        astra(&["setup", "-o", "json"]).server(&server).file("groups.yaml", file).ok().json();
    let connections = |info: &str| -> u64 {
        info.lines()
            .find_map(|line| line.strip_prefix("total_connections_received:"))
            .unwrap()
            .parse()
            .unwrap()
    };
    let after = server.redis(&["INFO", "stats"]).text().to_owned();
    assert!(connections(&after) - connections(&before) < 8, "one connection per group");
    let seen: Vec<_> = report["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|action| action["will_see"] == 60)
        .collect();
    assert_eq!(seen.len(), 8 + 5 + 6, "every group on the three streams: {report}");
}

#[test]
fn only_the_created_groups_are_counted() {
    let server = Server::start();
    let created = |url: &str| -> usize {
        let run = astra(&["setup", "-o", "csv", "--url", url]).run();
        assert_eq!(run.code, Some(1), "{run:?}");
        let rows = run.stdout.lines().skip(1);
        rows.map(|row| row.split(',').nth(2).unwrap().parse::<usize>().unwrap()).sum()
    };
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    assert_eq!(created(&server.url()), 0);
    server.redis(&["CONFIG", "SET", "maxmemory", "0"]).ok();
    server.redis(&["ACL", "SETUSER", "ops", "on", ">pw", "~astra.trading.*", "+@all"]).ok();
    let made = created(&format!("unix://{}?user=ops&pass=pw", server.socket().display()));
    assert_eq!(made, bindings(&server).len());
    assert!((1..131).contains(&made), "{made}");
}

#[test]
fn a_start_among_too_many_entries_is_unknown_with_its_reason() {
    let server = Server::start();
    server.load(
        (1..=25_000).map(|ms| {
            ["XADD".to_owned(), TRADES.into(), format!("{ms}-0"), "f".into(), "v".into()]
        }),
    );
    let file = topology(&[("middle", "12500-0"), ("all", "0")]);
    let dry = |format: &str| {
        let run = astra(&["setup", "--dry-run", "-o", format]).server(&server);
        run.file("groups.yaml", &file).ok()
    };
    let report = dry("json").json();
    let middle = report["actions"].as_array().unwrap().iter();
    let middle = middle.clone().find(|action| action["group"] == "middle").unwrap();
    let reason = "the group starts among more than 10,000 entries, which are not counted";
    for key in ["will_see", "will_skip"] {
        assert!(middle[key].is_null(), "{middle}");
        assert_eq!(middle[format!("{key}_reason")], reason, "{middle}");
    }
    let all = report["actions"].as_array().unwrap().iter().find(|action| action["group"] == "all");
    assert_eq!(
        (&all.unwrap()["will_see"], all.unwrap().get("will_see_reason")),
        (&25_000.into(), None)
    );
    let table = dry("table").stdout;
    assert!(table.contains(&format!("\n?: {reason}\n")), "{table}");
}

#[test]
fn a_group_name_that_is_not_text_is_written_like_such_a_stream_name() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    let create = [&b"XGROUP"[..], b"CREATE", TRADES.as_bytes(), b"g\xff", b"0"];
    server.redis(&create).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "g\\xff", "0"]).ok();
    let words = ["setup", "--prune", "--dry-run", "-o", "json"];
    let report = astra(&words).server(&server).ok().json();
    for part in ["actions", "findings"] {
        let mut found: Vec<_> =
            report[part].as_array().unwrap().iter().map(|it| &it["group"]).collect();
        found.sort_by_key(|group| group.is_object());
        let expected = serde_json::json!(["g\\xff", {"base64": "Z/8="}]);
        assert_eq!(serde_json::json!(found), expected, "{part}: {report}");
    }
    let removed = astra(&["setup", "--prune", "--yes", "-o", "json"]).server(&server).ok().json();
    assert_eq!(
        (&removed["removed"], removed["findings"].as_array().unwrap().len()),
        (&2.into(), 0)
    );
}
