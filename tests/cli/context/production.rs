//! A production context: the user types its name before every change.

use astra_testkit::{Server, eventually};

use super::home::Home;
use crate::harness::Key;

const STREAM: &str = "astra.trading.tradeexecuted.v1";
const GROUP: &str = "revenue_trackers";

fn home(server: &Server) -> Home {
    Home::with(&format!(
        "active = \"prod\"\n[contexts.prod]\nurl = \"{}\"\nproduction = true\n\
         [contexts.other]\nurl = \"redis://h\"\n",
        server.url()
    ))
}

fn with_pending() -> Server {
    let server = Server::start();
    server.redis(&["XADD", STREAM, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", STREAM, GROUP, "0"]).ok();
    server.redis(&["XREADGROUP", "GROUP", GROUP, "c", "STREAMS", STREAM, ">"]).ok();
    server
}

fn pending(server: &Server) -> i64 {
    server.redis(&["XPENDING", STREAM, GROUP]).items()[0].int()
}

fn keys(server: &Server) -> i64 {
    server.redis(&["DBSIZE"]).int()
}

/// Answers the question of a run with `answer`, and returns its end.
fn answer(home: &Home, words: &[&str], answer: &str) -> (i32, String) {
    let mut terminal = home.astra(words).terminal(100, 40);
    terminal.shows("type its name to confirm");
    terminal.type_text(answer);
    terminal.press(Key::Enter);
    terminal.finish()
}

#[test]
fn only_the_name_of_the_context_confirms() {
    let server = Server::start();
    let home = home(&server);
    for wrong in ["", "y", "yes", "PROD", "other", "prod x"] {
        let (code, screen) = answer(&home, &["setup"], wrong);
        assert_eq!(code, 2, "{screen}");
        assert!(screen.contains("not confirmed, nothing was changed"), "{screen}");
        assert!(screen.contains("the name to type is `prod`"), "{screen}");
        assert_eq!(keys(&server), 0);
    }
    let (code, screen) = answer(&home, &["setup"], "prod");
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("context `prod` is production, at "), "{screen}");
    assert_eq!(keys(&server), 27);
}

#[test]
fn no_question_is_asked_if_nothing_would_change() {
    let server = Server::start();
    let home = home(&server);
    home.astra(&["setup", "--confirm", "prod"]).ok();
    let (code, screen) = home.astra(&["setup"]).terminal(100, 40).finish();
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("type its name"), "{screen}");
    home.astra(&["setup", "--check"]).ok();
    home.astra(&["setup", "--dry-run"]).ok();
}

#[test]
fn yes_is_not_enough_and_a_missing_terminal_is_no_consent() {
    let server = with_pending();
    let home = home(&server);
    for words in [
        &["setup"][..],
        &["setup", "--prune", "--yes"],
        &["setup", "--watch"],
        &["publish", "Trading.TradeExecuted", "--entity", "t1"],
        &["publish", "--from", "-"],
        &["pending", "ack", "--group", GROUP, "--yes"],
        &["pending", "claim", "--to", "x", "--group", GROUP, "--yes"],
        &["flow-test", "--context", "prod"],
    ] {
        home.astra(words)
            .code(2)
            .stderr(
                "error: context `prod` is production, and there is no terminal to type its name on\n\
                 hint: pass --confirm prod to skip the prompt; --yes is not enough there\n",
            )
            .check();
    }
    assert_eq!((keys(&server), pending(&server)), (1, 1));
}

#[test]
fn the_plan_is_shown_and_the_name_asked_for_even_with_yes() {
    let server = with_pending();
    let home = home(&server);
    let words = ["pending", "ack", "--group", GROUP, "--yes"];
    let (code, screen) = answer(&home, &words, "y");
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("1 pending entry to ack"), "the plan is on the screen: {screen}");
    assert_eq!(pending(&server), 1);
    let (code, screen) = answer(&home, &words[..4], "prod");
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("[y/N]"), "one question is enough: {screen}");
    assert_eq!(pending(&server), 0);
}

#[test]
fn confirm_replaces_the_name_and_not_yes() {
    let server = with_pending();
    let home = home(&server);
    let words = ["pending", "ack", "--group", GROUP, "--confirm", "prod"];
    home.astra(&words).code(2).stderr_has("pass --yes").check();
    assert_eq!(pending(&server), 1);
    home.astra(&[&words[..], &["--yes"]].concat()).ok();
    assert_eq!(pending(&server), 0);
    home.astra(&["publish", "Trading.TradeExecuted", "--entity", "t1", "--confirm", "prod"]).ok();
    assert_eq!(server.length(STREAM), 2);
}

#[test]
fn a_confirmation_must_name_the_context_that_is_changed() {
    let server = Server::start();
    let home = home(&server);
    home.astra(&["setup", "--confirm", "other"])
        .code(2)
        .stderr("error: --confirm names `other`, but the server is that of context `prod`\n")
        .check();
    home.astra(&["setup", "--confirm", "prod"])
        .server(&server)
        .code(2)
        .stderr("error: --confirm names `prod`, but the server comes from ASTRA_REDIS_URL, not from a context\n")
        .check();
    assert_eq!(keys(&server), 0);
}

#[test]
fn a_unit_can_watch_with_the_name_on_its_command_line() {
    let server = Server::start();
    let home = home(&server);
    let _watch = home.astra(&["setup", "--watch=100ms", "--confirm", "prod"]).spawn();
    eventually("the topology is provisioned", || keys(&server) == 27);
}

#[test]
fn ctrl_c_at_the_question_changes_nothing() {
    let server = Server::start();
    let home = home(&server);
    let mut terminal =
        home.astra(&["publish", "Trading.TradeExecuted", "--entity", "t1"]).terminal(100, 40);
    terminal.shows("Publish to");
    terminal.shows("type its name to confirm");
    terminal.press(Key::CtrlC);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 130, "{screen}");
    assert_eq!(keys(&server), 0);
}
