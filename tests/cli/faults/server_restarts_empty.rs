//! The server restarts without its data.

use astra_testkit::Server;
use serde_json::Value;

use super::scene::{ACTIONS, STREAM, pending_scene, scene_of};
use crate::harness::{Key, astra};

#[test]
fn an_action_that_was_already_planned_does_nothing_and_reports_it() {
    for action in ACTIONS {
        let mut server = Server::start();
        scene_of(action, &server);
        let words: Vec<&str> = action.iter().copied().filter(|word| *word != "--yes").collect();
        let mut terminal = astra(&words[..words.len() - 2]).server(&server).terminal(160, 40);
        terminal.shows("? [y/N]");
        server.restart();
        terminal.type_text("y");
        terminal.press(Key::Enter);
        let (code, screen) = terminal.finish();
        // The connection is lost, either before anything was sent or with the first step, which is then uncertain.
        assert_eq!(code, 3, "{screen}");
        assert!(screen.contains("error: lost the connection"), "{screen}");
        assert_eq!(server.redis(&["DBSIZE"]).int(), 0, "{screen}");
    }
}

#[test]
fn a_watched_lag_starts_over_and_reports_no_false_loss_or_rate() {
    let mut server = Server::start();
    pending_scene(&server);
    server.redis(&["XADD", STREAM, "999-0", "n", "1"]).ok();
    let mut watch =
        astra(&["lag", "--group", "g", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    let first: Value = serde_json::from_str(&watch.line()).unwrap();
    assert_eq!(first["groups"][0]["lag"], 1);
    server.restart();
    watch.line_where(|line| line.contains(r#""groups":[]"#));
    server.create_group(STREAM, "g");
    server.redis(&["XADD", STREAM, "5-0", "n", "1"]).ok();
    let line = watch.line_where(|line| line.contains(r#""length":1,"#));
    let row = &serde_json::from_str::<Value>(&line).unwrap()["groups"][0];
    assert_eq!(
        (&row["lag"], &row["lag_kind"], &row["pending"]),
        (&1.into(), &"exact".into(), &0.into())
    );
    for key in ["rate_in", "rate_out"] {
        assert!(row[key].as_f64().is_none_or(|rate| rate >= 0.0), "{row}");
    }
    watch.interrupt();
    let run = watch.finish();
    assert!(!run.stderr.contains("trimmed past"), "{run:?}");
}

#[test]
fn a_tail_that_is_far_ahead_reads_the_new_stream() {
    let mut server = Server::start();
    server.redis(&["XADD", STREAM, "9999999999999-1", "n", "1"]).ok();
    let mut run = astra(&["tail", "--from", "0", "-o", "json"]).server(&server).spawn();
    assert!(run.line().contains("9999999999999-1"));
    server.restart();
    run.stderr_line("was deleted");
    server.redis(&["XADD", STREAM, "1-0", "n", "1"]).ok();
    assert!(run.line().contains(r#""id":"1-0""#));
    run.interrupt();
    assert_eq!(run.finish().code, Some(130));
}

#[test]
fn setup_watch_recreates_every_group_exactly_once() {
    let mut server = Server::start();
    let mut watch = astra(&["setup", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    watch.line_where(|line| line.contains(r#""created":131"#));
    for _ in 0..2 {
        server.restart();
        watch.line_where(|line| line.contains(r#""created":131"#));
        assert_eq!(server.bindings().len(), 131);
    }
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}
