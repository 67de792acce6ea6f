//! The server stands still: the run gives up in time, and what it does when it goes on is accounted for.

use std::time::Duration;

use super::{
    ACTIONS, STREAM, complete, complete_setup, hold_account, pending_scene, scene_of, settles,
    size_of, through,
};
use crate::harness::{Proxy, Run, Server, Way, astra, eventually};

/// Runs it with the last tenth of its requests held back until the server stands still, and lets the server go on afterwards.
#[track_caller]
pub(super) fn pause_before_the_end(server: &Server, words: &[&str], total: usize) -> Run {
    let proxy = Proxy::holding(server, Way::Requests, total * 9 / 10);
    let words = [words, &["--timeout", "300ms"]].concat();
    let run = through(&proxy, &words).spawn();
    proxy.waits_until_held(Way::Requests);
    server.freeze();
    proxy.release();
    let run = run.finish();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.contains("did not reply within 300ms"), "{run:?}");
    server.thaw();
    drop(proxy);
    settles(server);
    run
}

#[test]
fn every_command_gives_up_a_server_that_stands_still() {
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
    settles(&server);
    assert_eq!(server.redis(&["DUMP", STREAM]), dump, "none of it came late");
    assert_eq!(server.redis(&["DBSIZE"]).int(), 1);
}

#[test]
fn a_setup_that_gave_up_is_completed_by_the_next_one() {
    let total = size_of(&["setup"], |_| {}, Way::Requests);
    let server = Server::start();
    pause_before_the_end(&server, &["setup"], total);
    complete_setup(&server);
}

#[test]
fn an_action_that_gave_up_accounts_for_what_comes_late() {
    for action in ACTIONS {
        let total = size_of(action, |server| scene_of(action, server), Way::Requests);
        let server = Server::start();
        scene_of(action, &server);
        let run = pause_before_the_end(&server, action, total);
        hold_account(&run, &server, action);
        complete(&server, action);
    }
}

/// Twice the deadline, so that every trade in flight is overdue when the server goes on.
#[test]
fn a_flow_test_whose_server_stood_still_calls_late_what_was_late_and_leaves_nothing() {
    let server = Server::start();
    let words = ["flow-test", "-o", "json", "--trades", "1000000", "--deadline", "300ms"];
    let mut run = astra(&words).server(&server).spawn();
    eventually("the run is under way", || {
        let keys = server.redis(&["KEYS", "astra-flowtest-*.trading.tradeexecuted.v1"]);
        keys.texts().first().is_some_and(|key| server.redis(&["XLEN", key]).int() > 20)
    });
    server.freeze();
    assert_eq!(run.line_within(Duration::from_millis(600)), None);
    server.thaw();
    let run = run.finish();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    let told = verdict["failures"].as_array().unwrap();
    assert!(told.iter().any(|failure| failure["check"] == "in-time"), "{verdict:#}");
    for failure in told {
        let check = failure["check"].as_str().unwrap();
        assert!(["in-time", "begun", "more"].contains(&check), "{failure}");
    }
    let deliveries = &verdict["deliveries"];
    assert_eq!(deliveries["made"], deliveries["acknowledged"], "{verdict:#}");
    assert_eq!(deliveries["duplicates"], 0);
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}
