//! Claiming, acknowledging and purging, and the questions before.

use serde_json::json;

use super::scene::{STREAM, json as run, pending, pending_ids, read, set, stream};
use crate::harness::{Key, Server, astra, on_each_version};

/// `c1` has 1-0 to 4-0; 2-0 is stuck, 3-0 is gone from the stream.
fn scene(server: &Server) {
    stream(server, STREAM, 5);
    read(server, STREAM, "c1", 4);
    set(server, STREAM, "c1", "2-0", "600000", "7");
    server.redis(&["XDEL", STREAM, "3-0"]).ok();
}

fn owned(id: &str, consumer: &str, deliveries: i64) -> (String, String, i64) {
    (id.into(), consumer.into(), deliveries)
}

#[test]
fn claim_moves_what_is_selected_and_leaves_the_counters() {
    let server = Server::start();
    scene(&server);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "c2"]).ok();
    let report = run(&server, &["claim", "--to", "c2", "--min-idle", "5m", "--yes"]);
    assert_eq!(report["schema"], "astra.pending.claim/v1");
    assert_eq!((&report["done"], &report["failed"]), (&json!(1), &json!(0)));
    assert_eq!(
        pending(&server, STREAM),
        [
            owned("1-0", "c1", 1),
            owned("2-0", "c2", 7),
            owned("3-0", "c1", 1),
            owned("4-0", "c1", 1)
        ]
    );
}

#[test]
fn claim_never_counts_a_ghost_on_any_version() {
    on_each_version(|server| {
        scene(server);
        server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "c2"]).ok();
        let report = run(server, &["claim", "--to", "c2", "--yes"]);
        assert_eq!((&report["done"], &report["ghosts_left"]), (&json!(3), &json!(1)));
        assert_eq!(
            pending(server, STREAM),
            [
                owned("1-0", "c2", 1),
                owned("2-0", "c2", 7),
                owned("3-0", "c1", 1),
                owned("4-0", "c2", 1)
            ]
        );
    });
}

#[test]
fn claiming_for_a_mistyped_consumer_is_warned_of() {
    let server = Server::start();
    scene(&server);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "worker-2"]).ok();
    astra(&["pending", "claim", "--to", "worker2", "--dry-run"])
        .server(&server)
        .stderr_has("has no consumer `worker2` yet: claiming makes one; did you mean `worker-2`?")
        .stdout_has("3 pending entries to claim")
        .stdout_has("1 ghost cannot be claimed; see astra pending purge-ghosts")
        .check();
    assert!(pending(&server, STREAM).iter().all(|(_, consumer, _)| consumer == "c1"));
}

#[test]
fn claiming_for_a_new_consumer_is_warned_of_once_and_its_sources_are_not_proposed() {
    let server = Server::start();
    for name in [STREAM, "astra.nft.nftminted.v1", "astra.nft.nftlisted.v1"] {
        stream(&server, name, 1);
        read(&server, name, "worker-1", 1);
    }
    let run = astra(&["pending", "claim", "--to", "worker-2", "--group", "g", "--dry-run"])
        .server(&server)
        .run();
    assert_eq!(
        run.stderr,
        "warning: group `g` on 3 streams has no consumer `worker-2` yet: claiming makes one on each\n"
    );
}

#[test]
fn numbers_in_sentences_are_grouped_alike() {
    let server = Server::start();
    stream(&server, STREAM, 1200);
    read(&server, STREAM, "c1", 1200);
    let lag = astra(&["lag", STREAM, "--group", "g"]).server(&server).ok().stdout;
    assert!(
        lag.ends_with("1 binding: 0 entries not delivered, 1,200 pending; all up to date\n"),
        "{lag}"
    );
    let ack = ["pending", "ack", "--group", "g", "--limit", "2000", "--yes"];
    let ack = astra(&ack).server(&server).ok().stdout;
    assert!(ack.ends_with("1,200 of 1,200 pending entries acknowledged\n"), "{ack}");
}

#[test]
fn ack_takes_exactly_what_is_selected() {
    let server = Server::start();
    scene(&server);
    let report = run(&server, &["ack", STREAM, "--min-deliveries", "7", "--yes"]);
    assert_eq!(report["schema"], "astra.pending.ack/v1");
    assert_eq!((&report["selected"], &report["done"]), (&json!(1), &json!(1)));
    assert_eq!(report["actions"][0]["id"], "2-0");
    assert_eq!(report["actions"][0]["outcome"], "done");
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "3-0", "4-0"]);
}

#[test]
fn purge_ghosts_takes_ghosts_alone() {
    let server = Server::start();
    scene(&server);
    astra(&["pending", "purge-ghosts", "--yes"])
        .server(&server)
        .stdout_has("1 of 1 pending entry purged")
        .check();
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "2-0", "4-0"]);
    let again = run(&server, &["purge-ghosts", "--yes"]);
    assert_eq!((&again["selected"], &again["done"]), (&json!(0), &json!(0)));
}

