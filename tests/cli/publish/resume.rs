//! `--account` and `--resume`: after whatever end, every line is published once.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use super::cut::{Way, cut};
use super::scene::{TRADES, all, fates, length, lines, numbers};
use crate::harness::{Astra, Server, astra, eventually, signal};

const COUNT: usize = 30_000;

/// A folder with an input, and the place of an account.
pub(super) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new(input: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("in.ndjson"), input).unwrap();
        Self { folder }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn publish(&self, option: &str) -> Astra {
        self.publish_with(option, &[])
    }

    pub(super) fn publish_with(&self, option: &str, more: &[&str]) -> Astra {
        let (input, account) = (self.path("in.ndjson"), self.path("account"));
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let (input, account) = (path(&input), path(&account));
        let words = ["publish", "--from", &input, option, &account, "-o", "json"];
        astra(&[&words[..], more].concat())
    }

    /// Goes on with what comes on standard input.
    pub(super) fn resume_from(&self, input: String, more: &[&str]) -> Astra {
        let account = self.path("account");
        let words = ["publish", "--from", "-", "--resume", account.to_str().unwrap(), "-o", "json"];
        astra(&[&words[..], more].concat()).stdin(input)
    }

    /// What the account says of each line; of a line that was never sent, nothing or `absent`.
    pub(super) fn fates(&self) -> HashMap<usize, String> {
        let account = std::fs::read_to_string(self.path("account")).unwrap();
        fates(&account)
    }
}

/// The same events without any id of their own.
fn without_ids(count: usize) -> String {
    let line =
        |n| format!(r#"{{"event_type":"Trading.TradeExecuted","entity_id":"{n}","data":{{}}}}"#);
    (1..=count).map(|n| line(n) + "\n").collect()
}

#[test]
fn a_killed_run_is_gone_on_from_without_a_gap_or_a_repeat() {
    for input in [lines(COUNT), without_ids(COUNT)] {
        let server = Server::start();
        let desk = Desk::new(&input);
        let running = desk.publish("--account").server(&server).spawn();
        eventually("some are written", || length(&server, TRADES) > 2000);
        assert!(signal("KILL", running.pid()));
        assert_eq!(running.finish().code, None);
        let before = length(&server, TRADES);
        assert!(before < i64::try_from(COUNT).unwrap(), "it was through already");
        let run = desk.publish("--resume").server(&server).ok();
        assert_eq!(numbers(&server, TRADES), all(COUNT));
        assert_eq!(run.json()["confirmed_through_line"], COUNT);
    }
}

#[test]
fn what_was_written_without_an_answer_is_found_and_not_written_again() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    let first =
        desk.publish("--account").env("ASTRA_REDIS_URL", cut(&server, Way::Answers, 30_000)).run();
    assert_eq!(first.code, Some(3), "{first:#?}");
    let confirmed = first.json()["published"].as_u64().unwrap();
    eventually("the server has worked off what it got", || {
        server.redis(&["CLIENT", "LIST"]).text().lines().count() == 1
    });
    let written = u64::try_from(length(&server, TRADES)).unwrap();
    assert!(written > confirmed, "nothing is in doubt: {written} written, {confirmed} confirmed");
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["found"], written - confirmed);
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}

#[test]
fn a_killed_server_is_gone_on_with_after_its_restart() {
    let mut server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let desk = Desk::new(&lines(COUNT));
    let running = desk.publish("--account").server(&server).spawn();
    eventually("some are written", || length(&server, TRADES) > 2000);
    server.kill();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("hint: continue with --resume"), "{run:#?}");
    server.restart();
    let written = numbers(&server, TRADES);
    assert_eq!(written, all(written.len()));
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), all(COUNT));
    let confirmed = usize::try_from(run.json()["published"].as_u64().unwrap()).unwrap();
    assert_eq!(written.len() + confirmed, COUNT);
}

#[test]
fn refused_lines_are_sent_again_and_a_finished_run_has_nothing_left() {
    let server = Server::start();
    let desk = Desk::new(&lines(5000));
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    assert_eq!(desk.publish("--account").server(&server).run().code, Some(1));
    assert_eq!(length(&server, TRADES), 0);
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "0"]).ok();
    desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), all(5000));
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["published"], 0);
    assert_eq!(run.json()["confirmed_through_line"], 5000);
    assert_eq!(length(&server, TRADES), 5000);
}

