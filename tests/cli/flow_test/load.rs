//! The reference flow as a load test.

use astra_testkit::{DEADLINE, Server};

use super::keys;
use crate::harness::astra;

#[test]
fn thousands_of_trades_pass_within_the_deadline_that_they_set_themselves() {
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
fn a_run_that_takes_too_long_fails_and_says_so() {
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
fn a_run_that_comes_to_its_end_too_late_has_not_passed() {
    let server = Server::start();
    let words = ["flow-test", "-o", "json", "--run-timeout", "1us"];
    let run = astra(&words).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    assert_eq!(verdict["passed"], false);
    // A run that is stopped that early has many others.
    let told = verdict["failures"].as_array().unwrap();
    let ended = told.iter().find(|failure| failure["check"] == "ended").expect("the limit is told");
    assert!(ended["detail"].as_str().unwrap().starts_with("the run took "), "{ended}");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_terminal_shows_how_far_it_is() {
    let server = Server::start();
    let mut terminal =
        astra(&["flow-test", "--trades", "1000000"]).server(&server).terminal(100, 30);
    terminal.shows("of 1,000,000 trades");
    terminal.press(crate::harness::Key::CtrlC);
    let (code, _) = terminal.finish();
    assert_eq!(code, 130);
    assert_eq!(keys(&server), Vec::<String>::new());
}
