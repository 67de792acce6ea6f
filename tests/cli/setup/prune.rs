//! `astra setup --prune`: only what is empty goes, after a question, and the rest is named.

use crate::harness::{Key, Server, astra};
use crate::setup::{TRADES, bindings, groups};

const LITERAL: &str = "astra.trading.*";

/// A provisioned server with an empty group too many, and a stream literally named like a pattern.
fn with_leftovers() -> Server {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "retired", "0"]).ok();
    server.redis(&["XGROUP", "CREATE", LITERAL, "trading_internal", "0", "MKSTREAM"]).ok();
    server
}

#[test]
fn removes_what_is_empty_and_nothing_else() {
    let server = with_leftovers();
    let report = astra(&["setup", "--prune", "--yes", "-o", "json"]).server(&server).ok().json();
    assert_eq!((&report["removed"], &report["failed"]), (&2.into(), &0.into()));
    assert_eq!(server.redis(&["EXISTS", LITERAL]).int(), 0);
    assert!(!groups(&server, TRADES).contains(&"retired".to_owned()));
    assert_eq!(bindings(&server).len(), 131);
}

#[test]
fn a_dry_run_says_what_would_go_and_removes_nothing() {
    let server = with_leftovers();
    let report =
        astra(&["setup", "--prune", "--dry-run", "-o", "json"]).server(&server).ok().json();
    assert_eq!((&report["removed"], &report["dry_run"]), (&2.into(), &true.into()));
    assert_eq!(bindings(&server).len(), 133);
}

#[test]
fn what_holds_something_is_kept_and_named_with_its_reason() {
    let server = with_leftovers();
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "retired", "c", "STREAMS", TRADES, ">"]).ok();
    server.redis(&["XADD", LITERAL, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "watched", "$"]).ok();
    server.redis(&["XGROUP", "CREATECONSUMER", TRADES, "watched", "alive"]).ok();
    let run = astra(&["setup", "--prune", "--yes", "-o", "json"]).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    let kept = report["actions"].as_array().unwrap();
    let reason = |stream: &str, group: Option<&str>| {
        let found = kept
            .iter()
            .find(|action| action["stream"] == stream && action["group"].as_str() == group)
            .unwrap();
        assert_eq!(found["action"], "keep");
        found["reason"].as_str().unwrap().to_owned()
    };
    assert_eq!(reason(TRADES, Some("retired")), "retired has 1 pending");
    assert!(reason(TRADES, Some("watched")).contains("consumer alive"));
    assert_eq!(reason(LITERAL, None), "its length is 1");
    assert_eq!(report["removed"], 0);
    assert_eq!(bindings(&server).len(), 134);
    let forced =
        astra(&["setup", "--prune", "--force", "--yes", "-o", "json"]).server(&server).ok().json();
    assert_eq!(forced["removed"], 3);
    assert_eq!(bindings(&server).len(), 131);
}

#[test]
fn a_refused_prune_changes_nothing_at_all() {
    let server = with_leftovers();
    server.redis(&["XGROUP", "DESTROY", TRADES, "revenue_trackers"]).ok();
    let before = bindings(&server);
    astra(&["setup", "--prune"])
        .server(&server)
        .code(2)
        .stderr_has("error: no terminal to ask for confirmation: removing 1 group and 1 stream")
        .stderr_has("hint: pass --yes")
        .check();
    assert_eq!(bindings(&server), before, "also the missing group was not made");
    astra(&["setup", "--prune", "--force"]).server(&server).code(2).stderr_has("--yes").check();
    assert_eq!(bindings(&server), before);
}

#[test]
fn the_question_in_a_terminal_is_answered_by_yes_and_by_nothing_else() {
    let server = with_leftovers();
    let before = bindings(&server);
    for answer in ["n", "", "yess"] {
        let mut terminal = astra(&["setup", "--prune"]).server(&server).terminal(80, 24);
        terminal.shows("removing 1 group and 1 stream? [y/N]");
        terminal.type_text(answer);
        terminal.press(Key::Enter);
        let (code, screen) = terminal.finish();
        assert_eq!(code, 2, "{screen}");
        assert!(screen.contains("nothing was changed"), "{screen}");
        assert_eq!(bindings(&server), before);
    }
    let mut terminal = astra(&["setup", "--prune"]).server(&server).terminal(80, 24);
    terminal.shows("[y/N]");
    terminal.type_text("y");
    terminal.press(Key::Enter);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 0, "{screen}");
    assert_eq!(bindings(&server).len(), 131);
}

