//! Which entries filters select, and how a failing filter is reported.

use astra_testkit::Server;

use super::scene::{shown, tail};

fn scene() -> Server {
    let server = Server::start();
    for (id, kind, entity, correlation, data) in [
        ("1-0", "Trading.TradeExecuted", "trade_1", "flow-1", r#"{"amount":1500,"asset":"ETH"}"#),
        ("2-0", "Trading.TradeClosed", "trade_1", "flow-1", r#"{"amount":20}"#),
        ("3-0", "Trading.TradeExecuted", "trade_2", "flow-2", r#"{"amount":5000}"#),
        ("4-0", "Trading.TradeExecuted", "trade_3", "", "{'amount': 1}"),
    ] {
        server
            .redis(&[
                "XADD",
                "astra.trading.all.v1",
                id,
                "event_type",
                kind,
                "entity_id",
                entity,
                "correlation_id",
                correlation,
                "data",
                data,
            ])
            .ok();
    }
    server
}

fn ids(server: &Server, filters: &[&str]) -> Vec<String> {
    let arguments: Vec<&str> =
        ["--no-follow", "--from", "0"].iter().chain(filters).copied().collect();
    shown(server, &arguments)
        .iter()
        .map(|place| place.rsplit(':').next().unwrap().to_owned())
        .collect()
}

#[test]
fn each_filter_selects_its_entries_and_several_combine() {
    let server = scene();
    assert_eq!(ids(&server, &["--correlation-id", "flow-1"]), ["1-0", "2-0"]);
    assert_eq!(ids(&server, &["--event-type", "Trading.TradeClosed"]), ["2-0"]);
    assert_eq!(
        ids(&server, &["--entity", "trade_1", "--entity", "trade_3"]),
        ["1-0", "2-0", "4-0"]
    );
    assert_eq!(ids(&server, &["--grep", r#""asset":"E.H""#]), ["1-0"]);
    assert_eq!(ids(&server, &["--where", ".data.amount > 1000"]), ["1-0", "3-0"]);
    assert_eq!(ids(&server, &["--where", ".data == null"]), ["4-0"]);
    assert_eq!(
        ids(&server, &["--event-type", "Trading.TradeExecuted", "--correlation-id", "flow-1"]),
        ["1-0"]
    );
    assert!(
        ids(&server, &["--correlation-id", "flow"]).is_empty(),
        "a part of an id is not the id"
    );
}

#[test]
fn last_counts_only_entries_that_the_filters_accept() {
    let server = scene();
    let last =
        ["--no-follow", "-n", "2", "--event-type", "Trading.TradeExecuted", "--grep", "flow-"];
    assert_eq!(shown(&server, &last), ["v1:1-0", "v1:3-0"]);
}

#[test]
fn an_expression_that_fails_on_an_entry_is_reported_once_and_ends_nothing() {
    let server = scene();
    server.redis(&["XADD", "astra.trading.all.v1", "5-0", "data", "[]"]).ok();
    server.redis(&["XADD", "astra.trading.all.v1", "6-0", "data", "[]"]).ok();
    let run = tail(&server, &["--no-follow", "--from", "0", "--where", ".data.amount > 1000"])
        .stdout_has("1-0")
        .stderr_has("warning: --where failed on 2 entries, which are not shown: ")
        .check();
    assert_eq!(run.stdout.lines().count(), 2);
    assert_eq!(run.stderr.lines().count(), 1);
}

#[test]
fn a_failure_is_counted_once_however_the_last_entries_are_found() {
    let server = scene();
    server.redis(&["XADD", "astra.trading.all.v1", "5-0", "data", "[]"]).ok();
    let expression = ["--where", ".data.amount > 1000"];
    for (start, shown) in [(&["--no-follow", "-n", "1"][..], 1), (&["--no-follow"], 2)] {
        let run = tail(&server, &[start, &expression].concat())
            .stdout_has("3-0")
            .stderr_has("--where failed on 1 entry, which")
            .check();
        assert_eq!(run.stdout.lines().count(), shown, "{run:?}");
    }
}

#[test]
fn ctrl_c_ends_an_endless_expression() {
    let server = scene();
    for expression in ["last(range(infinite))", "[range(infinite) | empty]", "def f: f; f"] {
        let arguments = ["--from", "0", "-v", "--where", expression];
        let mut running = tail(&server, &arguments).spawn();
        running.stderr_line("XRANGE");
        running.interrupt();
        assert_eq!(running.finish().code, Some(130), "{expression}");
    }
}

#[test]
fn an_expression_sees_the_whole_line_and_not_only_the_payload() {
    let server = scene();
    assert_eq!(
        ids(&server, &["--where", ".fields.entity_id == \"trade_2\" and .id == \"3-0\""]),
        ["3-0"]
    );
    assert_eq!(ids(&server, &["--where", ".stream | test(\"trading\")"]).len(), 4);
}
