//! Replies, streams and groups.

use astra_testkit::{
    Reply, Server, event_lines, event_lines_without_ids, failure_of, script, up_to,
};

#[test]
fn reads_every_kind_of_reply() {
    let server = Server::start();
    assert_eq!(server.redis(&["PING"]), Reply::Simple("PONG".into()));
    assert_eq!(server.redis(&["GET", "none"]), Reply::Nil);
    assert_eq!(server.redis(&["RPUSH", "list", "", "b"]).int(), 2);
    assert_eq!(server.redis(&["LRANGE", "list", "0", "-1"]).texts(), ["", "b"]);
    assert!(server.redis(&["GET", "list"]).error().starts_with("WRONGTYPE"));
    let bytes = b"\x00\r\n\xff\"";
    server.redis(&[b"SET".as_slice(), b"key", bytes]).ok();
    assert_eq!(server.redis(&["GET", "key"]).bytes(), bytes);
    server.redis(&["XADD", "s", "1-0", "f", "v"]).ok();
    assert_eq!(server.redis(&["XINFO", "STREAM", "s"]).field("length").int(), 1);
    assert_eq!(server.redis(&["XRANGE", "s", "-", "+"]).items()[0].items()[1].texts(), ["f", "v"]);
}

#[test]
fn loads_many_entries_in_pipelines() {
    let server = Server::start();
    server.add_entries("s", 1..=100_000);
    assert_eq!(server.length("s"), 100_000);
    let refused = failure_of(|| server.load([["XADD", "s", "1-0", "f", "v"]]));
    assert!(refused.contains("equal or smaller"), "{refused}");
}

#[test]
fn a_script_sets_up_a_stream_that_reads_back() {
    let server = Server::start();
    script(&server, "s", "ADD 1..3; XGROUP CREATE K g 0\nREAD 2; XACK K g 1-0");
    assert_eq!(server.pending("s", "g"), [("2-0".into(), "c".into(), 1)]);
    assert_eq!(server.bindings(), [("s".into(), "g".into(), "2-0".into())]);
    let last = server.entries("s").pop().unwrap();
    assert_eq!((last.entry_id(), last.entry_field("n")), ("3-0", "3"));
    assert_eq!((server.calls("xack"), server.calls("xclaim")), (1, 0));
    let refused = failure_of(|| script(&server, "s", "XGROUP CREATE K g 0"));
    assert!(refused.contains("BUSYGROUP"), "{refused}");
}

#[test]
fn event_lines_are_numbered() {
    for lines in [event_lines(12), event_lines_without_ids(12)] {
        let number = |line: &str| {
            let (_, rest) = line.split_once(r#""entity_id":""#).unwrap();
            rest.split_once('"').unwrap().0.parse::<usize>().unwrap()
        };
        assert_eq!(lines.lines().map(number).collect::<Vec<_>>(), up_to(12));
    }
}
