//! Existing entries: their order, the bounds of a range, and how many are shown.

use astra_testkit::Server;

use super::scene::{add, next, shown, tail, wait_until_reading};
use crate::harness::astra;

#[test]
fn merges_streams_by_id_and_then_by_name() {
    let server = Server::start();
    for (stream, id) in [
        ("astra.x.y.b", "1-0"),
        ("astra.x.y.a", "1-1"),
        ("astra.x.y.a", "2-0"),
        ("astra.x.y.b", "2-0"),
        ("astra.x.y.c", "2-0"),
        ("astra.x.y.b", "10-0"),
        ("astra.x.y.a", "9-18446744073709551615"),
    ] {
        add(&server, stream, id);
    }
    assert_eq!(
        shown(&server, &["--no-follow", "--from", "0"]),
        ["b:1-0", "a:1-1", "a:2-0", "b:2-0", "c:2-0", "a:9-18446744073709551615", "b:10-0"]
    );
}

#[test]
fn a_range_includes_both_of_its_ends() {
    let server = Server::start();
    for ms in 1_700_000_000_000_u64..1_700_000_000_010 {
        add(&server, "astra.x.y.a", &format!("{ms}-0"));
        add(&server, "astra.x.y.a", &format!("{ms}-7"));
    }
    let ids = shown(
        &server,
        &["--since", "2023-11-14T22:13:20.003Z", "--until", "2023-11-14T22:13:20.004Z"],
    );
    assert_eq!(
        ids,
        ["a:1700000000003-0", "a:1700000000003-7", "a:1700000000004-0", "a:1700000000004-7",]
    );
    let ids = shown(&server, &["--no-follow", "--from", "1700000000009-7"]);
    assert_eq!(ids, ["a:1700000000009-7"]);
    assert_eq!(shown(&server, &["--no-follow", "--from", "1700000000009-8"]), Vec::<String>::new());
}

#[test]
fn shows_the_last_entries_of_all_streams_together() {
    let server = Server::start();
    for ms in 1..=30 {
        add(&server, ["astra.x.y.a", "astra.x.y.b", "astra.x.y.c"][ms % 3], &format!("{ms}-0"));
    }
    assert_eq!(
        shown(&server, &["--no-follow", "-n", "4"]),
        ["a:27-0", "b:28-0", "c:29-0", "a:30-0"]
    );
    assert_eq!(shown(&server, &["--no-follow"]).len(), 10);
    assert_eq!(shown(&server, &["--no-follow", "--last", "100"]).len(), 30);
    assert_eq!(shown(&server, &["--no-follow", "-n", "2", "astra.x.y.b"]), ["b:25-0", "b:28-0"]);
    assert!(shown(&server, &["--no-follow", "-n", "0"]).is_empty());
}

#[test]
fn the_last_entries_may_end_between_streams_with_the_same_id() {
    let server = Server::start();
    for stream in ["astra.x.y.a", "astra.x.y.b", "astra.x.y.c"] {
        add(&server, stream, "5-0");
    }
    assert_eq!(shown(&server, &["--no-follow", "-n", "2"]), ["b:5-0", "c:5-0"]);
}

#[test]
fn stops_after_the_requested_count() {
    let server = Server::start();
    for ms in 1..=9 {
        add(&server, "astra.x.y.a", &format!("{ms}-0"));
    }
    assert_eq!(shown(&server, &["--from", "3", "--count", "2"]), ["a:3-0", "a:4-0"]);
}

#[test]
fn every_entry_of_many_pages_is_shown_once() {
    let server = Server::start();
    let id = |n: usize| format!("{}-{}", n / 3 + 1, n % 3);
    server.load((0..12_345).map(|n| {
        ["XADD".into(), format!("astra.x.y.s{}", n % 2), id(n), "n".into(), n.to_string()]
    }));
    let lines = tail(&server, &["--no-follow", "--from", "0"]).ok().json_lines();
    assert_eq!(lines.len(), 12_345);
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(
            (line["id"].as_str(), line["fields"]["n"].as_str()),
            (Some(&*id(n)), Some(&*n.to_string()))
        );
    }
}

#[test]
fn ten_thousand_streams_are_merged() {
    let server = Server::start();
    server.load((0..30_000).map(|n| {
        let stream = format!("astra.x.y.s{:05}", (n * 7919) % 10_000);
        ["XADD".into(), stream, format!("{}-0", n + 1), "n".into(), n.to_string()]
    }));
    let ids = shown(&server, &["--no-follow", "--from", "0"]);
    assert_eq!(ids.len(), 30_000);
    let numbers: Vec<u64> =
        ids.iter().map(|place| place.split([':', '-']).nth(1).unwrap().parse().unwrap()).collect();
    assert!(numbers.is_sorted());
    assert_eq!(shown(&server, &["--no-follow", "-n", "3"]).len(), 3);
}

