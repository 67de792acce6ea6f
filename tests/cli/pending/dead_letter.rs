//! Dead letters: their content, and exactly one for each entry.

use std::collections::HashSet;

use astra_testkit::{Server, on_each_version};
use serde_json::json;

use super::scene::{STREAM, entries, json as run, pending_ids, set, stream};
use crate::harness::{Key, astra};

const LETTERS: &str = "{astra.nft.nftsold.v1}.dlq";

#[test]
fn a_dead_letter_has_every_original_field_in_order_and_those_of_the_contract() {
    on_each_version(|server| {
        server.create_group(STREAM, "g");
        server
            .redis(&["XADD", STREAM, "1-0", "z", "1", "a", "2", "z", "3", "dlq_reason", "old"])
            .ok();
        server.deliver(STREAM, "g", "c1", 1);
        set(server, STREAM, "c1", "1-0", "600000", "7");
        let report = run(server, &["dead-letter", STREAM, "--reason", "bad price", "--yes"]);
        let letters = entries(server, LETTERS);
        assert_eq!(letters.len(), 1);
        let (id, fields) = &letters[0];
        assert_eq!(
            fields[..20],
            [
                "z",
                "1",
                "a",
                "2",
                "z",
                "3",
                "dlq_reason",
                "old",
                "dlq_stream",
                STREAM,
                "dlq_group",
                "g",
                "dlq_consumer",
                "c1",
                "dlq_entry_id",
                "1-0",
                "dlq_deliveries",
                "7",
                "dlq_reason",
                "bad price"
            ]
        );
        assert_eq!((fields.len(), &*fields[20]), (22, "dlq_at"));
        let now: i64 = server.redis(&["TIME"]).texts()[0].parse().unwrap();
        let at: jiff::Timestamp = fields[21].parse().unwrap();
        assert!(fields[21].ends_with('Z') && (now - at.as_second()).abs() < 60, "{}", fields[21]);
        assert_eq!(pending_ids(server, STREAM), [""; 0]);
        assert_eq!(entries(server, STREAM).len(), 1, "the stream lost its entry");
        assert_eq!(report["schema"], "astra.pending.dead-letter/v1");
        assert_eq!(report["actions"][0]["dead_letter"], json!({"stream": LETTERS, "id": id}));
    });
}

#[test]
fn bytes_are_copied_unchanged() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.redis(&[b"XADD".as_slice(), STREAM.as_bytes(), b"1-0", b"\xff\x00", b"\r\n\xfe"]).ok();
    server.deliver(STREAM, "g", "c", 1);
    run(&server, &["dead-letter", STREAM, "--yes"]);
    let letters = server.redis(&["XRANGE", LETTERS, "-", "+"]);
    let fields = letters.items()[0].items()[1].items();
    assert_eq!((fields[0].bytes(), fields[1].bytes()), (&b"\xff\x00"[..], &b"\r\n\xfe"[..]));
}

#[test]
fn without_a_filter_only_entries_that_the_topology_calls_poison_are_moved() {
    let server = Server::start();
    stream(&server, STREAM, 4);
    server.deliver(STREAM, "g", "c", 4);
    set(&server, STREAM, "c", "2-0", "600000", "5");
    set(&server, STREAM, "c", "3-0", "0", "9");
    set(&server, STREAM, "c", "4-0", "600000", "4");
    astra(&["pending", "dead-letter", "--yes"])
        .server(&server)
        .stderr("without a pattern or filter, only poison is selected: --min-deliveries 5 --min-idle 1m\n")
        .stdout_has("1 of 1 pending entry dead-lettered")
        .check();
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "3-0", "4-0"]);
    let letters = entries(&server, LETTERS);
    assert!(letters[0].1.contains(&"delivered 5 times without an acknowledgement".to_owned()));
}

