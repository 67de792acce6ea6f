//! The server is killed, at any point of the requests.

use astra_testkit::{Direction, Proxy, Server};

use super::scene::{
    ACTIONS, check_report, complete, complete_setup, moments, pending_scene, scene_of, size_of,
    through,
};
use crate::harness::{Run, astra};

/// Runs it until the server has received exactly this many bytes of requests, and kills and restarts the server there.
#[track_caller]
pub(super) fn kill_server_at(server: &mut Server, words: &[&str], bytes: usize) -> Run {
    let proxy = Proxy::holding(server, Direction::Requests, bytes);
    let run = through(&proxy, words).spawn();
    proxy.wait_until_holding(Direction::Requests);
    server.kill();
    let run = run.finish();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.contains("error: "), "{run:?}");
    server.restart();
    run
}

#[test]
fn a_setup_that_loses_its_server_is_completed_by_the_next_one() {
    let total = size_of(&["setup"], |_| {}, Direction::Requests);
    for bytes in moments(total, 8) {
        let mut server = Server::durable();
        let run = kill_server_at(&mut server, &["setup"], bytes);
        assert!(!run.stdout.contains("131 created"), "{run:?}");
        complete_setup(&server);
    }
}

#[test]
fn an_action_that_loses_its_server_accounts_for_each_entry() {
    for action in ACTIONS {
        let total = size_of(action, |server| scene_of(action, server), Direction::Requests);
        for bytes in moments(total, 6) {
            let mut server = Server::durable();
            scene_of(action, &server);
            let run = kill_server_at(&mut server, action, bytes);
            check_report(&run, &server, action);
            complete(&server, action);
        }
    }
}

#[test]
fn a_reader_that_loses_its_server_reports_it_and_shows_no_partial_reply() {
    for words in
        [&["lag", "-o", "json"][..], &["pending", "-o", "json"], &["services", "-o", "json"]]
    {
        let total = size_of(words, pending_scene, Direction::Requests);
        for bytes in moments(total, 5) {
            let mut server = Server::durable();
            pending_scene(&server);
            let run = kill_server_at(&mut server, words, bytes);
            assert_eq!(run.stdout, "", "{run:?}");
            let whole = astra(words).server(&server).run();
            assert_eq!(whole.code, Some(0), "{whole:?}");
        }
    }
}
