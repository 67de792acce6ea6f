//! The server's process is stopped: the run gives up in time, and accounts for what the server does when it continues.

use std::time::Duration;

use astra_testkit::{Direction, Proxy, Server, eventually};

use super::scene::{
    ACTIONS, STREAM, check_report, complete, complete_setup, pending_scene, scene_of, size_of,
    through,
};
use crate::harness::{Run, astra};

/// Runs it with the last tenth of its requests held back until the server is stopped, and continues the server
/// afterwards.
#[track_caller]
pub(super) fn pause_before_the_end(server: &Server, words: &[&str], total: usize) -> Run {
    let proxy = Proxy::holding(server, Direction::Requests, total * 9 / 10);
    let words = [words, &["--timeout", "300ms"]].concat();
    let run = through(&proxy, &words).spawn();
    proxy.wait_until_holding(Direction::Requests);
    server.freeze();
    proxy.release();
    let run = run.finish();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.contains("did not reply within 300ms"), "{run:?}");
    server.thaw();
    drop(proxy);
    server.wait_until_drained();
    run
}

#[test]
fn every_command_gives_up_on_a_stopped_server() {
    let server = Server::start();
    pending_scene(&server);
    let dump = server.redis(&["DUMP", STREAM]);
    server.freeze();
    let commands: [&[&str]; 9] = [
        &["setup"],
        &["setup", "--check"],
        &["lag"],
        &["pending"],
        &["services"],
        &["tail", "--no-follow"],
        &["flow-test"],
        ACTIONS[0],
        &["publish", "Trading.TradeExecuted", "--entity", "t"],
    ];
    let runs: Vec<_> = commands
        .iter()
        .map(|words| astra(&[words, &["--timeout", "300ms"][..]].concat()).server(&server).spawn())
        .collect();
    for (run, words) in runs.into_iter().zip(commands) {
        let run = run.finish();
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{words:?}: {run:?}");
        assert!(run.stderr.contains("within 300ms"), "{words:?}: {run:?}");
    }
    server.thaw();
    server.wait_until_drained();
    assert_eq!(server.redis(&["DUMP", STREAM]), dump, "a command took effect late");
    assert_eq!(server.redis(&["DBSIZE"]).int(), 1);
}

#[test]
fn a_setup_that_gave_up_is_completed_by_the_next_one() {
    let total = size_of(&["setup"], |_| {}, Direction::Requests);
    let server = Server::start();
    pause_before_the_end(&server, &["setup"], total);
    complete_setup(&server);
}

#[test]
fn an_action_that_gave_up_accounts_for_what_happens_later() {
    for action in ACTIONS {
        let total = size_of(action, |server| scene_of(action, server), Direction::Requests);
        let server = Server::start();
        scene_of(action, &server);
        let run = pause_before_the_end(&server, action, total);
        check_report(&run, &server, action);
        complete(&server, action);
    }
}

/// Twice the deadline, so that every trade in flight is overdue when the server continues.
#[test]
fn a_flow_test_on_a_stopped_server_reports_late_trades_as_late_and_leaves_nothing() {
    let server = Server::start();
    let words = ["flow-test", "-o", "json", "--trades", "1000000", "--deadline", "300ms"];
    let mut run = astra(&words).server(&server).spawn();
    eventually("the run has started", || {
        let keys = server.redis(&["KEYS", "astra-flowtest-*.trading.tradeexecuted.v1"]);
        keys.texts().first().is_some_and(|key| server.length(key) > 20)
    });
    server.freeze();
    assert_eq!(run.line_within(Duration::from_millis(600)), None);
    server.thaw();
    let run = run.finish();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    let failures = verdict["failures"].as_array().unwrap();
    assert!(failures.iter().any(|failure| failure["check"] == "in-time"), "{verdict:#}");
    for failure in failures {
        let check = failure["check"].as_str().unwrap();
        assert!(["in-time", "begun", "more"].contains(&check), "{failure}");
    }
    let deliveries = &verdict["deliveries"];
    assert_eq!(deliveries["made"], deliveries["acknowledged"], "{verdict:#}");
    assert_eq!(deliveries["duplicates"], 0);
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}
