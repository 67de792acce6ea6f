//! `astra` itself is killed, at any point of what it sends.

use astra_testkit::{Direction, Proxy, Server, signal};

use super::scene::{
    ACTIONS, PENDING, complete, complete_setup, done, moments, scene_of, size_of, through,
};

/// Runs it until the server has received exactly this many bytes of requests, and kills it there.
#[track_caller]
pub(super) fn kill_at(server: &Server, words: &[&str], bytes: usize) {
    let proxy = Proxy::holding(server, Direction::Requests, bytes);
    let run = through(&proxy, words).spawn();
    proxy.wait_until_holding(Direction::Requests);
    assert!(signal("KILL", run.pid()));
    assert_eq!(run.finish().code, None);
    drop(proxy);
    server.wait_until_drained();
}

#[test]
fn a_killed_setup_leaves_whole_groups_and_the_next_one_completes_it() {
    let total = size_of(&["setup"], |_| {}, Direction::Requests);
    let mut partial = 0;
    for bytes in moments(total, 12) {
        let server = Server::start();
        kill_at(&server, &["setup"], bytes);
        partial += usize::from((1..131).contains(&server.bindings().len()));
        complete_setup(&server);
    }
    assert!(partial > 0, "no run was killed while it created groups");
}

#[test]
fn a_killed_action_has_done_whole_steps_and_the_next_one_does_the_rest_once() {
    for action in ACTIONS {
        let total = size_of(action, |server| scene_of(action, server), Direction::Requests);
        let mut partial = 0;
        for bytes in moments(total, 8) {
            let server = Server::start();
            scene_of(action, &server);
            kill_at(&server, action, bytes);
            let count = done(&server, action).len();
            assert!(count.is_multiple_of(100) || count == PENDING, "half a step: {count}");
            partial += usize::from((1..PENDING).contains(&count));
            complete(&server, action);
        }
        assert!(partial > 0, "no run was killed between its steps");
    }
}

#[test]
fn a_killed_flow_test_leaves_only_keys_that_expire() {
    let run = ["flow-test", "--trades", "20", "--deadline", "20s"];
    let total = size_of(&run, |_| {}, Direction::Requests);
    let mut with_keys = 0;
    // The number of requests depends on the speed of the run, but no run ends before half of them.
    for bytes in moments(total / 2, 14) {
        let server = Server::start();
        kill_at(&server, &run, bytes);
        let keys = server.redis(&["KEYS", "*"]);
        for key in keys.texts() {
            let left = server.redis(&["PTTL", key]).int();
            assert!(
                key.starts_with("astra-flowtest-") && (1..=60_000).contains(&left),
                "{key}: {left}"
            );
        }
        with_keys += usize::from(!keys.texts().is_empty());
    }
    assert!(with_keys > 0, "no run was killed while it had keys");
}