#[test]
fn an_event_that_stood_in_the_stream_before_is_not_taken_for_one_in_doubt() {
    let server = Server::start();
    let line = r#"{"stream":"astra.trading.tradeexecuted.v1","fields":{"event_id":"same","entity_id":"1"}}"#;
    server.redis(&["XADD", TRADES, "1-0", "event_id", "same", "entity_id", "1"]).ok();
    let desk = Desk::new(&format!("{line}\n"));
    let head = r#"{"schema":"astra.publish-account/v1","run":"11111111-2222-4333-8444-555555555555","since_ms":1700000000000,"input_bytes":null}"#;
    std::fs::write(
        desk.path("account"),
        format!("{head}\n{{\"is\":\"sent\",\"from\":1,\"to\":1}}\n"),
    )
    .unwrap();
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&1.into(), &0.into()));
    std::fs::write(
        desk.path("account"),
        format!("{head}\n{{\"is\":\"sent\",\"from\":1,\"to\":1}}\n"),
    )
    .unwrap();
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&0.into(), &1.into()));
    assert_eq!(length(&server, TRADES), 2);
}

#[test]
fn a_trimmed_stream_is_said_to_be_one_in_which_nothing_can_be_looked_up() {
    let server = Server::start();
    let desk = Desk::new(&lines(1));
    let head = r#"{"schema":"astra.publish-account/v1","run":"11111111-2222-4333-8444-555555555555","since_ms":1700000000000,"input_bytes":null}"#;
    std::fs::write(
        desk.path("account"),
        format!("{head}\n{{\"is\":\"sent\",\"from\":1,\"to\":1}}\n"),
    )
    .unwrap();
    for _ in 0..3 {
        server.redis(&["XADD", TRADES, "*", "f", "v"]).ok();
    }
    server.redis(&["XTRIM", TRADES, "MAXLEN", "=", "1"]).ok();
    desk.publish("--resume")
        .server(&server)
        .code(1)
        .stderr_has("cannot determine whether line 1 is published")
        .check();
    assert_eq!(length(&server, TRADES), 1);
}

#[test]
fn looking_up_large_entries_takes_little_memory() {
    const OTHERS: i64 = 1200;
    let server = Server::start();
    let script = "for i=1,tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'event_id', i, 'data', string.rep('x', 65536)) end";
    // Older than the run, so that the stream is seen to be whole also where entries are not counted.
    server.redis(&["XADD", TRADES, "1-0", "event_id", "0"]).ok();
    server.redis(&["EVAL", script, "1", TRADES, &(OTHERS - 1).to_string()]).ok();
    let desk = Desk::new(&lines(1000));
    let head = r#"{"schema":"astra.publish-account/v1","run":"11111111-2222-4333-8444-555555555555","since_ms":1700000000000,"input_bytes":null}"#;
    let sent = r#"{"is":"sent","from":1,"to":1}"#;
    std::fs::write(desk.path("account"), format!("{head}\n{sent}\n")).unwrap();
    let running = desk.publish_with("--resume", &["--rate", "20"]).server(&server).spawn();
    eventually("the look-up is over", || length(&server, TRADES) > OTHERS);
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!((1000..64_000).contains(&peak), "{peak} kB");
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

#[test]
fn an_account_is_never_overwritten_or_mistaken() {
    let server = Server::start();
    let desk = Desk::new(&lines(3));
    desk.publish("--account").server(&server).ok();
    desk.publish("--account")
        .server(&server)
        .code(2)
        .stderr_has("already exists\nhint: continue it with --resume")
        .check();
    astra(&["publish", "--from", "-", "--account", "none/account"])
        .server(&server)
        .code(2)
        .stderr("error: cannot write journal `none/account`: no such file or directory\n")
        .check();
    std::fs::write(desk.path("in.ndjson"), lines(4)).unwrap();
    desk.publish("--resume")
        .server(&server)
        .code(2)
        .stderr_has("bytes, but the one of the journal has")
        .check();
    std::fs::write(desk.path("account"), "notes\n").unwrap();
    desk.publish("--resume")
        .server(&server)
        .code(2)
        .stderr_has("is not a journal of astra publish")
        .check();
    assert_eq!(length(&server, TRADES), 3);
}
