//! A read-only replica in place of a master.

use astra_testkit::Server;

use super::scene::{ACTIONS, PENDING, done, pending_scene, scene_of};
use crate::harness::astra;

/// A master with this scene, and its replica, in step.
pub(super) fn pair(scene: impl Fn(&Server)) -> (Server, Server) {
    let master = Server::master();
    scene(&master);
    let replica = Server::replica_of(&master);
    (master, replica)
}

#[test]
fn changes_are_refused_item_by_item_and_change_nothing() {
    let (master, replica) = pair(pending_scene);
    let before = master.bindings();
    let hint = format!("hint: connect to its master, 127.0.0.1:{}\n", master.port());
    let setup = astra(&["setup", "-o", "json"]).server(&replica).run();
    assert_eq!(setup.code, Some(1), "{setup:?}");
    let report = setup.json();
    assert_eq!((&report["created"], &report["failed"]), (&0.into(), &131.into()));
    assert!(
        report["actions"][0]["reason"].as_str().unwrap().contains("read-only replica"),
        "{report}"
    );
    assert_eq!(setup.stderr, hint);
    for action in ACTIONS {
        let (master, replica) = pair(|server| scene_of(action, server));
        let run = astra(action).server(&replica).run();
        assert_eq!(run.code, Some(1), "{run:?}");
        let report = run.json();
        assert_eq!((&report["done"], &report["failed"]), (&0.into(), &PENDING.into()), "{report}");
        assert!(
            report["actions"][0]["reason"].as_str().unwrap().contains("read-only replica"),
            "{report}"
        );
        assert_eq!(done(&replica, action), [""; 0]);
        assert_eq!(done(&master, action), [""; 0]);
    }
    let flow = astra(&["flow-test"]).server(&replica).run();
    assert!(matches!(flow.code, Some(1 | 3)), "{flow:?}");
    assert!(flow.stderr.contains("read-only replica"), "{flow:?}");
    // It created nothing there that it would have to remove.
    assert!(flow.stderr.ends_with(&hint) && flow.stderr.lines().count() == 2, "{flow:?}");
    assert_eq!(master.bindings(), before);
    assert_eq!(master.redis(&["DBSIZE"]).int(), 1, "the flow-test left a key");
}

#[test]
fn reading_works_on_a_replica() {
    let (master, replica) = pair(pending_scene);
    for words in [&["lag", "--group", "g", "-o", "json"][..], &["pending", "-o", "json"]] {
        let there = astra(words).server(&replica).run();
        let here = astra(words).server(&master).ok().json();
        assert_eq!(there.code, Some(0), "{there:?}");
        let row = |report: &serde_json::Value| {
            let row = &report["groups"][0];
            (
                row["stream"].clone(),
                row["lag"].clone(),
                row["pending"].clone(),
                row["length"].clone(),
            )
        };
        assert_eq!(row(&there.json()), row(&here));
    }
    let tail = astra(&["tail", "--no-follow", "--from", "0", "-o", "json"]).server(&replica).run();
    assert_eq!(tail.json_lines().len(), PENDING);
}
