//! Following: new entries, new streams, streams that vanish, and how following ends.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use astra_testkit::{Server, eventually, signal};

use super::scene::{add, messages, next, tail, wait_until_reading};
use crate::harness::{astra, rfc3339};

/// A new stream has to show within this time.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn without_a_start_it_shows_new_entries() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    add(&server, "astra.x.y.a", "2-0");
    assert_eq!(next(&mut running), "a:2-0");
    add(&server, "astra.x.y.a", "2-1");
    assert_eq!(next(&mut running), "a:2-1");
    running.interrupt();
    let run = running.finish();
    assert_eq!((run.code, run.stdout.lines().count(), messages(&run)), (Some(130), 2, vec![]));
}

#[test]
fn history_continues_with_new_entries_without_a_gap() {
    let server = Server::start();
    for ms in 1..=5 {
        add(&server, "astra.x.y.a", &format!("{ms}-0"));
    }
    let mut running = tail(&server, &["-n", "2"]).spawn();
    assert_eq!([next(&mut running), next(&mut running)], ["a:4-0", "a:5-0"]);
    wait_until_reading(&server);
    add(&server, "astra.x.y.a", "6-0");
    assert_eq!(next(&mut running), "a:6-0");
}

#[test]
fn a_new_stream_appears_within_five_seconds_from_its_first_entry() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    let made = Instant::now();
    add(&server, "astra.x.y.new", "1-0");
    add(&server, "astra.x.y.new", "2-0");
    assert_eq!(next(&mut running), "new:1-0");
    assert!(made.elapsed() < SOON, "{:?}", made.elapsed());
    assert_eq!(next(&mut running), "new:2-0");
    add(&server, "astra.x.y.new", "3-0");
    assert_eq!(next(&mut running), "new:3-0");
}

#[test]
fn waits_for_a_pattern_that_matches_nothing_yet() {
    let server = Server::start();
    let mut running = tail(&server, &["astra.later.*", "--count", "1"]).spawn();
    running.stderr_line("pattern `astra.later.*` matches no stream; waiting for one");
    add(&server, "astra.later.x.v1", "1-0");
    add(&server, "astra.other.x.v1", "1-0");
    assert_eq!(next(&mut running), "v1:1-0");
    assert_eq!(running.finish().code, Some(0));
}

#[test]
fn count_can_end_it_in_the_middle_of_a_reply() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    let running = tail(&server, &["--count", "3"]).spawn();
    wait_until_reading(&server);
    let commands = (2..=9).map(|ms| {
        ["XADD".into(), "astra.x.y.a".into(), format!("{ms}-0"), "n".into(), "1".to_owned()]
    });
    let mut all: Vec<Vec<String>> = vec![vec!["MULTI".into()]];
    all.extend(commands.map(Vec::from));
    all.push(vec!["EXEC".into()]);
    server.load(all);
    let run = running.finish();
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 3));
}

