//! Slow replies: astra waits for them within the timeout; later ones are uncertain, and nothing is sent again.

use std::time::Duration;

use astra_testkit::{Proxy, Server, event_lines_without_ids, up_to};

use super::scene::{
    ACTIONS, PENDING, STREAM, TRADES, check_report, complete, done, pending_scene, scene_of,
    through,
};
use crate::harness::astra;

const SLOW: Duration = Duration::from_millis(30);

#[test]
fn replies_that_are_slow_but_within_the_timeout_change_nothing() {
    let server = Server::start();
    let proxy = Proxy::slow(&server, SLOW);
    through(&proxy, &["setup"]).ok();
    assert_eq!(server.bindings().len(), 131);
    let report = through(&proxy, &["publish", "--from", "-", "-o", "json"])
        .stdin(event_lines_without_ids(500))
        .ok()
        .json();
    assert_eq!((&report["published"], &report["failed"]), (&500.into(), &0.into()));
    assert_eq!(server.event_numbers(TRADES), up_to(500));
    let lag = through(&proxy, &["lag", "--group", "revenue_trackers", "-o", "json"]).ok().json();
    assert_eq!((&lag["totals"]["lag"], &lag["totals"]["lag_kind"]), (&500.into(), &"exact".into()));
    let flow = through(&proxy, &["flow-test", "--deadline", "20s", "-o", "json"]).ok().json();
    assert_eq!((&flow["passed"], &flow["deliveries"]["duplicates"]), (&true.into(), &0.into()));
    for action in ACTIONS {
        let server = Server::start();
        scene_of(action, &server);
        let report = through(&Proxy::slow(&server, SLOW), action).ok().json();
        assert_eq!(report["done"], PENDING);
        assert_eq!(done(&server, action).len(), PENDING);
    }
}

#[test]
fn delayed_writes_are_waited_for_and_done_once() {
    let server = Server::start();
    pending_scene(&server);
    server.redis(&["CLIENT", "PAUSE", "700", "WRITE"]).ok();
    astra(&["publish", "Trading.TradeExecuted", "--entity", "t"]).server(&server).ok();
    assert_eq!(server.length(TRADES), 1);
    server.redis(&["CLIENT", "PAUSE", "700", "WRITE"]).ok();
    let report = astra(ACTIONS[2]).server(&server).ok().json();
    assert_eq!(report["done"], PENDING);
    assert_eq!(done(&server, ACTIONS[2]).len(), PENDING);
}

#[test]
fn writes_that_are_delayed_beyond_the_timeout_are_uncertain_and_not_sent_again() {
    for action in ACTIONS {
        let server = Server::start();
        scene_of(action, &server);
        server.redis(&["CLIENT", "PAUSE", "100000", "WRITE"]).ok();
        let words = [action, &["--timeout", "300ms"]].concat();
        let run = astra(&words).server(&server).run();
        assert_eq!(run.code, Some(3), "{run:?}");
        let report = run.json();
        assert_eq!((&report["done"], &report["failed"]), (&0.into(), &PENDING.into()));
        server.redis(&["CLIENT", "UNPAUSE"]).ok();
        server.wait_until_drained();
        check_report(&run, &server, action);
        complete(&server, action);
    }
    let server = Server::start();
    server.redis(&["CLIENT", "PAUSE", "100000", "WRITE"]).ok();
    let words = ["publish", "Trading.TradeExecuted", "--entity", "t", "--timeout", "300ms"];
    astra(&words)
        .server(&server)
        .code(3)
        .stderr_has("sent, but not answered: the event may be written or not")
        .stderr_has("hint: ")
        .check();
    server.redis(&["CLIENT", "UNPAUSE"]).ok();
    server.wait_until_drained();
    assert!(server.length(TRADES) <= 1);
}

#[test]
fn a_server_that_is_busy_beyond_the_timeout_is_reported() {
    let server = Server::start();
    pending_scene(&server);
    let proxy = Proxy::slow(&server, Duration::from_millis(500));
    let run = through(&proxy, &["lag", "--timeout", "200ms"]).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
    assert!(run.stderr.contains("within 200ms"), "{run:?}");
    assert_eq!(server.length(STREAM), i64::try_from(PENDING).unwrap());
}
