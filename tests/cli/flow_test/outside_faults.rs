//! Faults from outside, unknown to the run: another client sends real commands in the middle of it.

use astra_testkit::{DEADLINE, Server, eventually};

use super::scene::{endless, endless_with, failures, keys, named, trades_of_a_run};
use crate::harness::astra;

/// Destroys a group only while nothing is pending: everything delivered is acknowledged, so the run can miss only
/// deliveries.
const DESTROY_AT_REST: &str = "\
if redis.call('XPENDING', KEYS[1], ARGV[1])[1] > 0 then return 0 end
return redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1])";

#[test]
fn a_group_that_somebody_destroys_is_named() {
    let server = Server::start();
    let run = endless().server(&server).spawn();
    let stream = trades_of_a_run(&server);
    assert_eq!(server.redis(&["XGROUP", "DESTROY", &stream, "clan_battle_processors"]).int(), 0);
    eventually("the group has acknowledged every delivery, and is destroyed", || {
        server.redis(&["EVAL", DESTROY_AT_REST, "1", &stream, "trading_risk_management"]).int() == 1
    });
    let run = run.finish_within(2 * DEADLINE);
    assert_eq!(run.code, Some(1), "{run:?}");
    let found = failures(&run.json());
    let victim = ("trading_risk_management", "trading.tradeexecuted.v1");
    for check in ["delivered", "on-server"] {
        assert!(found.contains(&named(check, victim.0, victim.1)), "{found:?}");
    }
    let others = found.iter().filter(|(check, group, _)| check == "delivered" && group != victim.0);
    assert_eq!(others.count(), 0, "{found:?}");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_copied_event_that_somebody_adds_is_named_with_its_entry() {
    let server = Server::start();
    let run = endless_with(&["--run-timeout", "3s"]).server(&server).spawn();
    let stream = trades_of_a_run(&server);
    let entry = server.redis(&["XREVRANGE", &stream, "+", "-", "COUNT", "1"]);
    let fields = entry.items()[0].items()[1].clone();
    let mut copy = vec!["XADD", &stream, "*"];
    copy.extend(fields.texts());
    let id = server.redis(&copy).text().to_owned();
    let run = run.finish();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    let failures = verdict["failures"].as_array().unwrap();
    let duplicate = failures.iter().find(|failure| failure["check"] == "unique");
    let duplicate = duplicate.unwrap_or_else(|| panic!("{verdict:#}"));
    assert_eq!(duplicate["event_id"], fields.field("event_id").text());
    assert_eq!((&duplicate["last_seen"], &duplicate["stream"]), (&id.into(), &stream.into()));
}

#[test]
fn a_server_that_pauses_past_the_deadline_is_late() {
    let server = Server::start();
    let run = endless_with(&["--deadline", "2s"]).server(&server).spawn();
    trades_of_a_run(&server);
    server.redis(&["CLIENT", "PAUSE", "3500", "ALL"]).ok();
    let run = run.finish_within(2 * DEADLINE);
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    let failures = verdict["failures"].as_array().unwrap();
    assert!(failures.iter().any(|failure| failure["check"] == "in-time"), "{verdict:#}");
    // Nothing that was only late is reported as absent, and no further trade started after that many late ones.
    let is_true = |check: &str| ["in-time", "begun", "more"].contains(&check);
    assert!(
        failures.iter().all(|failure| is_true(failure["check"].as_str().unwrap())),
        "{verdict:#}"
    );
    assert!(verdict["latency_ms"]["max"].as_f64().unwrap() > 2000.0, "{verdict:#}");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn an_entry_that_somebody_else_acknowledges_does_not_count_for_its_group() {
    let server = Server::start();
    let run = astra(&["flow-test", "-o", "json", "--inject", "no-ack"]).server(&server).spawn();
    let mut stream = None;
    eventually("the run has started", || {
        let name = keys(&server).into_iter().find(|key| key.ends_with(".trading.tradeexecuted.v1"));
        stream = name.filter(|name| {
            let pending = server.redis(&["XPENDING", name, "revenue_trackers"]);
            !pending.is_error() && pending.items()[0].int() == 3
        });
        stream.is_some()
    });
    let stream = stream.unwrap();
    let entries = server.redis(&["XRANGE", &stream, "-", "+"]);
    for entry in entries.items() {
        let id = entry.items()[0].text();
        server.redis(&["XACK", &stream, "revenue_trackers", id]).ok();
    }
    let run = run.finish();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.json()["deliveries"]["acknowledged"], 126);
}
