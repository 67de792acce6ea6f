//! Servers that refuse: the report is exact, and nothing is ever trimmed to make room.

use astra_testkit::{Direction, Proxy, Server, event_line, event_lines, eventually, up_to};

use super::scene::{TRADES, removed};
use crate::harness::{Run, astra};

fn publish(server: &Server, input: String) -> Run {
    astra(&["publish", "--from", "-", "-o", "json"]).stdin(input).server(server).run()
}

#[test]
fn a_full_server_is_reported_line_by_line_and_nothing_is_trimmed() {
    let server = Server::with(&["--maxmemory", "6mb", "--maxmemory-policy", "noeviction"]);
    let run = publish(&server, event_lines(60_000));
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    let written = server.event_numbers(TRADES);
    assert_eq!(report["published"], written.len());
    assert_eq!(
        report["confirmed_through_line"],
        report["refusals"][0]["first_line"].as_u64().unwrap() - 1
    );
    let through = usize::try_from(report["confirmed_through_line"].as_u64().unwrap()).unwrap();
    assert_eq!(written[..through], up_to(through));
    assert_eq!(report["refusals"][0]["code"], "OOM");
    let refused = report["refused"].as_u64().unwrap();
    assert!((1..20_000).contains(&refused), "it went on sending: {refused}");
    assert_eq!(removed(&server, TRADES).unwrap_or(0), 0);
    assert_eq!(up_to(1), server.event_numbers(TRADES)[..1], "the oldest event is gone");
    assert!(
        run.stderr.contains("out of memory (OOM)") && run.stderr.contains("astra never trims"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("stopped sending: every line up to"), "{run:#?}");
}

#[test]
fn a_replica_and_a_master_without_replicas_refuse_with_their_own_reasons() {
    for (command, code) in [
        (&["REPLICAOF", "127.0.0.1", "1"][..], "READONLY"),
        (&["CONFIG", "SET", "min-replicas-to-write", "1"], "NOREPLICAS"),
    ] {
        let server = Server::start();
        server.redis(command).ok();
        let run = publish(&server, event_lines(100));
        assert_eq!(run.code, Some(1), "{run:#?}");
        let report = run.json();
        assert_eq!(report["published"], 0);
        // Sending stops at the first refusal; the batches already in flight are also refused.
        assert!(matches!(report["refused"].as_u64(), Some(1..=100)), "{run:#?}");
        assert_eq!(
            (&report["refusals"][0]["code"], &report["refusals"][0]["first_line"]),
            (&code.into(), &1.into())
        );
        assert_eq!(run.stderr.matches("events refused").count(), 1, "{run:#?}");
        let is_replica = code == "READONLY";
        let hint = "\nhint: connect to its master, 127.0.0.1:1\n";
        assert_eq!(run.stderr.contains(hint), is_replica, "{run:#?}");
        assert_eq!(server.length(TRADES), 0);
    }
}

#[test]
fn a_key_of_another_type_refuses_only_its_own_events() {
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let sold = event_line(2)
        .replace("Trading.TradeExecuted", "Nft.NftSold")
        .replace("\"trading\"", "\"nft\"");
    let run = publish(&server, [event_line(1), sold, event_line(3)].join("\n"));
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    assert_eq!((&report["published"], &report["refused"]), (&2.into(), &1.into()));
    assert_eq!(report["confirmed_through_line"], 1);
    assert_eq!(report["refusals"][0]["code"], "WRONGTYPE");
    assert_eq!(server.entries(TRADES).len(), 2);
    assert!(!run.stderr.contains("stopped sending"), "{run:#?}");
}

/// Lines whose fifth one is for a stream whose key has another type.
fn with_a_wrong_fifth(count: usize) -> String {
    let text = event_lines(count);
    let fifth = event_line(5);
    let wrong = fifth.replace("Trading.TradeExecuted", "Nft.NftSold");
    text.replace(&fifth, &wrong.replace("\"trading\"", "\"nft\""))
}

fn all_but_the_fifth(count: usize) -> Vec<usize> {
    up_to(count).into_iter().filter(|number| *number != 5).collect()
}

/// The number after `--start-line` in a message.
fn start_line(run: &Run) -> usize {
    let (_, rest) = run.stderr.split_once("--start-line ").unwrap_or_else(|| panic!("{run:#?}"));
    rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn an_interrupted_run_with_refused_lines_continues_without_a_repeat() {
    const COUNT: usize = 300;
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let words = ["publish", "--from", "-", "--rate", "200"];
    let running = astra(&words).stdin(with_a_wrong_fifth(COUNT)).server(&server).spawn();
    eventually("some events are written", || server.length(TRADES) > 20);
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130), "{run:#?}");
    assert!(run.stderr.contains("every line up to 4 is confirmed, and some after it"), "{run:#?}");
    assert!(run.stderr.contains("which skips refused line 5\n"), "{run:#?}");
    let next = start_line(&run).to_string();
    let words = ["publish", "--from", "-", "--start-line", &next];
    astra(&words).stdin(with_a_wrong_fifth(COUNT)).server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), all_but_the_fifth(COUNT));
}

#[test]
fn a_lost_run_separates_refused_lines_from_uncertain_ones() {
    const COUNT: usize = 20_000;
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let proxy = Proxy::cutting(&server, Direction::Replies, 20_000);
    let run = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(with_a_wrong_fifth(COUNT))
        .env("REDIS_URL", proxy.url())
        .run();
    assert_eq!(run.code, Some(3), "{run:#?}");
    let span = &run.json()["in_doubt_lines"];
    let (first, last) = (&span["first"], span["last"].as_u64().unwrap());
    let expected = format!(
        "every line up to 4 is confirmed, and some after it, lines {first} to {last} are in doubt"
    );
    assert!(run.stderr.contains(&expected), "{run:#?}");
    assert!(run.stderr.contains(&format!("look for the events of lines {first} to {last}")));
    assert!(run.stderr.contains("which skips refused line 5;"), "{run:#?}");
    assert_eq!(start_line(&run), usize::try_from(last).unwrap() + 1);
}

#[test]
fn a_run_that_ends_with_refusals_continues_at_the_first_refused_line() {
    let server = Server::start();
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    let run = publish(&server, event_lines(100));
    assert!(!run.stderr.contains("skips"), "{run:#?}");
    assert_eq!(start_line(&run), 1);
}

#[test]
fn a_refused_single_event_is_an_error_with_the_next_step() {
    let server = Server::start();
    server.redis(&["REPLICAOF", "127.0.0.1", "1"]).ok();
    astra(&["publish", "Nft.NftSold", "--entity", "n"])
        .server(&server)
        .code(1)
        .stderr("error: stream `astra.nft.nftsold.v1`: the server is a read-only replica\nhint: connect to its master, 127.0.0.1:1\n")
        .check();
}
