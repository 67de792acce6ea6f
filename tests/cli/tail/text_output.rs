//! The text output: one line per event, harmless whatever the event contains.

use astra_testkit::Server;

use crate::harness::{Key, astra};

const FIELDS: [&str; 20] = [
    "event_id",
    "11111111-1111-4111-8111-111111111111",
    "event_type",
    "Trading.TradeExecuted",
    "domain",
    "trading",
    "entity_id",
    "trade_42",
    "occurred_at",
    "2023-11-14T22:13:20Z",
    "event_version",
    "1",
    "correlation_id",
    "3f2a91bc-0000-4000-8000-000000000000",
    "causation_id",
    "",
    "producer",
    "astra-backend@1.0.0",
    "data",
    "{\"user_id\":123}",
];

fn publish(server: &Server, id: &str, changes: &[(&str, &str)]) {
    let mut words = vec!["XADD", "astra.trading.tradeexecuted.v1", id];
    for pair in FIELDS.chunks(2) {
        let change = changes.iter().find(|(name, _)| *name == pair[0]);
        words.extend([pair[0], change.map_or(pair[1], |(_, value)| value)]);
    }
    server.redis(&words).ok();
}

fn lines(server: &Server) -> String {
    astra(&["tail", "--no-follow", "--from", "0"]).server(server).ok().stdout
}

#[test]
fn a_line_has_time_stream_type_entity_correlation_and_payload() {
    let server = Server::start();
    publish(&server, "1700000000000-0", &[]);
    assert_eq!(
        lines(&server),
        "2023-11-14 22:13:20.000Z  trading.tradeexecuted.v1  Trading.TradeExecuted  trade_42  \
         3f2a91bc-0000-4000-8000-000000000000  {\"user_id\":123}\n"
    );
}

#[test]
fn a_piped_line_is_never_cut_and_has_no_color() {
    let server = Server::start();
    let data = format!("{{\"text\":\"{}\"}}", "x".repeat(3000));
    publish(&server, "1700000000000-0", &[("data", &data)]);
    let text = lines(&server);
    assert!(text.contains(&data) && !text.contains('\x1b'), "{text}");
}

#[test]
fn a_python_repr_is_shown_raw_and_flagged() {
    let server = Server::start();
    publish(&server, "1700000000000-0", &[("data", "{'user_id': 123}")]);
    let text = lines(&server);
    assert!(text.contains("[! `data` is a Python repr, not JSON] {'user_id': 123}\n"), "{text}");
}

#[test]
fn a_payload_that_is_not_utf8_is_shown_escaped_and_flagged() {
    let server = Server::start();
    let stream = b"astra.trading.tradeexecuted.v1";
    let mut words = vec![&b"XADD"[..], stream, b"1700000000000-0"];
    words.extend(FIELDS[..18].iter().map(|word| word.as_bytes()));
    words.extend([&b"data"[..], b"amount \xff\x1b 7"]);
    server.redis(&words).ok();
    let text = lines(&server);
    assert!(text.ends_with("[! `data` is not UTF-8] data=amount \\xff\\x1b 7\n"), "{text}");
}

#[test]
fn entries_without_a_valid_envelope_are_shown_and_flagged() {
    let server = Server::start();
    let stream = "astra.trading.tradeexecuted.v1";
    let words = ["XADD", stream, "1-0", "event_type", "trade", "event_id", "e1", "amount", "7"];
    server.redis(&[&words[..], &["note", "by hand"]].concat()).ok();
    let text = lines(&server);
    assert!(text.contains("[! `event_id` is not a UUID: `e1`, and "), "{text}");
    assert!(text.ends_with(" more] amount=7 note=by hand\n"), "{text}");
}