#[test]
fn ctrl_c_at_the_question_ends_at_once_and_changes_nothing() {
    let server = with_leftovers();
    let before = bindings(&server);
    let mut terminal = astra(&["setup", "--prune"]).server(&server).terminal(80, 24);
    terminal.shows("[y/N]");
    terminal.press(Key::CtrlC);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 130, "{screen}");
    assert_eq!(bindings(&server), before);
}

#[test]
fn a_group_whose_name_is_empty_is_never_taken_for_its_stream() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    let prune = |more: &[&str]| {
        astra(&[&["setup", "--prune", "--yes"], more].concat()).server(&server).run()
    };
    server.redis(&["XGROUP", "CREATE", TRADES, "", "0"]).ok();
    let dry = prune(&["--dry-run"]);
    assert!(
        dry.stdout.contains("\nwould remove  astra.trading.tradeexecuted.v1  \"\"\n"),
        "{dry:?}"
    );
    assert_eq!(prune(&[]).code, Some(0));
    assert_eq!(bindings(&server).len(), 131, "the stream was empty, and it and its groups stay");
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "", "0"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "", "c", "STREAMS", TRADES, ">"]).ok();
    for words in [["lag", TRADES], ["pending", TRADES]] {
        let table = astra(&words).server(&server).ok().stdout;
        assert!(table.contains("astra.trading.tradeexecuted.v1  \"\"  "), "{table}");
    }
    let kept = prune(&[]);
    assert!(kept.stdout.contains("\"\" has 1 pending"), "{kept:?}");
    assert_eq!(prune(&["--force"]).code, Some(0));
    assert_eq!(bindings(&server).len(), 131);
    assert_eq!(server.redis(&["XLEN", TRADES]).int(), 1);
}

#[test]
fn what_goes_with_force_is_counted_beforehand() {
    let server = with_leftovers();
    for ms in ["1-0", "2-0", "3-0"] {
        server.redis(&["XADD", LITERAL, ms, "f", "v"]).ok();
    }
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "retired", "c", "STREAMS", TRADES, ">"]).ok();
    let read =
        ["XREADGROUP", "GROUP", "trading_internal", "c", "COUNT", "2", "STREAMS", LITERAL, ">"];
    server.redis(&read).ok();
    let dry = ["setup", "--prune", "--force", "--yes", "--dry-run"];
    let report = astra(&[&dry[..], &["-o", "json"]].concat()).server(&server).ok().json();
    let [stream, group] = [&report["actions"][0], &report["actions"][1]];
    assert_eq!((&stream["entries"], &stream["pending"]), (&3.into(), &2.into()), "{report}");
    assert_eq!((group.get("entries"), &group["pending"]), (None, &1.into()), "{report}");
    let table = astra(&dry).server(&server).ok().stdout;
    assert!(table.contains("with 3 entries and 2 pending entries\n"), "{table}");
    assert!(table.contains("with 1 pending entry\n"), "{table}");
}

#[test]
fn what_is_kept_is_told_before_the_question_and_counted_at_the_end() {
    let server = with_leftovers();
    server.redis(&["XGROUP", "DESTROY", TRADES, "revenue_trackers"]).ok();
    server.redis(&["XADD", LITERAL, "1-0", "f", "v"]).ok();
    astra(&["setup", "--prune"])
        .server(&server)
        .code(2)
        .stderr_has("create 1 group\nremove group `retired` on `astra.trading.tradeexecuted.v1`\n")
        .stderr_has("keep stream `astra.trading.*`: its length is 1\n")
        .stderr_has("error: no terminal to ask for confirmation: removing 1 group")
        .check();
    let hint = "hint: empty it first, or agree to the loss with --force --yes\n";
    let dry = astra(&["setup", "--prune", "--dry-run"]).server(&server).run();
    assert!(
        dry.stdout.contains(": 1 to create, 130 already there, 1 to remove, 1 to keep\n"),
        "{dry:?}"
    );
    assert_eq!(dry.stderr, format!("error: not everything would be removed: 1 kept\n{hint}"));
    let run = astra(&["setup", "--prune", "--yes"]).server(&server).run();
    assert!(run.stdout.contains(": 1 created, 130 already there, 1 removed, 1 kept\n"), "{run:?}");
    let stderr = format!("error: not everything was removed: 1 kept\n{hint}");
    assert_eq!((run.code, run.stderr), (Some(1), stderr));
}
