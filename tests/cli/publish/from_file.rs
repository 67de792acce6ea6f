//! A file of events, on a healthy server.

use std::time::Instant;

use astra_testkit::{Server, event_line, event_lines, eventually, signal, up_to};

use super::scene::TRADES;
use crate::harness::{Key, astra};

const FROM_STDIN: [&str; 3] = ["publish", "--from", "-"];

#[test]
fn publishes_every_line_in_order_with_its_fields() {
    let server = Server::start();
    let words = [&FROM_STDIN[..], &["-o", "json"]].concat();
    let report = astra(&words).stdin(event_lines(3000)).server(&server).ok().json();
    for (key, value) in [("published", 3000), ("failed", 0), ("confirmed_through_line", 3000)] {
        assert_eq!(report[key], value, "{key}");
    }
    assert!(report.get("entries").is_none() && report["in_doubt_lines"].is_null());
    assert_eq!(server.event_numbers(TRADES), up_to(3000));
    let last = server.entries(TRADES).pop().unwrap();
    assert_eq!(last.entry_field("data"), r#"{"user_id":123,"asset":"STRK","amount":"1500.00"}"#);
    assert_eq!(last.entry_field("occurred_at"), "2026-11-22T10:00:00.123456+00:00");
}

#[test]
fn reports_bad_lines_and_publishes_the_rest() {
    let server = Server::start();
    let input = [
        b"\xef\xbb\xbf".to_vec(),
        event_line(1).into_bytes(),
        b"\r\n\r\n  \n{\"event_type\":\n\xff\xfe\n".to_vec(),
        event_line(2).into_bytes(),
        b"\n{\"event_type\":\"A.B\",\"entity_id\":\"e\",\"data\":{}}\n".to_vec(),
        event_line(3).into_bytes(),
    ]
    .concat();
    let run = astra(&[&FROM_STDIN[..], &["-o", "json"]].concat())
        .stdin(input)
        .server(&server)
        .code(1)
        .stdout_has("schema")
        .stderr("line 4: not JSON: EOF while parsing a value at column 14\nline 5: invalid UTF-8 from byte 1 on\nline 7: stream `astra.a.b.v1` is not in the topology\n")
        .check();
    let report = run.json();
    assert_eq!(
        (&report["published"], &report["bad"], &report["failed"]),
        (&3.into(), &3.into(), &3.into())
    );
    assert_eq!(report["confirmed_through_line"], 8);
    assert_eq!(server.event_numbers(TRADES), up_to(3));
}

#[test]
fn lists_every_bad_line_if_the_output_is_not_a_terminal() {
    let server = Server::start();
    for check in [&[][..], &["--check"]] {
        let run = astra(&[&FROM_STDIN[..], check].concat())
            .stdin("x\n".repeat(1000))
            .server(&server)
            .code(1)
            .stdout_has("1,000 bad")
            .stderr_has("line 1000: not a JSON object\n")
            .check();
        assert_eq!(run.stderr.lines().count(), 1000);
    }
}

#[test]
fn lists_the_first_bad_lines_on_a_terminal_and_how_to_see_the_others() {
    let words = ["publish", "--from", "bad", "--check"];
    for (count, others) in [(21, "… and 1 more bad line: "), (1000, "… and 980 more bad lines: ")]
    {
        let terminal = astra(&words).file("bad", "x\n".repeat(count)).terminal(100, 40);
        let (code, screen) = terminal.finish();
        assert_eq!(code, 1, "{screen}");
        assert!(screen.contains("line 20: not") && !screen.contains("line 21"), "{screen}");
        let others = format!("{others}--check 2> FILE lists all of them");
        assert!(screen.contains(&others), "{screen}");
    }
}

#[test]
fn a_line_with_fields_only_is_reported_to_lack_its_stream() {
    astra(&[&FROM_STDIN[..], &["--check"]].concat())
        .stdin(r#"{"fields":{"a":"1"}}"#)
        .code(1)
        .stdout_has("1 bad")
        .stderr("line 1: not an entry: missing field `stream` at column 20\n")
        .check();
}

#[test]
fn a_check_reports_errors_without_a_server() {
    let input = event_lines(10) + "x\n";
    let words = [&FROM_STDIN[..], &["--check", "-o", "json"]].concat();
    let run = astra(&words)
        .stdin(input)
        .env("REDIS_URL", "unix:///nowhere")
        .code(1)
        .stdout_has("valid")
        .stderr("line 11: not a JSON object\n")
        .check();
    let report = run.json();
    assert_eq!(
        (&report["valid"], &report["bad"], &report["published"]),
        (&10.into(), &1.into(), &0.into())
    );
}

#[test]
fn starts_with_the_given_line() {
    let server = Server::start();
    let words = [&FROM_STDIN[..], &["--start-line", "8"]].concat();
    astra(&words).stdin(event_lines(10)).server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), [8, 9, 10]);
}

