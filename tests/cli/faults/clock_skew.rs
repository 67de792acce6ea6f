//! Clocks that disagree: entry IDs from the future, and a local clock that must not matter.

use std::process::Command;

use astra_testkit::{Server, skipped};
use serde_json::Value;

use super::scene::{STREAM, pending_scene};
use crate::harness::{Astra, astra, run_of};

/// Beyond any clock: the year 2286. After it, `*` continues from there.
const FUTURE: &str = "9999999999999-1";

fn calls(server: &Server, command: &str) -> bool {
    server.redis(&["INFO", "commandstats"]).text().contains(&format!("cmdstat_{command}:calls="))
}

#[test]
fn an_entry_from_the_future_has_no_age_and_hides_nothing() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.redis(&["XADD", STREAM, FUTURE, "n", "1"]).ok();
    let id = server.redis(&["XADD", STREAM, "*", "n", "2"]).text().to_owned();
    assert_eq!(id, "9999999999999-2", "the server continues from the highest ID");
    let lag = astra(&["lag", "--group", "g", "-o", "json"]).server(&server).ok().json();
    let row = &lag["groups"][0];
    assert_eq!((&row["lag"], &row["lag_kind"]), (&2.into(), &"exact".into()));
    assert_eq!(row["lag_seconds"], Value::Null);
    assert_eq!(row["lag_seconds_reason"], "the entry IDs are not timestamps");
    server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", STREAM, ">"]).ok();
    let pending = astra(&["pending", "-o", "json"]).server(&server).ok().json();
    let row = &pending["groups"][0];
    assert_eq!((&row["pending"], &row["oldest_id"]), (&2.into(), &FUTURE.into()));
    assert_eq!(row["oldest_age_ms"], Value::Null, "{row}");
}

#[test]
fn a_limit_on_an_unknown_age_fails() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.redis(&["XADD", STREAM, FUTURE, "n", "1"]).ok();
    let run = astra(&["lag", "--group", "g", "--max-seconds", "60"]).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
}

#[test]
fn publishing_and_following_continue_after_an_entry_from_the_future() {
    let server = Server::start();
    server.redis(&["XADD", STREAM, FUTURE, "n", "1"]).ok();
    let mut tail = astra(&["tail", "--from", "0", "-o", "json"]).server(&server).spawn();
    assert!(tail.line().contains(FUTURE));
    let words = [
        "publish",
        "Nft.NFTSold",
        "--entity",
        "n",
        "--event-id",
        "11111111-2222-4333-8444-555555555555",
    ];
    let printed = astra(&words).server(&server).ok().stdout;
    assert_eq!(printed, format!("{STREAM} 9999999999999-2\n"));
    let line: Value = serde_json::from_str(&tail.line()).unwrap();
    assert_eq!(line["id"], "9999999999999-2");
    assert_eq!(line["fields"]["event_id"], "11111111-2222-4333-8444-555555555555");
    tail.interrupt();
    assert_eq!(tail.finish().code, Some(130));
}

#[test]
fn ages_and_times_use_the_server_clock() {
    for words in
        [&["lag"][..], &["pending"], &["tail", "--no-follow", "--since", "1h"], &["services"]]
    {
        let server = Server::start();
        pending_scene(&server);
        server.redis(&["HSET", "service:a:b", "last_heartbeat", "1", "status", "healthy"]).ok();
        server.redis(&["CONFIG", "RESETSTAT"]).ok();
        let run = astra(words).server(&server).run();
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(calls(&server, "time"), "{words:?} did not ask for the server's time");
    }
}

/// A run on a machine whose clock is off by this much; `None` without faketime.
fn on_a_clock(offset: &str, words: &[&str]) -> Option<Astra> {
    let program = [env!("CARGO_BIN_EXE_astra")];
    let words = [&["--exclude-monotonic", "-f", offset], &program[..], words].concat();
    let is_there = Command::new("faketime").arg("--version").output().is_ok();
    is_there.then(|| run_of("faketime", &words))
}

#[test]
fn a_wrong_local_clock_changes_no_age() {
    let server = Server::start();
    let now: u64 = server.redis(&["TIME"]).items()[0].text().parse().unwrap();
    server.create_group(STREAM, "g");
    server.redis(&["XADD", STREAM, &format!("{}-0", (now - 200) * 1000), "n", "1"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", STREAM, ">"]).ok();
    server.redis(&["XADD", STREAM, &format!("{}-0", (now - 100) * 1000), "n", "2"]).ok();
    let heartbeat = (now - 10).to_string();
    let service = ["HSET", "service:a:b", "last_heartbeat", &heartbeat, "status", "healthy"];
    server.redis(&service).ok();
    for offset in ["+3h", "-3h"] {
        let run = |words: &[&str]| Some(on_a_clock(offset, words)?.server(&server).ok());
        let Some(lag) = run(&["lag", "--group", "g", "-o", "json"]) else {
            return skipped("no faketime here: `make test` installs it");
        };
        let log = on_a_clock(offset, &["services", "-v"]).unwrap().server(&server).run().stderr;
        let honest = astra(&["services", "-v"]).server(&server).run().stderr;
        assert_ne!(log[..13], honest[..13], "the clock is not off: {log}");
        let age = |value: &Value, seconds: f64| {
            let found = value.as_f64().unwrap();
            assert!((seconds..seconds + 60.0).contains(&found), "{offset}: {found}");
        };
        age(&lag.json()["groups"][0]["lag_seconds"], 100.0);
        let pending = run(&["pending", "-o", "json"]).unwrap().json();
        age(&(pending["groups"][0]["oldest_age_ms"].as_f64().unwrap() / 1000.0).into(), 200.0);
        let service = run(&["services", "-o", "json"]).unwrap().json()["services"][0].clone();
        age(&service["heartbeat_age_s"], 10.0);
        let tail = ["tail", "--no-follow", "-o", "json", "--since", "180s"];
        assert_eq!(run(&tail).unwrap().json_lines().len(), 1, "{offset}");
    }
}

#[test]
fn a_group_that_starts_at_a_time_starts_by_the_server_clock() {
    let server = Server::start();
    let now: u64 = server.redis(&["TIME"]).items()[0].text().parse().unwrap();
    for age in [100, 10] {
        let id = format!("{}-0", (now - age) * 1000);
        server.redis(&["XADD", STREAM, &id, "n", "1"]).ok();
    }
    let file = "version: 1\nprefix: astra\nstreams:\n  nft:\n    nftsold: { versions: [1] }\ngroups:\n  - { name: g, owner: nft, kind: internal, consumers: 1, start: 1m, streams: [\"astra.nft.nftsold.*\"], description: d }\n";
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let report = astra(&["setup", "-o", "json"]).server(&server).file("groups.yaml", file).run();
    assert_eq!(report.code, Some(0), "{report:?}");
    assert_eq!(report.json()["actions"][0]["will_see"], 1);
    assert!(calls(&server, "time"));
}
