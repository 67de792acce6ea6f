//! Lines of `astra tail -o json`, published again unchanged.

use astra_testkit::Server;

use super::scene::TRADES;
use crate::harness::astra;

#[test]
fn keeps_stream_fields_order_and_every_byte() {
    let server = Server::start();
    let input = [
        r#"{"stream":"astra.trading.tradeexecuted.v1","id":"5-0","time":null,"fields":{"z":"1","event_id":"x","a":"\u0000\r\n ü","data":"{'user_id': 1}"},"data":null}"#,
        r#"{"stream":"astra.trading.tradeexecuted.v1","id":"6-0","fields":[["a","1"],["a",{"base64":"/wD+"}],[{"base64":"gA=="},""]],"data":null}"#,
        r#"{"fields":{"f":{"base64":""}},"stream":"astra.trading.tradeexecuted.v1"}"#,
    ];
    let words = ["publish", "--from", "-", "-o", "json"];
    let report = astra(&words).stdin(input.join("\n")).server(&server).ok().json();
    assert_eq!(report["published"], 3);
    let found: Vec<Vec<Vec<u8>>> = server
        .entries(TRADES)
        .iter()
        .map(|entry| entry.items()[1].items().iter().map(|part| part.bytes().to_vec()).collect())
        .collect();
    let expected: [&[&[u8]]; 3] = [
        &[b"z", b"1", b"event_id", b"x", b"a", "\0\r\n ü".as_bytes(), b"data", b"{'user_id': 1}"],
        &[b"a", b"1", b"a", b"\xff\0\xfe", b"\x80", b""],
        &[b"f", b""],
    ];
    assert_eq!(
        found,
        expected.map(|entry| entry.iter().map(|part| part.to_vec()).collect::<Vec<_>>())
    );
    assert!(server.entries(TRADES)[0].items()[0].text().len() > 10, "the old entry ID");
}

#[test]
fn a_line_that_is_not_an_entry_is_named() {
    let server = Server::start();
    let input = [
        r#"{"stream":"astra.trading.tradeexecuted.v1","fields":{}}"#,
        r#"{"stream":"astra.trading.tradeexecuted.v1","fields":{"a":1}}"#,
        r#"{"stream":"orders","fields":{"a":"1"}}"#,
    ];
    astra(&["publish", "--from", "-"])
        .stdin(input.join("\n"))
        .server(&server)
        .code(1)
        .stdout_has("3 bad")
        .stderr_has("line 1: `fields` is empty")
        .stderr_has("line 2: not an entry: invalid type: integer `1`")
        .stderr_has("line 3: stream `orders` is not in the topology")
        .check();
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}

#[test]
fn dead_letters_are_published_on_request_and_never_trimmed() {
    let server = Server::with(&["--stream-node-max-entries", "10"]);
    let topology = "version: 1\nprefix: astra\nstreams:\n  trading:\n    tradeexecuted: { versions: [1] }\ngroups: []\ndefaults: { retention: { max_len: 10 } }\n";
    let input = "{\"stream\":\"{astra.trading.tradeexecuted.v1}.dlq\",\"fields\":{\"a\":\"1\"}}\n"
        .repeat(500);
    let words = ["publish", "--from", "-", "--allow-unknown", "-f", "g.yaml"];
    let run = astra(&words).file("g.yaml", topology).stdin(input).server(&server).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(server.length("{astra.trading.tradeexecuted.v1}.dlq"), 500);
}
