//! Servers and connections that are lost: what is confirmed, what is in doubt, and nothing else.

use super::cut::{Way, cut};
use super::scene::{TRADES, all, length, lines, numbers};
use crate::harness::{Run, Server, astra, eventually};

fn number(run: &Run, key: &str) -> usize {
    usize::try_from(run.json()[key].as_u64().unwrap()).unwrap()
}

/// Holds the account of a lost run against what the server has: every confirmed line, then a part of those in doubt.
fn hold(run: &Run, server: &Server) {
    assert_eq!(run.code, Some(3), "{run:#?}");
    let (through, published, doubt) =
        (number(run, "confirmed_through_line"), number(run, "published"), number(run, "in_doubt"));
    assert_eq!(through, published);
    let written = numbers(server, TRADES);
    assert_eq!(written, all(written.len()), "a gap, or a repeat");
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

#[test]
fn a_connection_cut_among_the_answers_leaves_an_exact_account() {
    for bytes in [0, 1, 30, 5_000, 5_001, 20_000] {
        let server = Server::start();
        let url = cut(&server, Way::Answers, bytes);
        let run = astra(&["publish", "--from", "-", "-o", "json"])
            .stdin(lines(20_000))
            .env("REDIS_URL", url)
            .run();
        eventually("the server has worked off what it got", || {
            server.redis(&["CLIENT", "LIST"]).text().lines().count() == 1
        });
        hold(&run, &server);
        assert!(number(&run, "in_doubt") > 0, "{run:#?}");
    }
}

#[test]
fn a_connection_cut_within_a_command_leaves_it_unsent() {
    for bytes in [100, 5_000, 300_000] {
        let server = Server::start();
        let url = cut(&server, Way::Requests, bytes);
        let run = astra(&["publish", "--from", "-", "-o", "json"])
            .stdin(lines(20_000))
            .env("REDIS_URL", url)
            .run();
        eventually("the server has worked off what it got", || {
            server.redis(&["CLIENT", "LIST"]).text().lines().count() == 1
        });
        hold(&run, &server);
    }
}

#[test]
fn one_event_whose_answer_is_lost_is_in_doubt_and_not_sent_again() {
    let server = Server::start();
    let url = cut(&server, Way::Answers, "$".len());
    astra(&["publish", "Trading.TradeExecuted", "--entity", "t"])
        .env("REDIS_URL", url)
        .code(3)
        .stderr_has(
            "error: sent, but not answered: the event may be written or not: lost the connection",
        )
        .stderr_has("look for event_id `")
        .check();
    assert_eq!(length(&server, TRADES), 1);
}

#[test]
fn a_server_that_is_killed_has_every_confirmed_line_after_its_restart() {
    let mut server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let running = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(lines(60_000))
        .server(&server)
        .spawn();
    eventually("some are written", || length(&server, TRADES) > 3000);
    server.kill();
    let run = running.finish();
    server.restart();
    hold(&run, &server);
    assert!(number(&run, "published") < 60_000, "{run:#?}");
}

#[test]
fn a_server_that_falls_silent_is_given_up_after_the_timeout() {
    let server = Server::start();
    let running = astra(&["publish", "--from", "-", "-o", "json", "--timeout", "300ms"])
        .stdin(lines(60_000))
        .server(&server)
        .spawn();
    eventually("some are written", || length(&server, TRADES) > 3000);
    server.freeze();
    let run = running.finish();
    server.thaw();
    assert!(run.stderr.contains("did not reply within 300ms"), "{run:#?}");
    eventually("the server has worked off what it got", || {
        server.redis(&["CLIENT", "LIST"]).text().lines().count() == 1
    });
    hold(&run, &server);
}

#[test]
fn an_interrupted_run_waits_for_what_is_under_way() {
    let server = Server::start();
    let running = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(lines(60_000))
        .server(&server)
        .spawn();
    eventually("some are written", || length(&server, TRADES) > 3000);
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130), "{run:#?}");
    let through = number(&run, "confirmed_through_line");
    assert_eq!((number(&run, "in_doubt"), run.json()["is_complete"].clone()), (0, false.into()));
    assert_eq!(numbers(&server, TRADES), all(through));
    assert!(run.stderr.contains(&format!("go on with --start-line {}", through + 1)), "{run:#?}");
}
