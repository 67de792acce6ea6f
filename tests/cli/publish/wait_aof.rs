//! `--wait-aof`: events that astra reports as on disk are on disk, and a server that cannot promise it refuses first.

use astra_testkit::{Reply, Server, event_lines, version};

use super::scene::TRADES;
use crate::harness::astra;

const EVENT: [&str; 6] = ["publish", "Trading.TradeExecuted", "--entity", "t", "-o", "json"];
const FILE: [&str; 5] = ["publish", "--from", "-", "-o", "json"];

fn newer(arguments: &[&str]) -> Option<Server> {
    let program = version("redis-8.2.3")?;
    Some(Server::options().program(program).tcp().with(arguments).start())
}

#[test]
fn events_on_the_disk_of_the_master_are_reported_as_such() {
    let Some(server) = newer(&["--appendonly", "yes", "--appendfsync", "everysec"]) else { return };
    let words = [&EVENT[..], &["--wait-aof"]].concat();
    let report = astra(&words).server(&server).ok().json();
    assert_eq!((&report["on_disk"], report.get("replicas")), (&true.into(), None));
    let words = [&FILE[..], &["--wait-aof"]].concat();
    let report = astra(&words).stdin(event_lines(3000)).server(&server).ok().json();
    assert_eq!((&report["on_disk"], &report["published"]), (&true.into(), &3000.into()));
    assert_eq!(server.length(TRADES), 3001);
    let words = ["publish", "--from", "-", "--wait-aof", "-o", "csv"];
    let csv = astra(&words).stdin(event_lines(3)).server(&server).ok().stdout;
    let (head, row) = csv.trim().split_once('\n').unwrap();
    assert!(head.ends_with(",confirmed_through_line,on_disk"), "{csv}");
    assert!(row.ends_with(",3,true"), "{csv}");
}

#[test]
fn the_csv_of_a_file_contains_its_replicas() {
    let server = Server::start();
    let words = ["publish", "--from", "-", "--wait", "1", "--wait-timeout", "1ms", "-o", "csv"];
    let run = astra(&words).stdin(event_lines(3)).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    let (head, row) = run.stdout.trim().split_once('\n').unwrap();
    assert!(head.ends_with(",confirmed_through_line,replicas"), "{run:#?}");
    assert!(row.ends_with(",3,0"), "{run:#?}");
}

#[test]
fn replicas_without_an_append_only_file_do_not_count() {
    let Some(server) = newer(&["--appendonly", "yes", "--repl-diskless-sync-delay", "0"]) else {
        return;
    };
    let port = server.port().to_string();
    let Some(_replica) = newer(&["--replicaof", "127.0.0.1", &port]) else { return };
    astra_testkit::eventually("the replica follows", || {
        server.redis(&["WAIT", "1", "1"]).ok().int() == 1
    });
    let words = [&EVENT[..], &["--wait-aof", "--wait", "1", "--wait-timeout", "2s"]].concat();
    astra(&words)
        .server(&server)
        .code(1)
        .stdout_has("\"replicas\":0,\"on_disk\":true")
        .stderr("error: written, but only 0 of 1 replica confirmed that it is on disk within 2s\nhint: do not publish it again: it is on the master\n")
        .check();
}

#[test]
fn a_server_that_cannot_promise_it_refuses_before_anything_is_published() {
    let without_file =
        newer(&["--appendonly", "no"]).map(|server| (server, "has no append-only file"));
    let older = Some((Server::start(), "does not know WAITAOF"))
        .filter(|(server, _)| matches!(server.redis(&["WAITAOF", "0", "0", "1"]), Reply::Error(line) if line.contains("unknown command")));
    for (server, reason) in [without_file, older].into_iter().flatten() {
        for words in [&EVENT[..], &FILE[..]] {
            astra(&[words, &["--wait-aof"]].concat())
                .stdin(event_lines(10))
                .server(&server)
                .code(2)
                .stderr_has(format!(
                    "error: --wait-aof is not possible: the server {reason}\nhint: "
                ))
                .check();
        }
        assert_eq!(server.length(TRADES), 0);
    }
}
