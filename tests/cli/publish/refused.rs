//! Servers that refuse: the account is exact, and nothing is ever trimmed to make room.

use super::scene::{TRADES, all, entries, length, line, lines, numbers, removed};
use crate::harness::{Run, Server, astra};

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
    assert_eq!(removed(&server, TRADES), 0);
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
        assert_eq!((&report["published"], &report["refused"]), (&0.into(), &100.into()));
        assert_eq!(
            (&report["refusals"][0]["code"], &report["refusals"][0]["first_line"]),
            (&code.into(), &1.into())
        );
        assert_eq!(run.stderr.matches("events refused").count(), 1, "{run:#?}");
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

#[test]
fn a_single_event_that_is_refused_is_an_error_with_the_next_step() {
    let server = Server::start();
    server.redis(&["REPLICAOF", "127.0.0.1", "1"]).ok();
    astra(&["publish", "Nft.NftSold", "--entity", "n"])
        .server(&server)
        .code(1)
        .stderr("error: stream `astra.nft.nftsold.v1`: the server is a read-only replica\nhint: this is a replica: connect to its master\n")
        .check();
}
