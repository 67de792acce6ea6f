//! `--account` and `--resume`: however a run ends, every line is published once.

use astra_testkit::{
    Direction, Proxy, Server, event_lines, event_lines_without_ids, eventually, signal, up_to,
};

use super::scene::{ResumableRun, TRADES};
use crate::harness::astra;

const COUNT: usize = 30_000;

/// A journal record: line 1 was sent, and its reply is missing.
const SENT: &str = r#"{"is":"sent","from":1,"to":1}"#;

#[test]
fn a_killed_run_resumes_without_gap_or_repeat() {
    for input in [event_lines(COUNT), event_lines_without_ids(COUNT)] {
        let server = Server::start();
        let job = ResumableRun::new(&input);
        let running = job.publish("--account").server(&server).spawn();
        eventually("some events are written", || server.length(TRADES) > 2000);
        assert!(signal("KILL", running.pid()));
        assert_eq!(running.finish().code, None);
        let before = server.length(TRADES);
        assert!(before < i64::try_from(COUNT).unwrap(), "the run had already ended");
        let run = job.publish("--resume").server(&server).ok();
        assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
        assert_eq!(run.json()["confirmed_through_line"], COUNT);
    }
}

#[test]
fn lines_written_without_a_reply_are_found_and_not_written_again() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    let proxy = Proxy::cutting(&server, Direction::Replies, 30_000);
    let first = job.publish("--account").env("ASTRA_REDIS_URL", proxy.url()).run();
    assert_eq!(first.code, Some(3), "{first:#?}");
    let confirmed = first.json()["published"].as_u64().unwrap();
    server.wait_until_drained();
    let written = u64::try_from(server.length(TRADES)).unwrap();
    assert!(written > confirmed, "nothing is uncertain: {written} written, {confirmed} confirmed");
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["found"], written - confirmed);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn a_run_resumes_after_a_killed_server_restarts() {
    let mut server = Server::durable();
    let job = ResumableRun::new(&event_lines(COUNT));
    let running = job.publish("--account").server(&server).spawn();
    eventually("some events are written", || server.length(TRADES) > 2000);
    server.kill();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("hint: continue with --resume"), "{run:#?}");
    server.restart();
    let written = server.event_numbers(TRADES);
    assert_eq!(written, up_to(written.len()));
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
    let confirmed = usize::try_from(run.json()["published"].as_u64().unwrap()).unwrap();
    assert_eq!(written.len() + confirmed, COUNT);
}

#[test]
fn refused_lines_are_sent_again_and_a_finished_run_has_nothing_left() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(5000));
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    assert_eq!(job.publish("--account").server(&server).run().code, Some(1));
    assert_eq!(server.length(TRADES), 0);
    server.redis(&["CONFIG", "SET", "min-replicas-to-write", "0"]).ok();
    job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), up_to(5000));
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["published"], 0);
    assert_eq!(run.json()["confirmed_through_line"], 5000);
    assert_eq!(server.length(TRADES), 5000);
}

#[test]
fn an_event_that_was_already_in_the_stream_is_not_taken_for_an_uncertain_one() {
    let server = Server::start();
    let line = r#"{"stream":"astra.trading.tradeexecuted.v1","fields":{"event_id":"same","entity_id":"1"}}"#;
    server.redis(&["XADD", TRADES, "1-0", "event_id", "same", "entity_id", "1"]).ok();
    let job = ResumableRun::new(&format!("{line}\n"));
    job.write_journal(&[SENT]);
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&1.into(), &0.into()));
    job.write_journal(&[SENT]);
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&0.into(), &1.into()));
    assert_eq!(server.length(TRADES), 2);
}

#[test]
fn a_trimmed_stream_is_reported_as_one_that_cannot_be_searched() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(1));
    job.write_journal(&[SENT]);
    for _ in 0..3 {
        server.redis(&["XADD", TRADES, "*", "f", "v"]).ok();
    }
    server.redis(&["XTRIM", TRADES, "MAXLEN", "=", "1"]).ok();
    job.publish("--resume")
        .server(&server)
        .code(1)
        .stderr_has("cannot determine whether line 1 is published")
        .check();
    assert_eq!(server.length(TRADES), 1);
}

#[test]
fn looking_up_large_entries_takes_little_memory() {
    const OTHERS: i64 = 1200;
    let server = Server::start();
    let script = "for i=1,tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'event_id', i, 'data', string.rep('x', 65536)) end";
    // Older than the run, so that the stream is known to be complete even if the server does not count entries.
    server.redis(&["XADD", TRADES, "1-0", "event_id", "0"]).ok();
    server.redis(&["EVAL", script, "1", TRADES, &(OTHERS - 1).to_string()]).ok();
    let job = ResumableRun::new(&event_lines(1000));
    job.write_journal(&[SENT]);
    let running = job.publish_with("--resume", &["--rate", "20"]).server(&server).spawn();
    eventually("the lookup is over", || server.length(TRADES) > OTHERS);
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!((1000..64_000).contains(&peak), "{peak} kB");
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

#[test]
fn a_journal_is_never_overwritten_or_mistaken() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(3));
    job.publish("--account").server(&server).ok();
    job.publish("--account")
        .server(&server)
        .code(2)
        .stderr_has("already exists\nhint: continue it with --resume")
        .check();
    astra(&["publish", "--from", "-", "--account", "none/account"])
        .server(&server)
        .code(2)
        .stderr("error: cannot write journal `none/account`: no such file or directory\n")
        .check();
    std::fs::write(job.path("in.ndjson"), event_lines(4)).unwrap();
    job.publish("--resume")
        .server(&server)
        .code(2)
        .stderr_has("bytes, but the one of the journal has")
        .check();
    std::fs::write(job.path("account"), "notes\n").unwrap();
    job.publish("--resume")
        .server(&server)
        .code(2)
        .stderr_has("is not a journal of astra publish")
        .check();
    assert_eq!(server.length(TRADES), 3);
}