#[test]
fn a_pattern_that_matches_nothing_is_reported() {
    let server = Server::start();
    astra(&["tail", "--no-follow", "astra.nobody.*"])
        .server(&server)
        .stderr("warning: pattern `astra.nobody.*` matches no stream\n")
        .check();
}

#[test]
fn a_key_of_another_type_hides_no_stream() {
    let server = Server::start();
    server.redis(&["SET", "astra.x.y.a", "text"]).ok();
    add(&server, "astra.x.y.b", "1-0");
    assert_eq!(shown(&server, &["--no-follow", "--from", "0"]), ["b:1-0"]);
}

#[test]
fn usage_errors_exit_2_and_name_the_error() {
    let server = Server::start();
    for (arguments, text) in [
        (&["-o", "yaml"][..], "tail prints only `table` or `json`"),
        (&["-o", "csv"], "tail prints only `table` or `json`"),
        (&["--from", "17-x"], "`17-x` is not an entry ID"),
        (&["--since", "soon"], "`soon` is not a time"),
        (&["--grep", "("], "regex"),
        (&["--where", ".a >"], "`.a >` is not a jq expression"),
        (&["--from", "0", "--since", "1h"], "cannot be used with"),
        (&["--count", "0"], "0"),
    ] {
        let words: Vec<&str> = ["tail"].iter().chain(arguments).copied().collect();
        astra(&words).server(&server).code(2).stderr_has(text).check();
    }
}

#[test]
fn a_server_that_is_unreachable_at_the_start_exits_3() {
    astra(&["tail", "--url", "unix:///nowhere/redis.sock"])
        .code(3)
        .stderr_has("error: cannot reach Redis at /nowhere/redis.sock")
        .check();
}

#[test]
fn logs_in_with_the_password_of_the_url_and_selects_its_database() {
    let server = Server::with(&["--requirepass", "s3cret"]);
    let mut client = server.client();
    for command in
        [&["AUTH", "s3cret"][..], &["SELECT", "2"], &["XADD", "astra.x.y.a", "1-0", "n", "1"]]
    {
        assert!(!client.command(command).unwrap().is_error());
    }
    let url = |password| format!("unix://{}?pass={password}&db=2", server.socket().display());
    let run =
        astra(&["tail", "--no-follow", "-o", "json"]).env("ASTRA_REDIS_URL", url("s3cret")).ok();
    assert_eq!(run.json_lines()[0]["id"], "1-0");
    astra(&["tail", "--no-follow"])
        .env("ASTRA_REDIS_URL", url("wrong"))
        .code(3)
        .stderr_has("cannot log in")
        .check();
}

#[test]
fn an_unreadable_stream_is_a_failure() {
    let server = Server::start();
    for stream in ["astra.x.y.a", "astra.x.y.b"] {
        add(&server, stream, "1-0");
    }
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.x.y.a", "+@all"]).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    for words in [&["--no-follow"][..], &["--from", "0", "--count", "1"]] {
        let run = astra(&[&["tail", "--url", &url], words].concat()).run();
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
        assert!(run.stderr.contains("warning: cannot read `astra.x.y.b`: NOPERM"), "{run:?}");
    }
}

/// Without reading backwards nobody knows which entries are the last ones. That is no reason to show all.
#[test]
fn last_fails_on_a_stream_that_may_not_be_read_backwards() {
    let server = Server::start();
    for id in ["1-0", "2-0"] {
        add(&server, "astra.x.y.a", id);
    }
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~*", "+@all", "-xrevrange"]).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    let words = ["tail", "--url", &url, "-o", "json", "-n", "1"];
    let run = astra(&[&words[..], &["--no-follow"]].concat()).run();
    assert_eq!((run.code, &*run.stdout), (Some(1), ""), "{run:?}");
    assert!(run.stderr.contains("warning: cannot read `astra.x.y.a`: NOPERM"), "{run:?}");
    assert!(run.stderr.contains("hint: allow it with ACL SETUSER op +xrevrange, "), "{run:?}");
    let mut running = astra(&words).spawn();
    running.stderr_line("cannot read `astra.x.y.a`: NOPERM");
    wait_until_reading(&server);
    add(&server, "astra.x.y.a", "3-0");
    assert_eq!(next(&mut running), "a:3-0", "new entries are still followed");
}