#[test]
fn more_entries_than_fit_one_reply_come_in_order_and_once() {
    let server = Server::start();
    for stream in ["astra.x.y.a", "astra.x.y.b"] {
        add(&server, stream, "1-0");
    }
    let running = tail(&server, &["--count", "24000"]).spawn();
    wait_until_reading(&server);
    let mut all: Vec<Vec<String>> = vec![vec!["MULTI".into()]];
    all.extend((0..24_000).map(|n| {
        let stream = if n < 12_000 { "astra.x.y.a" } else { "astra.x.y.b" };
        vec![
            "XADD".into(),
            stream.into(),
            format!("{}-0", 2 + n % 12_000),
            "n".into(),
            n.to_string(),
        ]
    }));
    all.push(vec!["EXEC".into()]);
    server.load(all);
    let run = running.finish();
    let places: Vec<(u64, String)> = run
        .json_lines()
        .iter()
        .map(|line| {
            let id = line["id"].as_str().unwrap();
            (
                id.split('-').next().unwrap().parse().unwrap(),
                line["stream"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(places.len(), 24_000);
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "not sorted, or a repeat");
}

#[test]
fn reports_how_many_entries_were_trimmed_before_they_were_read() {
    let server = Server::start();
    for ms in 1..=2 {
        add(&server, "astra.x.y.a", &format!("{ms}-0"));
    }
    let mut running = tail(&server, &["--from", "0"]).spawn();
    assert_eq!([next(&mut running), next(&mut running)], ["a:1-0", "a:2-0"]);
    wait_until_reading(&server);
    let mut all: Vec<Vec<String>> = vec![vec!["MULTI".into()]];
    all.extend((3..=10).map(|ms| {
        ["XADD", "astra.x.y.a", "MAXLEN", "3", &format!("{ms}-0"), "n", "1"]
            .map(str::to_owned)
            .into()
    }));
    all.push(vec!["EXEC".into()]);
    server.load(all);
    assert_eq!(
        [next(&mut running), next(&mut running), next(&mut running)],
        ["a:8-0", "a:9-0", "a:10-0"]
    );
    running.stderr_line(if server.has_counters() {
        "`astra.x.y.a`: 5 entries were trimmed before they were read"
    } else {
        "entries that are trimmed before they are read go unnoticed"
    });
}

#[test]
fn a_stream_that_starts_over_with_lower_ids_is_read_from_its_beginning() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "100-0");
    let mut running = tail(&server, &["--from", "0"]).spawn();
    assert_eq!(next(&mut running), "a:100-0");
    wait_until_reading(&server);
    server.load([
        vec!["MULTI"],
        vec!["DEL", "astra.x.y.a"],
        vec!["XADD", "astra.x.y.a", "7-0", "n", "1"],
        vec!["XADD", "astra.x.y.a", "8-0", "n", "1"],
        vec!["EXEC"],
    ]);
    assert_eq!([next(&mut running), next(&mut running)], ["a:7-0", "a:8-0"]);
    running
        .stderr_line("`astra.x.y.a` was deleted and created again: reading it from its beginning");
    add(&server, "astra.x.y.a", "9-0");
    assert_eq!(next(&mut running), "a:9-0");
}

#[test]
fn a_stream_that_starts_over_with_low_and_high_ids_is_shown_whole_and_once() {
    let server = Server::start();
    for ms in [50, 60, 70] {
        add(&server, "astra.x.y.a", &format!("{ms}-0"));
    }
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    server.load([
        vec!["MULTI"],
        vec!["DEL", "astra.x.y.a"],
        vec!["XADD", "astra.x.y.a", "7-0", "n", "1"],
        vec!["XADD", "astra.x.y.a", "80-0", "n", "1"],
        vec!["EXEC"],
    ]);
    assert_eq!(next(&mut running), "a:80-0");
    assert_eq!(next(&mut running), "a:7-0");
    running.stderr_line("was deleted and created again");
    assert_eq!(running.line_within(Duration::from_secs(4)), None, "an entry was shown twice");
}

#[test]
fn a_flushed_server_is_reported_and_read_further() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "100-0");
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    server.redis(&["FLUSHALL"]).ok();
    running.stderr_line("`astra.x.y.a` was deleted");
    add(&server, "astra.x.y.a", "1-0");
    assert_eq!(next(&mut running), "a:1-0");
}

#[test]
fn a_stream_that_becomes_another_type_is_reported_once_and_hides_nothing_else() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    add(&server, "astra.x.y.b", "1-0");
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    server.redis(&["SET", "astra.x.y.a", "text"]).ok();
    running.stderr_line("cannot read `astra.x.y.a`: the key is not a stream");
    add(&server, "astra.x.y.b", "2-0");
    assert_eq!(next(&mut running), "b:2-0");
    running.interrupt();
    assert_eq!(messages(&running.finish()).len(), 1);
}

#[test]
fn until_a_future_time_it_follows_and_then_ends() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    let until = now_ms(&server) + 3000;
    let until = rfc3339(until);
    let mut running = tail(&server, &["--until", &until]).spawn();
    wait_until_reading(&server);
    server.redis(&["XADD", "astra.x.y.a", "*", "n", "1"]).ok();
    server.redis(&["XADD", "astra.x.y.a", "99999999999999-0", "n", "1"]).ok();
    running.line();
    let run = running.finish();
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 1));
}

/// A search finds a new stream only seconds later, and this one comes after the last search.
#[test]
fn until_a_future_time_a_stream_that_appears_last_is_shown() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let until = now_ms(&server) + 2300;
    let running = tail(&server, &["--until", &rfc3339(until)]).spawn();
    eventually("it has searched at its start and once more", || {
        server.redis(&["INFO", "commandstats"]).text().contains("cmdstat_scan:calls=2,")
    });
    add(&server, "astra.x.y.new", &format!("{until}-0"));
    add(&server, "astra.x.y.new", &format!("{}-0", until + 1));
    let run = running.finish();
    let shown: Vec<String> = run.json_lines().iter().map(super::scene::place).collect();
    assert_eq!((run.code, shown), (Some(0), vec![format!("new:{until}-0")]));
}

