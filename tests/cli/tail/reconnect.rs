//! A lost server: astra waits for it and continues, with no gap and no repeat.

use std::time::Duration;

use astra_testkit::Server;

use super::scene::{add, messages, next, tail, wait_until_reading};

#[test]
fn continues_after_a_crash_with_no_gap_and_no_repeat() {
    let mut server = Server::durable();
    let streams = ["astra.x.y.a", "astra.x.y.b"];
    for stream in streams {
        add(&server, stream, "1-0");
    }
    let mut running = tail(&server, &["--from", "0"]).spawn();
    let mut ids = vec![next(&mut running), next(&mut running)];
    for round in 0..3_u64 {
        wait_until_reading(&server);
        for n in 0..20 {
            add(&server, streams[n % 2], &format!("{}-{n}", 10 * round + 2));
        }
        ids.extend((0..7).map(|_| next(&mut running)));
        server.kill();
        running.stderr_line("reconnecting");
        server.restart();
        add(&server, streams[0], &format!("{}-0", 10 * round + 3));
        while !ids.contains(&format!("a:{}-0", 10 * round + 3)) {
            ids.push(next(&mut running));
        }
        running.stderr_line("reconnected after ");
    }
    let mut expected: Vec<String> = streams
        .iter()
        .flat_map(|stream| {
            let name = stream.rsplit('.').next().unwrap();
            let entries = server.redis(&["XRANGE", stream, "-", "+"]);
            let ids: Vec<String> = entries
                .items()
                .iter()
                .map(|entry| format!("{name}:{}", entry.items()[0].text()))
                .collect();
            ids
        })
        .collect();
    expected.sort();
    ids.sort();
    assert_eq!(ids, expected);
    assert_eq!(running.line_within(Duration::from_secs(3)), None, "an entry came twice");
}

#[test]
fn a_server_that_comes_back_empty_is_read_from_the_beginning() {
    let mut server = Server::start();
    add(&server, "astra.x.y.a", "100-0");
    let mut running = tail(&server, &["--from", "0"]).spawn();
    assert_eq!(next(&mut running), "a:100-0");
    wait_until_reading(&server);
    server.restart();
    running.stderr_line("reconnected after ");
    running.stderr_line("`astra.x.y.a` was deleted");
    add(&server, "astra.x.y.a", "5-0");
    assert_eq!(next(&mut running), "a:5-0");
}

#[test]
fn entries_that_came_and_went_during_an_outage_are_counted() {
    let mut server = Server::durable();
    add(&server, "astra.x.y.a", "1-0");
    let mut running = tail(&server, &["--from", "0"]).spawn();
    assert_eq!(next(&mut running), "a:1-0");
    wait_until_reading(&server);
    server.restart();
    let mut all: Vec<Vec<String>> = vec![vec!["MULTI".into()]];
    all.extend((2..=9).map(|ms| {
        ["XADD", "astra.x.y.a", "MAXLEN", "2", &format!("{ms}-0"), "n", "1"]
            .map(str::to_owned)
            .into()
    }));
    all.push(vec!["EXEC".into()]);
    server.load(all);
    assert_eq!([next(&mut running), next(&mut running)], ["a:8-0", "a:9-0"]);
    running.stderr_line(if server.has_counters() {
        "`astra.x.y.a`: 6 entries were trimmed before they were read"
    } else {
        "entries that are trimmed before they are read go unnoticed"
    });
}

#[test]
fn a_silent_server_is_waited_for() {
    let server = Server::start();
    add(&server, "astra.x.y.a", "1-0");
    let mut running = tail(&server, &["--timeout", "200ms"]).spawn();
    wait_until_reading(&server);
    server.freeze();
    running.stderr_line("did not reply within 700ms; reconnecting");
    server.thaw();
    add(&server, "astra.x.y.a", "2-0");
    assert_eq!(next(&mut running), "a:2-0");
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130));
    assert_eq!(messages(&run).len(), 2, "lost and back, once each: {}", run.stderr);
}

#[test]
fn a_lost_server_exits_3_without_follow() {
    let server = Server::start();
    server.load((1..200_000).map(|ms| {
        let text = "0123456789".repeat(20);
        ["XADD".into(), "astra.x.y.a".into(), format!("{ms}-0"), "n".into(), text]
    }));
    let program = env!("CARGO_BIN_EXE_astra");
    let script = format!(
        "{{ '{program}' tail --no-follow --from 0 -o json; echo \"code $?\" >&2; }} |
         {{ head -n 1 >/dev/null; kill -9 {}; cat >/dev/null; }}",
        server.pid()
    );
    let run = crate::harness::run_of("/bin/sh", &["-c", &script]).server(&server).run();
    assert!(run.stderr.starts_with("error: lost the connection to Redis"), "{run:?}");
    assert!(run.stderr.ends_with("code 3\n"), "{run:?}");
}
