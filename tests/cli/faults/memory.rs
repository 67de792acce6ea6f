//! A server out of memory: what frees it still works, and what would add to it does nothing by halves.

use super::{ACTIONS, PENDING, complete, complete_setup, done, lines, numbers, pending_scene};
use crate::harness::{Server, astra};

fn fill(server: &Server) {
    server.redis(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]).ok();
    server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
    assert!(server.redis(&["SET", "k", "v"]).error().starts_with("OOM"));
}

fn free(server: &Server) {
    server.redis(&["CONFIG", "SET", "maxmemory", "0"]).ok();
}

#[test]
fn an_action_is_done_wholly_or_not_at_all() {
    for action in ACTIONS {
        let server = Server::start();
        pending_scene(&server);
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
fn an_acknowledgement_frees_memory_and_is_never_refused() {
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
    let publish =
        astra(&["publish", "--from", "-", "-o", "json"]).stdin(lines(50)).server(&server).run();
    assert_eq!((publish.code, &publish.json()["published"]), (Some(1), &0.into()), "{publish:?}");
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
    free(&server);
    complete_setup(&server);
    astra(&["publish", "--from", "-", "-o", "json"]).stdin(lines(50)).server(&server).ok();
    assert_eq!(numbers(&server), (1..=50).collect::<Vec<_>>());
}