fn now_ms(server: &Server) -> u64 {
    let time = server.redis(&["TIME"]);
    let part = |index: usize| time.items()[index].text().parse::<u64>().unwrap();
    part(0) * 1000 + part(1) / 1000
}

#[test]
fn never_writes_and_never_uses_a_group() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    server.redis(&["XGROUP", "CREATE", "astra.x.y.a", "g", "0"]).ok();
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let mut running = tail(&server, &["--from", "0", "--grep", "n"]).spawn();
    assert_eq!(next(&mut running), "a:1-0");
    wait_until_reading(&server);
    eventually("it searches twice", || {
        let stats = server.redis(&["INFO", "commandstats"]);
        stats.text().lines().any(|line| {
            line.starts_with("cmdstat_scan:calls=") && !line.starts_with("cmdstat_scan:calls=1,")
        })
    });
    let stats = server.redis(&["INFO", "commandstats"]).text().to_owned();
    let mut used: Vec<&str> = stats
        .lines()
        .filter_map(|line| line.strip_prefix("cmdstat_")?.split(':').next())
        .filter(|name| {
            !matches!(
                *name,
                "info"
                    | "config"
                    | "config|resetstat"
                    | "client|setinfo"
                    | "cluster"
                    | "cluster|slots"
                    | "hello"
            )
        })
        .collect();
    used.sort_unstable();
    // From Redis 7.2 on, a read that still wait_until_reading is not counted yet; 6.2 does not count subcommands.
    used.retain(|name| *name != "xread");
    let xinfo = if server.has_counters() { "xinfo|stream" } else { "xinfo" };
    assert_eq!(used, ["role", "scan", "time", xinfo, "xrange"]);
    assert_eq!(server.redis(&["XPENDING", "astra.x.y.a", "g"]).items()[0].int(), 0);
}

#[test]
fn a_reader_that_closes_the_pipe_ends_it_quietly() {
    let server = Server::start();
    server.load((1..50_000).map(|ms| {
        ["XADD".into(), "astra.x.y.a".into(), format!("{ms}-0"), "n".into(), "1".to_owned()]
    }));
    let program = env!("CARGO_BIN_EXE_astra");
    let script =
        format!("{{ '{program}' tail --from 0 -o json; echo \"code $?\" >&2; }} | head -n 2");
    let run = crate::harness::run_of("/bin/sh", &["-c", &script]).server(&server).run();
    assert_eq!((run.stdout.lines().count(), &*run.stderr), (2, "code 0\n"));
}

#[test]
fn an_interrupt_ends_it_even_if_nobody_reads_its_output() {
    let server = Server::start();
    server.load((1..50_000).map(|ms| {
        ["XADD".into(), "astra.x.y.a".into(), format!("{ms}-0"), "n".into(), "1".to_owned()]
    }));
    let mut child = Command::new(env!("CARGO_BIN_EXE_astra"))
        .args(["tail", "--from", "0", "-o", "json"])
        .env_clear()
        .env("ASTRA_REDIS_URL", server.url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    eventually("it has read more than a pipe holds", || {
        let stats = server.redis(&["INFO", "commandstats"]).text().to_owned();
        let calls = stats.lines().find_map(|line| line.strip_prefix("cmdstat_xrange:calls="));
        calls.is_some_and(|line| line.split(',').next().unwrap().parse::<u64>().unwrap() >= 4)
    });
    assert!(signal("INT", child.id()));
    let mut code = None;
    eventually("it ends", || {
        code = child.try_wait().unwrap();
        code.is_some()
    });
    assert_eq!(code.unwrap().code(), Some(130));
}

#[test]
fn ten_thousand_streams_are_followed() {
    let server = Server::start();
    server.load((0..10_000).map(|n| {
        ["XADD".into(), format!("astra.x.y.s{n}"), "1-0".into(), "n".into(), "1".to_owned()]
    }));
    let mut running = tail(&server, &[]).spawn();
    wait_until_reading(&server);
    add(&server, "astra.x.y.s77", "2-0");
    add(&server, "astra.x.y.s9999", "3-0");
    assert_eq!([next(&mut running), next(&mut running)], ["s77:2-0", "s9999:3-0"]);
}

#[test]
fn help_ends_with_examples() {
    let run = astra(&["tail", "--help"]).ok();
    let (_, examples) = run.stdout.split_once("Examples:\n").unwrap();
    assert!(examples.lines().all(|line| line.starts_with("  astra ")));
}
