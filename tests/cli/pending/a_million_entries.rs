//! A million pending entries: correct, in pages, and in constant memory.

use astra_testkit::Server;
use serde_json::{Value, json};

use super::scene::{STREAM, row};
use crate::harness::astra;

const COUNT: u64 = 1_000_000;

/// A script adds and reads one page at a time, because that is fastest; the last tenth goes to another consumer.
fn load(server: &Server) {
    server.create_group(STREAM, "g");
    let add = "for n = ARGV[1], ARGV[1] + 9999 do redis.call('XADD', KEYS[1], n .. '-0', 'n', n) end \
               redis.call('XREADGROUP', 'GROUP', 'g', ARGV[2], 'COUNT', 10000, 'STREAMS', KEYS[1], '>')";
    server.load((0..COUNT / 10_000).map(|page| {
        let consumer = if page < 90 { "busy" } else { "idle" };
        [
            "EVAL".to_owned(),
            add.into(),
            "1".into(),
            STREAM.into(),
            (page * 10_000 + 1).to_string(),
            consumer.into(),
        ]
    }));
    server.redis(&["XDEL", STREAM, "1-0", "999999-0"]).ok();
}

#[test]
fn a_million_pending_entries_are_summarized_and_listed() {
    let server = Server::start();
    load(&server);
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    server.redis(&["CONFIG", "SET", "slowlog-max-len", "100000"]).ok();
    server.redis(&["CONFIG", "SET", "slowlog-log-slower-than", "0"]).ok();
    let summary = row(&server, &[]);
    assert_eq!((&summary["pending"], &summary["oldest_id"]), (&json!(COUNT), &json!("1-0")));
    assert_eq!((&summary["partial"], &summary["ghosts"]), (&json!(true), &Value::Null));
    assert_eq!(summary["consumers"][0]["pending"], 900_000);
    assert_eq!(summary["consumers"][1]["pending"], 100_000);
    assert_eq!(server.calls("xpending"), 1, "more than the summary");

    let csv = astra(&["pending", "--entries", "--consumer", "idle", "-o", "csv", "--no-headers"])
        .server(&server)
        .ok()
        .stdout;
    assert_eq!(csv.lines().count(), 100_000);
    assert_eq!(csv.matches(",true\n").count(), 1, "one ghost");
    let ids = csv.lines().map(|line| line.split(',').nth(3).unwrap());
    let expected = (900_001..=COUNT).map(|number| format!("{number}-0"));
    assert!(ids.eq(expected));
    let asked = asked(&server);
    assert!(asked.len() >= 100, "a log of {asked:?}");
    for words in asked {
        // `XPENDING STREAM GROUP FROM TO COUNT CONSUMER`: with `IDLE` the server would search for long.
        let page: u64 = words.get(5).map_or(0, |count| count.parse().unwrap());
        assert!(page <= 1000 && !words.contains(&"IDLE".to_owned()), "{words:?}");
    }
}

/// Every `XPENDING` that the server has logged.
fn asked(server: &Server) -> Vec<Vec<String>> {
    let log = server.redis(&["SLOWLOG", "GET", "100000"]);
    let words = log.items().iter().map(|entry| entry.items()[3].texts());
    let words = words.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
    words.filter(|words| words[0].eq_ignore_ascii_case("XPENDING")).collect()
}
