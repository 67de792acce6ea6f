//! `astra lag --watch`: rates between two refreshes, and a server that goes away and comes back.

use std::time::Duration;

use astra_testkit::{Server, script};
use serde_json::Value;

use crate::harness::{Running, astra};

const TRADES: &str = "astra.trading.tradeexecuted.v1";

fn next(watch: &mut Running) -> Value {
    serde_json::from_str(&watch.line()).unwrap()
}

#[test]
fn rates_measure_what_came_in_and_what_went_out() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..100; XGROUP CREATE K g 0");
    let mut watch =
        astra(&["lag", "--group", "g", "--watch=300ms", "-o", "json"]).server(&server).spawn();
    let first = next(&mut watch);
    assert_eq!(first["groups"][0]["lag"], 100);
    for key in ["rate_in", "rate_out", "catch_up_seconds"] {
        assert_eq!(first["groups"][0].get(key), Some(&Value::Null), "one refresh gives no rate");
        let reason = &first["groups"][0][format!("{key}_reason")];
        assert_eq!(reason, "there is no earlier refresh to compare with");
    }
    script(&server, TRADES, "ADD 101..150; READ 90");
    let moved = std::iter::repeat_with(|| next(&mut watch))
        .find(|look| look["groups"][0]["lag"] == 60)
        .unwrap();
    if !server.has_counters() {
        for key in ["rate_in", "rate_out", "catch_up_seconds"] {
            assert_eq!(
                moved["groups"][0][key],
                Value::Null,
                "without counters the rate is unknown"
            );
            assert!(moved["groups"][0][format!("{key}_reason")].is_string(), "{moved}");
        }
        return;
    }
    let rate = |key: &str| moved["groups"][0][key].as_f64().unwrap();
    assert!(rate("rate_in") > 0.0 && rate("rate_out") > 0.0, "{moved}");
    assert!((rate("rate_out") / rate("rate_in") - 90.0 / 50.0).abs() < 0.01, "{moved}");
    assert!(rate("catch_up_seconds") > 0.0, "{moved}");
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}

#[test]
fn a_group_that_the_trimmer_passes_is_reported_once() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..10; XGROUP CREATE K g 0; READ 2");
    let mut watch =
        astra(&["lag", "--group", "g", "--watch=200ms", "-o", "json"]).server(&server).spawn();
    next(&mut watch);
    script(&server, TRADES, "XTRIM K MAXLEN 3");
    if !server.has_counters() {
        let after = std::iter::repeat_with(|| next(&mut watch))
            .find(|look| look["groups"][0]["length"] == 3)
            .unwrap();
        assert_eq!(after["groups"][0]["lost_kind"], "unknown", "{after}");
        return;
    }
    watch.stderr_line("was trimmed past group `g` before it had read all");
    next(&mut watch);
    next(&mut watch);
    watch.interrupt();
    let run = watch.finish();
    assert!(
        !run.stderr.contains("trimmed past group `g` before it had read all\nwarning"),
        "{run:?}"
    );
}

#[test]
fn a_lost_server_is_waited_for() {
    let mut server = Server::durable();
    script(&server, TRADES, "ADD 1..3; XGROUP CREATE K g 0");
    let mut watch =
        astra(&["lag", "--group", "g", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    next(&mut watch);
    server.kill();
    watch.stderr_line("trying again in 100ms");
    while watch.line_within(Duration::from_millis(300)).is_some() {}
    server.restart();
    assert_eq!(next(&mut watch)["groups"][0]["lag"], 3);
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}

#[test]
fn a_group_that_reads_before_the_trim_has_lost_nothing() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..100; XGROUP CREATE K g 0; READ 95");
    let mut watch =
        astra(&["lag", "--group", "g", "--watch=200ms", "-o", "json"]).server(&server).spawn();
    next(&mut watch);
    let mut client = server.client();
    client.command(&["MULTI"]).unwrap().ok();
    for ms in 101..=110 {
        client.command(&["XADD", TRADES, &format!("{ms}-0"), "f", "v"]).unwrap();
    }
    client
        .command(&["XREADGROUP", "GROUP", "g", "c", "COUNT", "14", "STREAMS", TRADES, ">"])
        .unwrap();
    client.command(&["XTRIM", TRADES, "MAXLEN", "5"]).unwrap();
    client.command(&["EXEC"]).unwrap();
    let moved = std::iter::repeat_with(|| next(&mut watch))
        .find(|look| look["groups"][0]["length"] == 5)
        .unwrap();
    assert_eq!(moved["groups"][0]["lag"], 1);
    next(&mut watch);
    watch.interrupt();
    assert_eq!(watch.finish().stderr, "");
}