#[test]
fn hostile_bytes_cannot_move_the_cursor_or_forge_a_line() {
    let server = Server::start();
    let hostile = "\x1b[2J\r\n2023 forged\x07\u{202e}\u{9b}31m";
    publish(
        &server,
        "1-0",
        &[("data", hostile), ("entity_id", hostile), ("correlation_id", hostile)],
    );
    server.redis(&["XADD", "astra.\x1b]0;forged\x07", "2-0", hostile, hostile]).ok();
    let text = lines(&server);
    assert_eq!(text.lines().count(), 2, "{text}");
    let is_harmless = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
    assert!(text.chars().all(is_harmless), "{text:?}");
}

#[test]
fn an_entry_without_an_envelope_shows_its_fields() {
    let server = Server::start();
    server.redis(&["XADD", "astra.x.y.v1", "5-1", "a", "1", "b", "2"]).ok();
    assert_eq!(lines(&server), "5-1  x.y.v1  a=1 b=2\n");
}

#[test]
fn a_line_fits_the_terminal_and_the_date_is_above_it() {
    let server = Server::start();
    let data = format!("{{\"text\":\"{}\"}}", "日本".repeat(200));
    publish(&server, "1700000000000-0", &[("data", &data)]);
    publish(&server, "1700000060000-0", &[]);
    publish(&server, "1700100000000-0", &[]);
    let terminal = astra(&["tail", "--no-follow", "--from", "0"]).server(&server).terminal(110, 20);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 0);
    insta::assert_snapshot!(screen, @r#"
    2023-11-14 UTC
    22:13:20.000  trading.tradeexecuted.v1  Trading.TradeExecuted  trade_42  3f2a91bc  {"text":"日本日本日本日本…
    22:14:20.000  trading.tradeexecuted.v1  Trading.TradeExecuted  trade_42  3f2a91bc  {"user_id":123}
    2023-11-16 UTC
    02:00:00.000  trading.tradeexecuted.v1  Trading.TradeExecuted  trade_42  3f2a91bc  {"user_id":123}
    "#);
}

/// An entry with a flaw still shows its content.
#[test]
fn the_payload_of_a_flawed_entry_shows_on_a_narrow_terminal() {
    let server = Server::start();
    let stream = "astra.trading.tradeexecuted.v1";
    let words = ["event_type", "Trading.TradeExecuted", "entity_id", "x", "data", "{\"a\":1}"];
    server.redis(&[&["XADD", stream, "1700000000000-0"], &words[..]].concat()).ok();
    let screen = |columns| {
        let run = astra(&["tail", "--no-follow"]).server(&server).terminal(columns, 20);
        run.finish().1.lines().nth(1).unwrap().to_owned()
    };
    insta::assert_snapshot!(screen(80), @r#"
    22:13:20.000  trading.tradeexecuted.v1  Trading.TradeExecuted  x  -  ! {"a":1}
    "#);
    let wide = screen(140);
    assert!(wide.contains("! {\"a\":1}  [! `event_id` is missing, and "), "{wide}");
}

#[test]
fn a_terminal_is_colored_unless_turned_off() {
    let server = Server::start();
    publish(&server, "1700000000000-0", &[]);
    let raw = |words: &[&str]| {
        let mut terminal = astra(words).server(&server).terminal(120, 10);
        terminal.shows("user_id");
        terminal.raw()
    };
    assert!(raw(&["tail", "--no-follow"]).contains("\x1b[32m"));
    assert!(!raw(&["tail", "--no-follow", "--color", "never"]).contains("\x1b[3"));
}

#[test]
fn a_line_fits_the_current_size_of_the_terminal() {
    let server = Server::start();
    let payload = [("data", "a payload that is as long as nobody would like to read it")];
    let mut terminal = astra(&["tail", "--from", "0"]).server(&server).terminal(80, 24);
    publish(&server, "1700000000000-0", &payload);
    assert!(terminal.shows("22:13:20.000").contains('…'));
    terminal.resize(200, 24);
    publish(&server, "1700000001000-0", &payload);
    terminal.wait_for("the whole payload", |screen| screen.contains("like to read it"));
    terminal.press(Key::CtrlC);
}
