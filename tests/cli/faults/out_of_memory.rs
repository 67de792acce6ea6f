//! A server that is out of memory: what frees memory still works, and what needs memory does nothing by halves.

use astra_testkit::{Direction, Proxy, Server, event_lines_without_ids, eventually, up_to};

use super::scene::{
    ACTIONS, PENDING, TRADES, complete, complete_setup, done, pending_scene, scene_of, through,
};
use crate::harness::astra;
use crate::publish::scene::outcomes;

pub(super) fn fill(server: &Server) {
    server.redis(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]).ok();
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    assert!(server.redis(&["SET", "k", "v"]).error().starts_with("OOM"));
}

pub(super) fn free(server: &Server) {
    server.redis(&["CONFIG", "SET", "maxmemory", "0"]).ok();
}

#[test]
fn an_action_is_done_completely_or_not_at_all() {
    for action in ACTIONS {
        let server = Server::start();
        scene_of(action, &server);
        fill(&server);
        let run = astra(action).server(&server).run();
        let report = run.json();
        let count = done(&server, action).len();
        assert_eq!(report["done"], count, "{report}");
        assert_eq!(report["failed"], PENDING - count, "{report}");
        assert_eq!(run.code, Some(i32::from(count < PENDING)), "{run:?}");
        if action[1] == "dead-letter" {
            assert_eq!(count, 0, "a copy needs memory, and without it nothing is acknowledged");
            let reason = report["actions"][0]["reason"].as_str().unwrap();
            assert!(reason.contains("out of memory"), "{reason}");
        }
        free(&server);
        if count < PENDING {
            complete(&server, action);
        }
    }
}

#[test]
fn an_acknowledgment_frees_memory_and_is_never_refused() {
    let server = Server::start();
    pending_scene(&server);
    fill(&server);
    let report = astra(ACTIONS[0]).server(&server).ok().json();
    assert_eq!(report["done"], PENDING);
}

#[test]
fn setup_and_publish_do_nothing_that_they_do_not_report() {
    let server = Server::start();
    fill(&server);
    let setup = astra(&["setup", "-o", "json"]).server(&server).run();
    assert_eq!((setup.code, &setup.json()["failed"]), (Some(1), &131.into()), "{setup:?}");
    let publish = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(event_lines_without_ids(50))
        .server(&server)
        .run();
    assert_eq!((publish.code, &publish.json()["published"]), (Some(1), &0.into()), "{publish:?}");
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
    free(&server);
    complete_setup(&server);
    astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(event_lines_without_ids(50))
        .server(&server)
        .ok();
    assert_eq!(server.event_numbers(TRADES), up_to(50));
}

/// The server accepts the first part, is full in the middle, and has room again while lines are still on their way.
#[test]
fn if_memory_runs_out_in_the_middle_the_journal_has_the_outcome_of_each_line() {
    const COUNT: usize = 20_000;
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("account");
    let words =
        |option| ["publish", "--from", "-", option, account.to_str().unwrap(), "-o", "json"];
    let proxy = Proxy::holding(&server, Direction::Requests, 1_500_000);
    let run = through(&proxy, &words("--account")).stdin(event_lines_without_ids(COUNT)).spawn();
    proxy.wait_until_holding(Direction::Requests);
    fill(&server);
    let before = refused(&server);
    proxy.release();
    eventually("some lines are refused", || refused(&server) > before);
    free(&server);
    let run = run.finish();
    assert_eq!(run.code, Some(1), "{run:?}");

    let written = server.event_numbers(TRADES);
    assert!(written.is_sorted() && written.len() < COUNT);
    let outcomes = outcomes(&std::fs::read_to_string(&account).unwrap());
    for line in 1..=COUNT {
        let outcome = outcomes.get(&line).map_or("absent", String::as_str);
        let is_written = written.binary_search(&line).is_ok();
        assert_eq!(is_written, outcome == "ok", "line {line} is {outcome}");
    }
    let report = run.json();
    assert_eq!((&report["published"], &report["in_doubt"]), (&written.len().into(), &0.into()));
    assert_eq!(report["refusals"][0]["code"], "OOM");

    through(&proxy, &words("--resume")).stdin(event_lines_without_ids(COUNT)).ok();
    let mut all = server.event_numbers(TRADES);
    all.sort_unstable();
    assert_eq!(all, up_to(COUNT), "each line once");
}

/// How many commands the server has refused because it was out of memory.
fn refused(server: &Server) -> usize {
    let stats = server.redis(&["INFO", "errorstats"]).text().to_owned();
    let count = stats.lines().find_map(|line| line.strip_prefix("errorstat_OOM:count="));
    count.map_or(0, |count| count.trim().parse().unwrap())
}