#[test]
fn the_limit_bounds_an_action_and_the_rest_is_said() {
    let server = Server::start();
    stream(&server, STREAM, 700);
    read(&server, STREAM, "c", 700);
    let report = run(&server, &["ack", "--limit", "250", "--yes"]);
    assert_eq!((&report["done"], &report["more"]), (&json!(250), &json!(450)));
    assert_eq!(pending_ids(&server, STREAM).len(), 450);
    assert_eq!(pending_ids(&server, STREAM)[0], "251-0");
    server.redis(&["XTRIM", STREAM, "MAXLEN", "0"]).ok();
    let purged = run(&server, &["purge-ghosts", "--limit", "449", "--yes"]);
    assert_eq!((&purged["done"], &purged["more"]), (&json!(449), &json!(null)));
    let purged = run(&server, &["purge-ghosts", "--limit", "449", "--yes"]);
    assert_eq!((&purged["done"], &purged["more"]), (&json!(1), &json!(0)));
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let server = Server::start();
    scene(&server);
    let before = pending(&server, STREAM);
    for action in
        [&["ack"][..], &["claim", "--to", "c9"], &["purge-ghosts"], &["dead-letter", STREAM]]
    {
        let words = [&["pending"], action, &["--dry-run", "-o", "json"]].concat();
        let plan = astra(&words).server(&server).run().json();
        assert_eq!((&plan["dry_run"], &plan["done"]), (&json!(true), &json!(0)));
        assert_eq!(plan["actions"][0]["outcome"], "planned");
    }
    assert_eq!(pending(&server, STREAM), before);
    assert_eq!(server.redis(&["EXISTS", &format!("{{{STREAM}}}.dlq")]).int(), 0);
    assert_eq!(server.redis(&["XINFO", "CONSUMERS", STREAM, "g"]).items().len(), 1);
}

#[test]
fn without_a_terminal_it_refuses_and_changes_nothing() {
    let server = Server::start();
    scene(&server);
    let before = pending(&server, STREAM);
    for action in
        [&["ack"][..], &["claim", "--to", "c1x"], &["purge-ghosts"], &["dead-letter", STREAM]]
    {
        astra(&[&["pending"], action].concat())
            .server(&server)
            .code(2)
            .stderr_has("error: no terminal to ask for confirmation: ")
            .stderr_has("hint: pass --yes to skip the confirmation prompt")
            .check();
    }
    assert_eq!(pending(&server, STREAM), before);
}

#[test]
fn a_filter_before_an_action_is_refused() {
    let server = Server::start();
    scene(&server);
    for words in [
        &["pending", "--group", "g", "ack", "--yes"][..],
        &["pending", STREAM, "ack", "--yes"],
        &["pending", "--min-idle", "5m", "purge-ghosts", "--yes"],
        &["pending", "--entries", "ack", "--yes"],
        &["pending", "--scan-cap", "5", "ack", "--yes"],
    ] {
        let action = if words.contains(&"ack") { "ack" } else { "purge-ghosts" };
        astra(words)
            .server(&server)
            .code(2)
            .stderr_has(format!(
                "error: patterns and filters of `{action}` stand after it, not before"
            ))
            .check();
    }
    assert_eq!(pending(&server, STREAM).len(), 4);
    astra(&["pending", "-o", "json", "ack", "--yes"]).server(&server).ok();
    assert_eq!(pending(&server, STREAM), [], "a global option may stand before");
}

#[test]
fn a_group_or_consumer_that_is_nowhere_stops_an_action() {
    let server = Server::start();
    scene(&server);
    astra(&["pending", "ack", "--group", "g", "--group", "revenue_tracker", "--yes"])
        .server(&server)
        .code(2)
        .stderr_has("no such group here: `revenue_tracker`; did you mean `revenue_trackers`?")
        .check();
    assert_eq!(pending(&server, STREAM).len(), 4);
}

#[test]
fn the_question_is_answered_in_a_terminal() {
    let server = Server::start();
    scene(&server);
    let run = |answer: &str| {
        let mut terminal =
            astra(&["pending", "ack", "--min-deliveries", "7"]).server(&server).terminal(140, 30);
        let screen = terminal.shows("acknowledging 1 pending entry? [y/N]");
        assert!(screen.contains("c1") && screen.contains("1 pending entry to ack"), "{screen}");
        terminal.type_text(answer);
        terminal.press(Key::Enter);
        terminal.finish()
    };
    let (code, screen) = run("n");
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("not confirmed, nothing was changed"), "{screen}");
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "2-0", "3-0", "4-0"]);
    let (code, screen) = run("y");
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("1 of 1 pending entry acknowledged"), "{screen}");
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "3-0", "4-0"]);
}

#[test]
fn every_help_ends_with_examples() {
    for words in [
        &["pending"][..],
        &["pending", "claim"],
        &["pending", "ack"],
        &["pending", "dead-letter"],
        &["pending", "purge-ghosts"],
    ] {
        let help = astra(&[words, &["--help"]].concat()).ok().stdout;
        assert!(help.contains("\nExamples:\n"), "{help}");
        let examples = help.split("\nExamples:\n").nth(1).unwrap();
        assert!(examples.lines().all(|line| line.starts_with("  astra pending")), "{help}");
    }
}

#[test]
fn what_selects_nothing_is_a_dry_run_only_where_it_was_asked_for() {
    let server = Server::start();
    stream(&server, STREAM, 1);
    for (flag, is_dry) in [("--yes", false), ("--dry-run", true)] {
        let report = run(&server, &["ack", "--group", "g", flag]);
        assert_eq!((&report["dry_run"], &report["selected"]), (&is_dry.into(), &0.into()));
    }
}
