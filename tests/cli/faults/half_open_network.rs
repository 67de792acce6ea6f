//! The network swallows data, and neither side notices.

use astra_testkit::{Direction, Proxy, Server, event_lines_without_ids, eventually, up_to};

use super::scene::{
    ACTIONS, STREAM, TRADES, check_report, complete, complete_setup, moments, pending_scene,
    scene_of, size_of, through,
};
use crate::harness::{Run, astra};

const TIMEOUT: [&str; 2] = ["--timeout", "300ms"];

/// Runs it until this many bytes of one direction have passed, and swallows everything after them.
#[track_caller]
pub(super) fn swallow_at(
    server: &Server,
    words: &[&str],
    direction: Direction,
    bytes: usize,
) -> Run {
    let proxy = Proxy::holding(server, direction, bytes);
    let run = through(&proxy, &[words, &TIMEOUT].concat()).run();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.contains("within 300ms"), "{run:?}");
    drop(proxy);
    server.wait_until_drained();
    run
}

#[test]
fn a_reader_gives_up_and_shows_no_partial_reply() {
    for words in [
        &["lag", "-o", "json"][..],
        &["pending", "-o", "json"],
        &["setup", "--check", "-o", "json"],
    ] {
        let server = Server::start();
        pending_scene(&server);
        let proxy = Proxy::open(&server);
        let whole = through(&proxy, words).run();
        assert!(!whole.stdout.is_empty(), "{whole:?}");
        for bytes in moments(proxy.passed(Direction::Replies), 4) {
            let run = swallow_at(&server, words, Direction::Replies, bytes);
            assert_eq!(run.stdout, "", "{run:?}");
        }
    }
}

#[test]
fn a_setup_whose_replies_are_swallowed_is_completed_by_the_next_one() {
    let total = size_of(&["setup"], |_| {}, Direction::Replies);
    for bytes in moments(total, 5) {
        let server = Server::start();
        swallow_at(&server, &["setup"], Direction::Replies, bytes);
        complete_setup(&server);
    }
}

#[test]
fn an_action_whose_replies_are_swallowed_reports_only_what_it_saw_as_done() {
    for action in ACTIONS {
        let total = size_of(action, |server| scene_of(action, server), Direction::Replies);
        for bytes in moments(total, 5) {
            let server = Server::start();
            scene_of(action, &server);
            let run = swallow_at(&server, action, Direction::Replies, bytes);
            check_report(&run, &server, action);
            complete(&server, action);
        }
    }
}

#[test]
fn a_tail_leaves_a_swallowing_connection_and_shows_each_entry_once() {
    let server = Server::start();
    server.redis(&["XADD", STREAM, "1-0", "n", "1"]).ok();
    let probe = Proxy::open(&server);
    let mut run =
        through(&probe, &["tail", "--from", "0", "-o", "json", "--timeout", "300ms"]).spawn();
    run.line();
    // The first connections receive enough for the first entry, and little more.
    let bytes = probe.passed(Direction::Replies);
    run.interrupt();
    run.finish();
    let proxy = Proxy::holding(&server, Direction::Replies, bytes);
    let mut run =
        through(&proxy, &["tail", "--from", "0", "-o", "json", "--timeout", "300ms"]).spawn();
    proxy.wait_until_holding(Direction::Replies);
    for number in 2..=20 {
        server.redis(&["XADD", STREAM, &format!("{number}-0"), "n", "1"]).ok();
    }
    run.stderr_line("reconnecting");
    proxy.cut();
    proxy.release();
    let shown: Vec<String> = (1..=20)
        .map(|_| {
            serde_json::from_str::<serde_json::Value>(&run.line()).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(shown, (1..=20).map(|number| format!("{number}-0")).collect::<Vec<_>>());
    server.redis(&["XADD", STREAM, "21-0", "n", "1"]).ok();
    assert!(run.line().contains("21-0"), "an entry was shown twice");
    run.interrupt();
    assert_eq!(run.finish().code, Some(130));
}

#[test]
fn a_publishing_run_whose_replies_are_swallowed_resumes_without_gap_or_repeat() {
    const COUNT: usize = 5000;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("in"), event_lines_without_ids(COUNT)).unwrap();
    let (input, account) = (path("in"), path("account"));
    let server = Server::start();
    let words = ["publish", "--from", &input, "--account", &account, "-o", "json"];
    let run = swallow_at(&server, &words, Direction::Replies, 20_000);
    let report = run.json();
    let number = |key: &str| usize::try_from(report[key].as_u64().unwrap()).unwrap();
    let written = server.event_numbers(TRADES);
    assert_eq!(written, up_to(written.len()), "a gap, or a repeat");
    assert!(
        (number("published")..=number("published") + number("in_doubt")).contains(&written.len())
    );
    assert!(number("in_doubt") > 0, "{report}");
    let words = ["publish", "--from", &input, "--resume", &account, "-o", "json"];
    let resumed = astra(&words).server(&server).ok().json();
    assert_eq!(resumed["confirmed_through_line"], COUNT);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn a_flow_test_gives_up_and_reports_what_may_be_left() {
    let run = ["flow-test", "--trades", "50", "--deadline", "20s"];
    let total = size_of(&run, |_| {}, Direction::Replies);
    let server = Server::start();
    let run = swallow_at(&server, &run, Direction::Replies, total / 2);
    assert_eq!(run.stdout, "", "a verdict: {run:?}");
    assert!(run.stderr.contains("expire within 1m"), "{run:?}");
    eventually("every key expires", || {
        let keys = server.redis(&["KEYS", "*"]);
        keys.texts().iter().all(|key| server.redis(&["PTTL", key]).int() != -1)
    });
}