#[test]
fn the_dead_letter_of_a_ghost_keeps_what_is_left() {
    let server = Server::start();
    stream(&server, STREAM, 2);
    server.deliver(STREAM, "g", "c", 2);
    server.redis(&["XDEL", STREAM, "1-0"]).ok();
    let report = run(&server, &["dead-letter", STREAM, "--reason", "r", "--yes"]);
    assert_eq!(report["done"], 2);
    let letters = entries(&server, LETTERS);
    assert_eq!((&*letters[0].1[0], letters[0].1.len()), ("dlq_stream", 14));
    assert!(letters[0].1.contains(&"r; the entry itself was gone from the stream".to_owned()));
    assert_eq!(letters[1].1[..2], ["n", "2"]);
    assert_eq!(pending_ids(&server, STREAM), [""; 0]);
}

#[test]
fn a_full_server_keeps_the_entry_pending() {
    let server = Server::start();
    stream(&server, STREAM, 250);
    server.deliver(STREAM, "g", "c", 250);
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    let run =
        astra(&["pending", "dead-letter", STREAM, "--yes", "-o", "json"]).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    assert_eq!((&report["done"], &report["failed"]), (&json!(0), &json!(250)));
    assert_eq!(
        report["actions"][249]["reason"],
        "the server is out of memory (OOM): used memory is above maxmemory"
    );
    assert_eq!(pending_ids(&server, STREAM).len(), 250);
    assert_eq!(server.redis(&["EXISTS", LETTERS]).int(), 0);
}

#[test]
fn a_key_of_another_type_in_the_way_is_named_once_for_all_entries() {
    let server = Server::start();
    stream(&server, STREAM, 2);
    server.deliver(STREAM, "g", "c", 2);
    server.redis(&["SET", LETTERS, "x"]).ok();
    astra(&["pending", "dead-letter", STREAM, "--yes"])
        .server(&server)
        .code(1)
        .stdout_has("1-0 and 1 more  the key is not a stream")
        .stdout_has("0 of 2 pending entries dead-lettered, 2 failed")
        .check();
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "2-0"]);
}

#[test]
fn two_concurrent_runs_make_one_dead_letter_of_each_entry() {
    let server = Server::start();
    stream(&server, STREAM, 1000);
    server.deliver(STREAM, "g", "c", 1000);
    let start = || {
        astra(&["pending", "dead-letter", STREAM, "--yes", "-o", "json"]).server(&server).spawn()
    };
    let (one, two) = (start(), start());
    let (one, two) = (one.finish(), two.finish());
    assert_eq!((one.code, two.code), (Some(0), Some(0)), "{one:?}\n{two:?}");
    let done = |run: &crate::harness::Run| run.json()["done"].as_u64().unwrap();
    assert_eq!(done(&one) + done(&two), 1000);
    let letters = entries(&server, LETTERS);
    let ids: HashSet<&str> = letters
        .iter()
        .map(|(_, fields)| {
            &*fields[fields.iter().position(|name| name == "dlq_entry_id").unwrap() + 1]
        })
        .collect();
    assert_eq!((letters.len(), ids.len()), (1000, 1000));
    assert_eq!(pending_ids(&server, STREAM), [""; 0]);
}

#[test]
fn an_unreadable_clock_leaves_nothing_uncertain() {
    let server = Server::start();
    stream(&server, STREAM, 1);
    server.deliver(STREAM, "g", "c1", 1);
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "+@all", "~*"]).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    let arguments = ["pending", "dead-letter", STREAM, "--min-deliveries", "1"];
    let mut terminal = astra(&arguments).env("ASTRA_REDIS_URL", url).terminal(140, 30);
    terminal.shows("? [y/N]");
    server.redis(&["ACL", "SETUSER", "op", "-time"]).ok();
    terminal.type_text("y");
    terminal.press(Key::Enter);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("error: TIME: NOPERM"), "{screen}");
    assert!(!screen.contains("in doubt"), "{screen}");
    assert_eq!(pending_ids(&server, STREAM), ["1-0"]);
    assert_eq!(server.redis(&["EXISTS", LETTERS]).int(), 0);
}
