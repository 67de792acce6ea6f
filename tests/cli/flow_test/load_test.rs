//! The reference flow as a load test.

use astra_testkit::{DEADLINE, Server};

use super::scene::keys;
use crate::harness::astra;

#[test]
fn thousands_of_trades_pass_within_their_own_deadline() {
    let server = Server::start();
    let run = astra(&["flow-test", "-o", "json", "--trades", "2000", "--deadline", "10s"])
        .server(&server)
        .deadline(4 * DEADLINE)
        .ok()
        .json();
    assert_eq!(run["events"]["seen"], 16_000);
    assert_eq!(run["deliveries"]["acknowledged"], 86_000);
    assert_eq!(run["deliveries"]["duplicates"], 0);
    assert!(run["server_cpu"].as_f64().unwrap() > 0.0);
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_run_that_takes_too_long_fails_and_reports_it() {
    let server = Server::start();
    let run = astra(&["flow-test", "-o", "json", "--trades", "1000000", "--run-timeout", "1s"])
        .server(&server)
        .run();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.stderr, "warning: stopped after the run timeout of 1s\n");
    let verdict = run.json();
    assert_eq!(verdict["passed"], false);
    assert!(verdict["events"]["seen"].as_u64().unwrap() > 0);
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_run_that_ends_too_late_does_not_pass() {
    let server = Server::start();
    let words = ["flow-test", "-o", "json", "--run-timeout", "1us"];
    let run = astra(&words).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    assert_eq!(verdict["passed"], false);
    // A run that is stopped this early also has many other failures.
    let failures = verdict["failures"].as_array().unwrap();
    let ended = failures
        .iter()
        .find(|failure| failure["check"] == "ended")
        .expect("a failure about the limit");
    assert!(ended["detail"].as_str().unwrap().starts_with("the run took "), "{ended}");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_terminal_shows_the_progress() {
    let server = Server::start();
    let mut terminal =
        astra(&["flow-test", "--trades", "1000000"]).server(&server).terminal(100, 30);
    terminal.shows("of 1,000,000 trades");
    terminal.press(crate::harness::Key::CtrlC);
    let (code, _) = terminal.finish();
    assert_eq!(code, 130);
    assert_eq!(keys(&server), Vec::<String>::new());
}
