//! Servers that refuse: the account is exact, and nothing is ever trimmed to make room.

use super::cut::{Way, cut};
use super::scene::{TRADES, all, entries, length, line, lines, numbers, removed};
use crate::harness::{Run, Server, astra, eventually};

fn publish(server: &Server, input: String) -> Run {
    astra(&["publish", "--from", "-", "-o", "json"]).stdin(input).server(server).run()
}

#[test]
fn a_full_server_is_told_line_by_line_and_nothing_is_trimmed() {
    let server = Server::with(&["--maxmemory", "6mb", "--maxmemory-policy", "noeviction"]);
    let run = publish(&server, lines(60_000));
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    let written = numbers(&server, TRADES);
    assert_eq!(report["published"], written.len());
    assert_eq!(
        report["confirmed_through_line"],
        report["refusals"][0]["first_line"].as_u64().unwrap() - 1
    );
    let through = usize::try_from(report["confirmed_through_line"].as_u64().unwrap()).unwrap();
    assert_eq!(written[..through], all(through));
    assert_eq!(report["refusals"][0]["code"], "OOM");
    let refused = report["refused"].as_u64().unwrap();
    assert!((1..20_000).contains(&refused), "it went on sending: {refused}");
    assert_eq!(removed(&server, TRADES).unwrap_or(0), 0);
    assert_eq!(all(1), numbers(&server, TRADES)[..1], "the oldest is there");
    assert!(
        run.stderr.contains("out of memory (OOM)") && run.stderr.contains("astra never trims"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("stopped sending: every line up to"), "{run:#?}");
}

#[test]
fn a_replica_and_a_master_without_replicas_refuse_in_their_own_words() {
    for (command, code) in [
        (&["REPLICAOF", "127.0.0.1", "1"][..], "READONLY"),
        (&["CONFIG", "SET", "min-replicas-to-write", "1"], "NOREPLICAS"),
    ] {
        let server = Server::start();
        server.redis(command).ok();
        let run = publish(&server, lines(100));
        assert_eq!(run.code, Some(1), "{run:#?}");
        let report = run.json();
        assert_eq!(report["published"], 0);
        // Sending stops at the first answer: the batches that were under way by then are refused.
        assert!(matches!(report["refused"].as_u64(), Some(1..=100)), "{run:#?}");
        assert_eq!(
            (&report["refusals"][0]["code"], &report["refusals"][0]["first_line"]),
            (&code.into(), &1.into())
        );
        assert_eq!(run.stderr.matches("events refused").count(), 1, "{run:#?}");
        let is_replica = code == "READONLY";
        let hint = "\nhint: connect to its master, 127.0.0.1:1\n";
        assert_eq!(run.stderr.contains(hint), is_replica, "{run:#?}");
        assert_eq!(length(&server, TRADES), 0);
    }
}

#[test]
fn a_key_of_another_type_refuses_its_own_events_alone() {
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let sold =
        line(2).replace("Trading.TradeExecuted", "Nft.NftSold").replace("\"trading\"", "\"nft\"");
    let run = publish(&server, [line(1), sold, line(3)].join("\n"));
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    assert_eq!((&report["published"], &report["refused"]), (&2.into(), &1.into()));
    assert_eq!(report["confirmed_through_line"], 1);
    assert_eq!(report["refusals"][0]["code"], "WRONGTYPE");
    assert_eq!(entries(&server, TRADES).len(), 2);
    assert!(!run.stderr.contains("stopped sending"), "{run:#?}");
}

/// Lines of which the fifth is of a stream whose key is of another type.
fn with_a_wrong_fifth(count: usize) -> String {
    let text = lines(count);
    let fifth = line(5);
    let wrong = fifth.replace("Trading.TradeExecuted", "Nft.NftSold");
    text.replace(&fifth, &wrong.replace("\"trading\"", "\"nft\""))
}

fn all_but_the_fifth(count: usize) -> Vec<usize> {
    all(count).into_iter().filter(|number| *number != 5).collect()
}

/// The number that follows `--start-line` in what was said.
fn start_line(run: &Run) -> usize {
    let (_, rest) = run.stderr.split_once("--start-line ").unwrap_or_else(|| panic!("{run:#?}"));
    rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn an_interrupted_run_with_refused_lines_is_gone_on_from_without_a_repeat() {
    const COUNT: usize = 300;
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let words = ["publish", "--from", "-", "--rate", "200"];
    let running = astra(&words).stdin(with_a_wrong_fifth(COUNT)).server(&server).spawn();
    eventually("some are written", || length(&server, TRADES) > 20);
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130), "{run:#?}");
    assert!(run.stderr.contains("every line up to 4 is confirmed, and some after it"), "{run:#?}");
    assert!(run.stderr.contains("which skips refused line 5\n"), "{run:#?}");
    let next = start_line(&run).to_string();
    let words = ["publish", "--from", "-", "--start-line", &next];
    astra(&words).stdin(with_a_wrong_fifth(COUNT)).server(&server).ok();
    assert_eq!(numbers(&server, TRADES), all_but_the_fifth(COUNT));
}

#[test]
fn a_lost_run_with_refused_lines_tells_them_from_those_in_doubt() {
    const COUNT: usize = 20_000;
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let url = cut(&server, Way::Answers, 20_000);
    let run = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(with_a_wrong_fifth(COUNT))
        .env("REDIS_URL", url)
        .run();
    assert_eq!(run.code, Some(3), "{run:#?}");
    let span = &run.json()["in_doubt_lines"];
    let (first, last) = (&span["first"], span["last"].as_u64().unwrap());
    let said = format!(
        "every line up to 4 is confirmed, and some after it, lines {first} to {last} are in doubt"
    );
    assert!(run.stderr.contains(&said), "{run:#?}");
    assert!(run.stderr.contains(&format!("look for the events of lines {first} to {last}")));
    assert!(run.stderr.contains("which skips refused line 5;"), "{run:#?}");
    assert_eq!(start_line(&run), usize::try_from(last).unwrap() + 1);
}

#[test]
fn what_a_server_refused_to_the_end_is_gone_on_from_at_the_first_refused_line() {
    let server = Server::start();
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    let run = publish(&server, lines(100));
    assert!(!run.stderr.contains("skips"), "{run:#?}");
    assert_eq!(start_line(&run), 1);
}

#[test]
fn a_single_event_that_is_refused_is_an_error_with_the_next_step() {
    let server = Server::start();
    server.redis(&["REPLICAOF", "127.0.0.1", "1"]).ok();
    astra(&["publish", "Nft.NftSold", "--entity", "n"])
        .server(&server)
        .code(1)
        .stderr("error: stream `astra.nft.nftsold.v1`: the server is a read-only replica\nhint: connect to its master, 127.0.0.1:1\n")
        .check();
}
