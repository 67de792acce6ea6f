//! Lost servers and connections: the report separates exactly the confirmed lines from the uncertain ones.

use astra_testkit::{Direction, Proxy, Server, event_lines, eventually, up_to};

use super::scene::TRADES;
use crate::harness::{Run, Running, astra};

fn number(run: &Run, key: &str) -> usize {
    usize::try_from(run.json()[key].as_u64().unwrap()).unwrap()
}

/// Compares the report of a lost run with the server, which has every confirmed line and then some of the uncertain
/// ones.
fn check_report(run: &Run, server: &Server) {
    assert_eq!(run.code, Some(3), "{run:#?}");
    let (through, published, doubt) =
        (number(run, "confirmed_through_line"), number(run, "published"), number(run, "in_doubt"));
    assert_eq!(through, published);
    let written = server.event_numbers(TRADES);
    assert_eq!(written, up_to(written.len()), "a gap, or a repeat");
    assert!(written.len() >= through, "{} written, {through} confirmed", written.len());
    assert!(
        written.len() <= through + doubt,
        "{} written, {through} confirmed, {doubt} in doubt",
        written.len()
    );
    let confirmed = match through {
        0 => "error: no line is confirmed".to_owned(),
        _ => format!("error: every line up to {through} is confirmed"),
    };
    assert!(run.stderr.contains(&confirmed), "{run:#?}");
    if doubt > 0 {
        let lines = &run.json()["in_doubt_lines"];
        assert_eq!(
            (&lines["first"], &lines["last"]),
            (&(through + 1).into(), &(through + doubt).into())
        );
        let text = format!("lines {} to {} are in doubt", through + 1, through + doubt);
        assert!(run.stderr.contains(&text), "{run:#?}");
        assert!(run.stderr.contains(&format!("--start-line {}", through + doubt + 1)), "{run:#?}");
    }
}

fn publish_through(proxy: &Proxy) -> Run {
    astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(event_lines(20_000))
        .env("REDIS_URL", proxy.url())
        .run()
}

/// A run in the middle of its input.
fn publishing(server: &Server, more: &[&str]) -> Running {
    let running = astra(&[&["publish", "--from", "-", "-o", "json"], more].concat())
        .stdin(event_lines(60_000))
        .server(server)
        .spawn();
    eventually("some events are written", || server.length(TRADES) > 3000);
    running
}

#[test]
fn a_connection_cut_among_the_replies_leaves_an_exact_report() {
    for bytes in [0, 1, 30, 5_000, 5_001, 20_000] {
        let server = Server::start();
        let proxy = Proxy::cutting(&server, Direction::Replies, bytes);
        let run = publish_through(&proxy);
        server.wait_until_drained();
        check_report(&run, &server);
        assert!(number(&run, "in_doubt") > 0, "{run:#?}");
    }
}

#[test]
fn a_connection_cut_within_a_command_leaves_it_unsent() {
    for bytes in [100, 5_000, 300_000] {
        let server = Server::start();
        let proxy = Proxy::cutting(&server, Direction::Requests, bytes);
        let run = publish_through(&proxy);
        server.wait_until_drained();
        check_report(&run, &server);
    }
}

#[test]
fn one_event_whose_reply_is_lost_is_uncertain_and_not_sent_again() {
    let server = Server::start();
    let proxy = Proxy::cutting(&server, Direction::Replies, "$".len());
    astra(&["publish", "Trading.TradeExecuted", "--entity", "t"])
        .env("REDIS_URL", proxy.url())
        .code(3)
        .stderr_has(
            "error: sent, but not answered: the event may be written or not: lost the connection",
        )
        .stderr_has("look for event_id `")
        .check();
    assert_eq!(server.length(TRADES), 1);
}

#[test]
fn a_killed_server_has_every_confirmed_line_after_its_restart() {
    let mut server = Server::durable();
    let running = publishing(&server, &[]);
    server.kill();
    let run = running.finish();
    server.restart();
    check_report(&run, &server);
    assert!(number(&run, "published") < 60_000, "{run:#?}");
}

#[test]
fn a_silent_server_is_given_up_after_the_timeout() {
    let server = Server::start();
    let running = publishing(&server, &["--timeout", "300ms"]);
    server.freeze();
    let run = running.finish();
    server.thaw();
    assert!(run.stderr.contains("did not reply within 300ms"), "{run:#?}");
    server.wait_until_drained();
    check_report(&run, &server);
}

#[test]
fn an_interrupted_run_waits_for_what_is_in_flight() {
    let server = Server::start();
    let running = publishing(&server, &[]);
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130), "{run:#?}");
    let through = number(&run, "confirmed_through_line");
    assert_eq!((number(&run, "in_doubt"), run.json()["is_complete"].clone()), (0, false.into()));
    assert_eq!(server.event_numbers(TRADES), up_to(through));
    assert!(
        run.stderr.contains(&format!("continue with --start-line {}", through + 1)),
        "{run:#?}"
    );
}
