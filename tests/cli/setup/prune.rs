//! `astra setup --prune`: after a question it removes only what is empty, and names the rest.

use astra_testkit::Server;

use super::scene::{TRADES, bindings, groups};
use crate::harness::{Key, astra};

const LITERAL: &str = "astra.trading.*";

/// A provisioned server with a superfluous empty group, and a stream literally named like a pattern.
fn with_leftovers() -> Server {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "retired", "0"]).ok();
    server.create_group(LITERAL, "trading_internal");
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
fn a_dry_run_lists_what_would_go_and_removes_nothing() {
    let server = with_leftovers();
    let report =
        astra(&["setup", "--prune", "--dry-run", "-o", "json"]).server(&server).ok().json();
    assert_eq!((&report["removed"], &report["dry_run"]), (&2.into(), &true.into()));
    assert_eq!(bindings(&server).len(), 133);
}

#[test]
fn what_is_not_empty_is_kept_and_named_with_its_reason() {
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
    assert_eq!(reason(TRADES, Some("retired")), "it has 1 pending entry");
    assert!(reason(TRADES, Some("watched")).contains("consumer `alive`"));
    assert_eq!(reason(LITERAL, None), "it has 1 entry");
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
        .stderr_has("error: no terminal to ask for confirmation: Remove 1 group and 1 stream")
        .stderr_has("hint: pass --yes")
        .check();
    assert_eq!(bindings(&server), before, "the missing group was created");
    astra(&["setup", "--prune", "--force"]).server(&server).code(2).stderr_has("--yes").check();
    assert_eq!(bindings(&server), before);
}

#[test]
fn only_yes_answers_the_question_in_a_terminal() {
    let server = with_leftovers();
    let before = bindings(&server);
    for answer in ["n", "", "yess"] {
        let mut terminal = astra(&["setup", "--prune"]).server(&server).terminal(80, 24);
        terminal.shows("Remove 1 group and 1 stream? [y/N]");
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
fn a_group_with_an_empty_name_is_never_taken_for_its_stream() {
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
    assert_eq!(bindings(&server).len(), 131, "a promised empty stream and its groups are gone");
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "", "0"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "", "c", "STREAMS", TRADES, ">"]).ok();
    for words in [["lag", TRADES], ["pending", TRADES]] {
        let table = astra(&words).server(&server).ok().stdout;
        assert!(table.contains("astra.trading.tradeexecuted.v1  \"\"  "), "{table}");
    }
    let kept = prune(&[]);
    assert!(kept.stdout.contains("  \"\""), "{kept:?}");
    assert!(kept.stdout.contains("  it has 1 pending entry\n"), "{kept:?}");
    assert_eq!(prune(&["--force"]).code, Some(0));
    assert_eq!(bindings(&server).len(), 131);
    assert_eq!(server.length(TRADES), 1);
}

#[test]
fn force_counts_what_it_will_remove_before_it_asks() {
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
fn kept_groups_are_listed_before_the_question_and_counted_at_the_end() {
    let server = with_leftovers();
    server.redis(&["XGROUP", "DESTROY", TRADES, "revenue_trackers"]).ok();
    server.redis(&["XADD", LITERAL, "1-0", "f", "v"]).ok();
    astra(&["setup", "--prune"])
        .server(&server)
        .code(2)
        .stderr_has("create 1 group\nremove group `retired` on `astra.trading.tradeexecuted.v1`\n")
        .stderr_has("keep stream `astra.trading.*`: it has 1 entry\n")
        .stderr_has("error: no terminal to ask for confirmation: Remove 1 group")
        .check();
    let hint = "hint: empty it first, or remove it with its content: --force --yes\n";
    let check = astra(&["setup", "--check"]).server(&server).run();
    insta::assert_snapshot!(check.table("GROUP"), @r"
    GROUP             STREAMS  TO CREATE  START  WILL SEE  WILL SKIP
    revenue_trackers        2          1  0             0          0
    ");
    let dry = astra(&["setup", "--prune", "--dry-run"]).server(&server).run();
    insta::assert_snapshot!(dry.table("GROUP"), @r"
    GROUP             STREAMS  TO CREATE  START  WILL SEE  WILL SKIP
    revenue_trackers        2          1  0             0          0
    ");
    insta::assert_snapshot!(dry.table("ACTION"), @r"
    ACTION        STREAM                          GROUP    DETAIL
    would remove  astra.trading.tradeexecuted.v1  retired
    keep          astra.trading.*                 all      it has 1 entry
    ");
    assert!(
        dry.stdout.contains(": 1 to create, 130 already there, 1 to remove, 1 to keep\n"),
        "{dry:?}"
    );
    assert_eq!(dry.stderr, format!("error: not everything would be removed: 1 kept\n{hint}"));
    let run = astra(&["setup", "--prune", "--yes"]).server(&server).run();
    insta::assert_snapshot!(run.table("ACTION"), @r"
    ACTION   STREAM                          GROUP    DETAIL
    removed  astra.trading.tradeexecuted.v1  retired
    keep     astra.trading.*                 all      it has 1 entry
    ");
    assert!(run.stdout.contains(": 1 created, 130 already there, 1 removed, 1 kept\n"), "{run:?}");
    let stderr = format!("error: not everything was removed: 1 kept\n{hint}");
    assert_eq!((run.code, run.stderr), (Some(1), stderr));
}
