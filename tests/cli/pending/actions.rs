//! Claiming, acknowledging and purging, and the questions before them.

use astra_testkit::{Server, on_each_version};
use serde_json::json;

use super::scene::{STREAM, json as run, pending_ids, set, stream};
use crate::harness::{Key, astra};

/// `c1` has 1-0 to 4-0 pending; 2-0 is stuck, and 3-0 is gone from the stream.
fn scene(server: &Server) {
    stream(server, STREAM, 5);
    server.deliver(STREAM, "g", "c1", 4);
    set(server, STREAM, "c1", "2-0", "600000", "7");
    server.redis(&["XDEL", STREAM, "3-0"]).ok();
}

fn owned(id: &str, consumer: &str, deliveries: i64) -> (String, String, i64) {
    (id.into(), consumer.into(), deliveries)
}

#[test]
fn claim_moves_the_selected_entries_and_keeps_their_delivery_counts() {
    let server = Server::start();
    scene(&server);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "c2"]).ok();
    let report = run(&server, &["claim", "--to", "c2", "--min-idle", "5m", "--yes"]);
    assert_eq!(report["schema"], "astra.pending.claim/v1");
    assert_eq!((&report["done"], &report["failed"]), (&json!(1), &json!(0)));
    assert_eq!(
        server.pending(STREAM, "g"),
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
            server.pending(STREAM, "g"),
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
fn claiming_for_a_mistyped_consumer_gives_a_warning() {
    let server = Server::start();
    scene(&server);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "worker-2"]).ok();
    astra(&["pending", "claim", "--to", "worker2", "--dry-run"])
        .server(&server)
        .stderr_has(
            "has no consumer `worker2` yet: claiming creates it\nhint: did you mean `worker-2`?",
        )
        .stdout_has("3 pending entries to claim")
        .stdout_has("1 ghost cannot be claimed; see astra pending purge-ghosts")
        .check();
    assert!(server.pending(STREAM, "g").iter().all(|(_, consumer, _)| consumer == "c1"));
}

#[test]
fn claiming_for_a_new_consumer_warns_once_and_does_not_suggest_its_sources() {
    let server = Server::start();
    for name in [STREAM, "astra.nft.nftminted.v1", "astra.nft.nftlisted.v1"] {
        stream(&server, name, 1);
        server.deliver(name, "g", "worker-1", 1);
    }
    let run = astra(&["pending", "claim", "--to", "worker-2", "--group", "g", "--dry-run"])
        .server(&server)
        .run();
    assert_eq!(
        run.stderr,
        "warning: group `g` on 3 streams has no consumer `worker-2` yet: claiming creates it on each\n"
    );
}

#[test]
fn numbers_in_sentences_have_the_same_separators() {
    let server = Server::start();
    stream(&server, STREAM, 1200);
    server.deliver(STREAM, "g", "c1", 1200);
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
fn ack_acknowledges_exactly_the_selected_entries() {
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
fn purge_ghosts_removes_only_ghosts() {
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
fn the_limit_bounds_an_action_and_the_rest_is_reported() {
    let server = Server::start();
    stream(&server, STREAM, 700);
    server.deliver(STREAM, "g", "c", 700);
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
    let before = server.pending(STREAM, "g");
    for action in
        [&["ack"][..], &["claim", "--to", "c9"], &["purge-ghosts"], &["dead-letter", STREAM]]
    {
        let words = [&["pending"], action, &["--dry-run", "-o", "json"]].concat();
        let plan = astra(&words).server(&server).run().json();
        assert_eq!((&plan["dry_run"], &plan["done"]), (&json!(true), &json!(0)));
        assert_eq!(plan["actions"][0]["outcome"], "planned");
    }
    assert_eq!(server.pending(STREAM, "g"), before);
    assert_eq!(server.redis(&["EXISTS", &format!("{{{STREAM}}}.dlq")]).int(), 0);
    assert_eq!(server.redis(&["XINFO", "CONSUMERS", STREAM, "g"]).items().len(), 1);
}

#[test]
fn the_plan_of_an_action_is_a_table() {
    let server = Server::start();
    stream(&server, STREAM, 5);
    server.deliver(STREAM, "g", "c1", 4);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "c2"]).ok();
    for id in ["1-0", "2-0", "3-0", "4-0"] {
        set(&server, STREAM, "c1", id, "36000000", "7");
    }
    server.redis(&["XDEL", STREAM, "3-0"]).ok();
    let plan = |words: &[&str]| {
        let words = [&["pending"], words, &["--dry-run"]].concat();
        astra(&words).server(&server).ok().table("ACTION")
    };
    insta::assert_snapshot!(plan(&["ack"]), @r"
    ACTION  STREAM                GROUP  CONSUMER  ENTRIES  GHOSTS  MIN IDLE  DELIVERIES
    ack     astra.nft.nftsold.v1  g      c1              4       1       10h           7
    ");
    insta::assert_snapshot!(plan(&["claim", "--to", "c2"]), @r"
    ACTION  STREAM                GROUP  CONSUMER  ENTRIES  GHOSTS  MIN IDLE  DELIVERIES
    claim   astra.nft.nftsold.v1  g      c1              3       0       10h           7
    ");
    insta::assert_snapshot!(plan(&["dead-letter", STREAM]), @r"
    ACTION       STREAM                GROUP  CONSUMER  ENTRIES  GHOSTS  MIN IDLE  DELIVERIES
    dead-letter  astra.nft.nftsold.v1  g      c1              4       1       10h           7
    ");
    insta::assert_snapshot!(plan(&["purge-ghosts"]), @r"
    ACTION        STREAM                GROUP  CONSUMER  ENTRIES  GHOSTS  MIN IDLE  DELIVERIES
    purge-ghosts  astra.nft.nftsold.v1  g      c1              1       1       10h           7
    ");
}

#[test]
fn without_a_terminal_it_refuses_and_changes_nothing() {
    let server = Server::start();
    scene(&server);
    let before = server.pending(STREAM, "g");
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
    assert_eq!(server.pending(STREAM, "g"), before);
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
                "error: patterns and filters of `{action}` belong after it, not before"
            ))
            .check();
    }
    assert_eq!(server.pending(STREAM, "g").len(), 4);
    astra(&["pending", "-o", "json", "ack", "--yes"]).server(&server).ok();
    assert_eq!(server.pending(STREAM, "g"), [], "a global option may come first");
}

#[test]
fn an_unknown_group_or_consumer_stops_an_action() {
    let server = Server::start();
    scene(&server);
    astra(&["pending", "ack", "--group", "g", "--group", "revenue_tracker", "--yes"])
        .server(&server)
        .code(2)
        .stderr_has("no group `revenue_tracker` on the selected streams: nothing was changed\nhint: did you mean `revenue_trackers`?")
        .check();
    assert_eq!(server.pending(STREAM, "g").len(), 4);
}

#[test]
fn the_question_is_answered_in_a_terminal() {
    let server = Server::start();
    scene(&server);
    let run = |answer: &str| {
        let mut terminal =
            astra(&["pending", "ack", "--min-deliveries", "7"]).server(&server).terminal(140, 30);
        let screen = terminal.shows("Acknowledge 1 entry? [y/N]");
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
fn an_empty_selection_is_a_dry_run_only_if_one_was_requested() {
    let server = Server::start();
    stream(&server, STREAM, 1);
    for (flag, is_dry) in [("--yes", false), ("--dry-run", true)] {
        let report = run(&server, &["ack", "--group", "g", flag]);
        assert_eq!((&report["dry_run"], &report["selected"]), (&is_dry.into(), &0.into()));
    }
}
