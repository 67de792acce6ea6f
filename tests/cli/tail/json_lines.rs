//! The JSON line, key by key and byte by byte.

use astra_testkit::Server;
use serde_json::json;

use super::scene::tail;
use crate::harness::astra;

fn line(server: &Server) -> String {
    tail(server, &["--no-follow", "--from", "0"]).ok().stdout
}

#[test]
fn contains_the_entry_as_stored_its_time_and_its_payload() {
    let server = Server::start();
    let (stream, id) = ("astra.trading.tradeexecuted.v1", "1700000000000-0");
    server
        .redis(&[
            "XADD",
            stream,
            id,
            "event_id",
            "e",
            "zeta",
            "1",
            "alpha",
            "2",
            "data",
            "{\"user_id\":123}",
        ])
        .ok();
    assert_eq!(
        line(&server),
        concat!(
            r#"{"stream":"astra.trading.tradeexecuted.v1","id":"1700000000000-0","time":"2023-11-14T22:13:20.000Z","#,
            r#""fields":{"event_id":"e","zeta":"1","alpha":"2","data":"{\"user_id\":123}"},"data":{"user_id":123}}"#,
            "\n"
        )
    );
}

#[test]
fn an_id_that_is_not_a_time_has_no_time() {
    let server = Server::start();
    server.redis(&["XADD", "astra.x.y.v1", "5-1", "n", "1"]).ok();
    server.redis(&["XADD", "astra.x.y.v1", "1700000000000-1", "n", "1"]).ok();
    server.redis(&["XADD", "astra.x.y.v1", "1700000000999-1", "n", "1"]).ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    let times: Vec<_> = lines.iter().map(|line| line["time"].as_str()).collect();
    assert_eq!(times, [None, Some("2023-11-14T22:13:20.000Z"), Some("2023-11-14T22:13:20.999Z")]);
}

#[test]
fn bytes_that_are_not_text_are_base64() {
    let server = Server::start();
    server
        .redis(&[&b"XADD"[..], b"astra.x.y.v1", b"1-0", b"raw", b"\xff\x00\xfe", b"data", b"\xff"])
        .ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines[0]["fields"], json!({"raw": {"base64": "/wD+"}, "data": {"base64": "/w=="}}));
    assert_eq!(lines[0]["data"], json!(null));
}

#[test]
fn names_that_repeat_or_are_not_text_make_pairs() {
    let server = Server::start();
    server.redis(&["XADD", "astra.x.y.v1", "1-0", "a", "1", "b", "2", "a", "3"]).ok();
    server.redis(&[&b"XADD"[..], b"astra.x.y.v1", b"2-0", b"\xff", b"1"]).ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines[0]["fields"], json!([["a", "1"], ["b", "2"], ["a", "3"]]));
    assert_eq!(lines[1]["fields"], json!([[{"base64": "/w=="}, "1"]]));
}

#[test]
fn a_repeated_name_among_many_also_makes_pairs() {
    let server = Server::start();
    let mut command: Vec<String> = ["XADD", "astra.x.y.v1", "1-0"].map(str::to_owned).into();
    for n in (0..40).chain([7]) {
        command.extend([format!("f{n}"), n.to_string()]);
    }
    server.redis(&command).ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines[0]["fields"].as_array().unwrap().len(), 41);
}

#[test]
fn a_stream_name_that_is_not_text_is_base64() {
    let server = Server::start();
    server.redis(&[&b"XADD"[..], b"astra.\xff", b"1-0", b"n", b"1"]).ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines[0]["stream"], json!({"base64": "YXN0cmEu/w=="}));
}

#[test]
fn the_payload_is_as_stored_on_one_line_or_null() {
    let server = Server::start();
    let cases = [
        ("{\n \"a\": 1.50,\r\n\t\"b\":\"x\\ny\"}", "{ \"a\": 1.50,\t\"b\":\"x\\ny\"}"),
        (
            "{\"big\":12345678901234567890.10,\"a\":1,\"a\":2}",
            "{\"big\":12345678901234567890.10,\"a\":1,\"a\":2}",
        ),
        ("{'user_id': 123, 'ok': True}", "null"),
        ("", "null"),
        ("[1, 2]", "[1, 2]"),
        ("{\"a\":1} x", "null"),
        ("NaN", "null"),
    ];
    for (data, _) in cases {
        server.redis(&["XADD", "astra.x.y.v1", "*", "data", data]).ok();
    }
    let text = line(&server);
    assert_eq!(text.lines().count(), cases.len());
    for (line, (data, payload)) in text.lines().zip(cases) {
        assert!(line.ends_with(&format!(",\"data\":{payload}}}")), "{line}");
        let parsed: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(parsed["fields"]["data"], data);
    }
}

/// One such payload would stop `jq` for all lines after it.
#[test]
fn a_payload_that_common_parsers_cannot_read_is_null_with_the_reason() {
    let server = Server::start();
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
    let half = r#"{"name":"x\ud83d"}"#;
    for data in [half, &deep, r#"{"name":"x\ud83d\ude00"}"#] {
        server.redis(&["XADD", "astra.x.y.v1", "*", "data", data]).ok();
    }
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!((&lines[0]["data"], &lines[0]["fields"]["data"]), (&json!(null), &json!(half)));
    assert!(lines[0]["data_reason"].as_str().unwrap().contains("surrogate"), "{}", lines[0]);
    assert_eq!((&lines[1]["data"], &lines[1]["fields"]["data"]), (&json!(null), &json!(deep)));
    assert!(lines[1]["data_reason"].as_str().unwrap().contains("100 levels"), "{}", lines[1]);
    assert_eq!((&lines[2]["data"]["name"], lines[2].get("data_reason")), (&json!("x😀"), None));
}

#[test]
fn an_entry_cannot_break_out_of_its_line() {
    let server = Server::start();
    let hostile = "\"}\n{\"stream\":\"x\"\u{2028}\r\u{0}\u{7f}\\";
    server.redis(&["XADD", "astra.x\ny.v1", "1-0", hostile, hostile]).ok();
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["stream"], "astra.x\ny.v1");
    assert_eq!(lines[0]["fields"][hostile], hostile);
}

#[test]
fn an_id_that_is_not_a_time_gives_a_reason_and_is_published_again() {
    let server = Server::start();
    server.redis(&["XADD", "astra.x.y.v1", "5-1", "n", "1"]).ok();
    let text = line(&server);
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["time"], &line["time_reason"]),
        (&json!(null), &json!("the entry IDs are not timestamps"))
    );
    astra(&["publish", "--from", "-", "--allow-unknown"]).server(&server).stdin(text).ok();
    assert_eq!(server.length("astra.x.y.v1"), 2);
}