#[test]
fn applies_the_retention_of_the_topology() {
    let server = Server::with(&["--stream-node-max-entries", "10"]);
    let topology = "version: 1\nprefix: astra\nstreams:\n  trading:\n    tradeexecuted: { versions: [1], retention: { max_len: 100 } }\ngroups: []\n";
    let words = [&FROM_STDIN[..], &["-f", "g.yaml"]].concat();
    let run = astra(&words).file("g.yaml", topology).stdin(event_lines(1000)).server(&server).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    let left = server.length(TRADES);
    assert!((100..120).contains(&left), "{left}");
}

#[test]
fn keeps_to_the_rate_and_sends_evenly() {
    let server = Server::start();
    let words = [&FROM_STDIN[..], &["--rate", "50"]].concat();
    let begun = Instant::now();
    let running = astra(&words).stdin(event_lines(10_000)).server(&server).spawn();
    eventually("half a second of events is written, and never more than the rate allows", || {
        let length = server.length(TRADES);
        let allowed = 3 + begun.elapsed().as_millis() * 50 / 1000;
        assert!(
            u128::from(length.unsigned_abs()) <= allowed,
            "{length} events in one burst, {allowed} allowed"
        );
        length >= 25
    });
    assert!(signal("INT", running.pid()));
    assert_eq!(running.finish().code, Some(130));
}

/// The number of the last event in the stream; 0 if there is none.
fn newest(server: &Server) -> usize {
    let last = server.redis(&["XREVRANGE", TRADES, "+", "-", "COUNT", "1"]);
    last.items().first().map_or(0, |entry| entry.entry_field("entity_id").parse().unwrap())
}

#[test]
fn an_input_of_any_size_takes_little_memory() {
    let server = Server::with(&["--maxmemory-policy", "noeviction"]);
    let topology = "version: 1\nprefix: astra\nstreams:\n  trading:\n    tradeexecuted: { versions: [1], retention: { max_len: 1000 } }\ngroups: []\n";
    let words = [&FROM_STDIN[..], &["-f", "g.yaml", "--rate", "1000000"]].concat();
    let run =
        astra(&words).file("g.yaml", topology).stdin(event_lines(150_000)).server(&server).spawn();
    let status = format!("/proc/{}/status", run.pid());
    let mut peak = 0;
    eventually("most of the input is sent", || {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        newest(&server) > 140_000
    });
    assert!((1000..40_000).contains(&peak), "{peak} kB");
    assert_eq!(run.finish().code, Some(0));
}

#[test]
fn an_endless_line_is_refused_and_the_next_one_published() {
    let server = Server::start();
    let input = [vec![b'x'; 20 << 20], b"\n".to_vec(), event_line(1).into_bytes()].concat();
    astra(&FROM_STDIN)
        .stdin(input)
        .server(&server)
        .code(1)
        .stdout_has("1 bad")
        .stderr("line 1: longer than 16 MiB\n")
        .check();
    assert_eq!(server.event_numbers(TRADES), [1]);
}

#[test]
fn shows_its_progress_only_on_a_terminal() {
    let server = Server::start();
    let words = ["publish", "--from", "e.ndjson", "--rate", "100"];
    let mut terminal =
        astra(&words).file("e.ndjson", event_lines(2000)).server(&server).terminal(100, 20);
    let screen = terminal.shows("events (");
    assert!(screen.contains('%') && screen.contains("left"), "{screen}");
    terminal.press(Key::CtrlC);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 130, "{screen}");
    assert!(screen.contains("interrupted: every line up to"), "{screen}");
    let written = server.event_numbers(TRADES);
    assert!(
        screen.contains(&format!("every line up to {} is confirmed", written.len())),
        "{screen}"
    );
    assert_eq!(written, up_to(written.len()));
}

#[test]
fn an_input_that_ends_before_the_start_line_is_reported() {
    let server = Server::start();
    for check in [&[][..], &["--check"]] {
        let words = [&["publish", "--from", "-", "--start-line", "7"], check].concat();
        astra(&words)
            .server(&server)
            .stdin(r#"{"event_type":"Nft.NftSold","entity_id":"n"}"#)
            .stdout_has("0 events")
            .stderr_has("warning: the input has no event from line 7 on\n")
            .check();
    }
}
