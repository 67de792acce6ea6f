//! Changes between the plan and the answer to its question.

use astra_testkit::Server;

use super::scene::{STREAM, set, stream};
use crate::harness::{Key, Terminal, astra};

/// A run that has shown its plan for 1-0 to 3-0 and waits for an answer.
fn asked(server: &Server, action: &[&str]) -> Terminal {
    stream(server, STREAM, 3);
    server.deliver(STREAM, "g", "c1", 3);
    server.redis(&["XGROUP", "CREATECONSUMER", STREAM, "g", "rescue"]).ok();
    let mut terminal = astra(&[&["pending"], action].concat()).server(server).terminal(160, 40);
    terminal.shows("? [y/N]");
    terminal
}

fn agree(mut terminal: Terminal) -> (i32, String) {
    terminal.type_text("y");
    terminal.press(Key::Enter);
    terminal.finish()
}

#[test]
fn an_entry_that_a_live_consumer_took_in_between_stays_with_it() {
    for action in [&["ack", STREAM][..], &["claim", "--to", "rescue"], &["dead-letter", STREAM]] {
        let server = Server::start();
        let terminal = asked(&server, action);
        // 1-0 goes to another consumer, 2-0 is delivered again to its own, and 3-0 stays unchanged.
        set(&server, STREAM, "c2", "1-0", "600000", "1");
        server.redis(&["XCLAIM", STREAM, "g", "c1", "0", "2-0"]).ok();
        let (code, screen) = agree(terminal);
        assert_eq!(code, 0, "{screen}");
        assert!(screen.contains("now assigned to consumer `c2`"), "{screen}");
        assert!(screen.contains("delivered again in the meantime"), "{screen}");
        let left = server.pending(STREAM, "g");
        assert_eq!(left[0], ("1-0".into(), "c2".into(), 1));
        assert_eq!(left[1], ("2-0".into(), "c1".into(), 2));
        match left.get(2) {
            Some(claimed) => assert_eq!(*claimed, ("3-0".into(), "rescue".into(), 1)),
            None => assert_ne!(action[0], "claim"),
        }
        let letters = server.length("{astra.nft.nftsold.v1}.dlq");
        assert_eq!(letters, i64::from(action[0] == "dead-letter"));
    }
}

#[test]
fn an_entry_acknowledged_in_between_is_skipped() {
    let server = Server::start();
    let terminal = asked(&server, &["dead-letter", STREAM]);
    server.redis(&["XACK", STREAM, "g", "2-0"]).ok();
    let (code, screen) = agree(terminal);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("2 of 3 pending entries dead-lettered, 1 skipped"), "{screen}");
    assert_eq!(server.length("{astra.nft.nftsold.v1}.dlq"), 2);
}

#[test]
fn an_entry_deleted_in_between_is_not_claimed() {
    let server = Server::start();
    let terminal = asked(&server, &["claim", "--to", "rescue"]);
    server.redis(&["XDEL", STREAM, "2-0"]).ok();
    let (code, screen) = agree(terminal);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("its stream entry is gone, see purge-ghosts"), "{screen}");
    assert_eq!(server.pending(STREAM, "g")[1], ("2-0".into(), "c1".into(), 1));
}

#[test]
fn a_group_destroyed_in_between_is_reported_once_for_all_its_entries() {
    for action in [&["ack", STREAM][..], &["claim", "--to", "rescue"], &["dead-letter", STREAM]] {
        let server = Server::start();
        let terminal = asked(&server, action);
        server.redis(&["XGROUP", "DESTROY", STREAM, "g"]).ok();
        let (code, screen) = agree(terminal);
        assert_eq!(code, 1, "{screen}");
        let gone = format!("stream `{STREAM}` no longer has a consumer group `g`");
        assert_eq!(screen.matches(&gone).count(), 1, "{screen}");
        assert!(screen.contains("1-0 and 2 more") && screen.contains("3 failed"), "{screen}");
        assert!(screen.contains("hint: it was removed in the meantime"), "{screen}");
        assert!(!screen.contains("script") && !screen.contains("NOGROUP"), "{screen}");
        assert_eq!(server.redis(&["EXISTS", "{astra.nft.nftsold.v1}.dlq"]).int(), 0);
    }
}

#[test]
fn a_server_lost_in_between_leaves_its_entries_uncertain() {
    let mut server = Server::start();
    let terminal = asked(&server, &["ack", STREAM]);
    server.kill();
    let (code, screen) = agree(terminal);
    assert_eq!(code, 3, "{screen}");
    assert!(screen.contains("in doubt") && screen.contains("error: "), "{screen}");
}

#[test]
fn entries_that_consumers_acknowledge_and_delete_are_never_taken_for_ghosts() {
    const COUNT: u64 = 30_000;
    let server = Server::start();
    stream(&server, STREAM, COUNT);
    server.deliver(STREAM, "g", "c", COUNT);
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            for id in (1..=COUNT).map(|number| format!("{number}-0")) {
                server.load([vec!["XACK", STREAM, "g", &id], vec!["XDEL", STREAM, &id]]);
            }
        });
        let mut looks = 0;
        while !worker.is_finished() {
            let words = ["pending", "-o", "json", "--scan-cap", "1000000"];
            let seen = astra(&words).server(&server).ok().json();
            assert_eq!(seen["groups"][0]["ghosts"], 0);
            looks += 1;
        }
        assert!(looks > 0, "no report while the consumer worked");
    });
}
