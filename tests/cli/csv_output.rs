//! CSV contains what the other formats contain; what has no column is reported on standard error.

use astra_testkit::Server;

use crate::harness::{Run, astra};

const STREAM: &str = "astra.x.y.v1";

/// The cells of the first row by column title.
#[track_caller]
fn cell(run: &Run, key: &str) -> String {
    let mut lines = run.stdout.lines().map(|line| line.split(','));
    let index = lines.next().unwrap().position(|title| title == key);
    lines.next().unwrap().nth(index.unwrap_or_else(|| panic!("no {key}: {run:?}"))).unwrap().into()
}

fn add(server: &Server, stream: &str, count: u64) {
    for ms in 1..=count {
        server.redis(&["XADD", stream, &format!("{ms}-0"), "f", "v"]).ok();
    }
}

#[test]
fn bounds_and_exact_values_differ_for_lag_and_loss() {
    let server = Server::start();
    add(&server, STREAM, 100);
    server.redis(&["XGROUP", "CREATE", STREAM, "g", "50-0"]).ok();
    let lag = |cap: &str| {
        let words = ["lag", "--group", "g", "--count-cap", cap, "-o", "csv"];
        let run = astra(&words).server(&server).ok();
        (cell(&run, "lag"), cell(&run, "lag_kind"))
    };
    assert_eq!(lag("100"), ("50".into(), "exact".into()));
    assert_eq!(lag("10"), ("10".into(), "at-least".into()));
    server.redis(&["XDEL", STREAM, "1-0", "60-0"]).ok();
    let run = astra(&["lag", "--group", "g", "-o", "csv"]).server(&server).ok();
    let json = astra(&["lag", "--group", "g", "-o", "json"]).server(&server).ok().json();
    assert_eq!(json["groups"][0]["lost_kind"], cell(&run, "lost_kind"), "{run:?}");
    assert_eq!(cell(&run, "lost_kind"), if server.has_counters() { "at-most" } else { "unknown" });
}

#[test]
fn the_columns_depend_only_on_the_flags_and_are_named_once() {
    let server = Server::start();
    let titles = |words: &[&str]| {
        let run = astra(&[words, &["-o", "csv"]].concat()).server(&server).run();
        run.stdout.lines().next().unwrap().to_owned()
    };
    let (lag, services) = (titles(&["lag"]), titles(&["services"]));
    let probed = format!("{services},probe");
    assert!(services.ends_with(",domain,flaws"), "{services}");
    assert_eq!(titles(&["services", "--probe"]), probed, "even without an instance");
    server.redis(&["HSET", "service:trading:1", "service_name", "trading"]).ok();
    assert_eq!((titles(&["services"]), titles(&["services", "--probe"])), (services, probed));

    server.create_group(STREAM, "g");
    let words = ["lag", "--group", "g", "--watch=100ms", "-o", "csv"];
    let mut watch = astra(&words).server(&server).spawn();
    let watched = watch.line();
    assert_eq!(watched, format!("{lag},rate_in,rate_out,catch_up_seconds"));
    for _ in 0..3 {
        let row = watch.line();
        assert!(row.starts_with("ok,"), "a second line of titles: {row}");
        assert_eq!(row.matches(',').count(), watched.matches(',').count(), "{row}");
    }
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}

#[test]
fn failures_of_a_flow_test_are_reported_beside_its_checks() {
    let server = Server::start();
    let words = ["flow-test", "--inject", "delay", "--deadline", "200ms", "-o", "csv"];
    let run = astra(&words).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let row = |check: &str| run.stdout.lines().find_map(|line| line.strip_prefix(check));
    assert!(row("in-time,").is_some_and(|row| !row.starts_with("129,129,")), "{run:?}");
    assert!(row("failures,").is_some_and(|row| !row.starts_with("0,0,")), "{run:?}");
    assert!(run.stderr.contains("warning: flow-test: Trading.TradeExecuted "), "{run:?}");
    assert!(run.stderr.contains(", later than 200ms; "), "{run:?}");
}

#[test]
fn groups_without_pending_entries_are_also_rows() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    let run = astra(&["pending", "--group", "g", "-o", "csv"]).server(&server).ok();
    assert_eq!((cell(&run, "group"), cell(&run, "pending")), ("g".into(), "0".into()));
}

#[test]
fn the_outcome_of_each_pending_entry_is_a_row_with_its_reason() {
    let server = Server::start();
    add(&server, STREAM, 2);
    server.redis(&["XGROUP", "CREATE", STREAM, "g", "0"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", STREAM, ">"]).ok();
    server.redis(&["SET", "{astra.x.y.v1}.dlq", "no stream"]).ok();
    let run = astra(&["pending", "dead-letter", STREAM, "-y", "-o", "csv"]).server(&server).run();
    assert_eq!((run.code, run.stdout.lines().count()), (Some(1), 3), "{run:?}");
    assert_eq!((cell(&run, "id"), cell(&run, "outcome")), ("1-0".into(), "failed".into()));
    assert_eq!(cell(&run, "reason"), "the key is not a stream");
    let run = astra(&["pending", "ack", STREAM, "-y", "-o", "csv"]).server(&server).ok();
    assert_eq!((cell(&run, "outcome"), cell(&run, "reason")), ("done".into(), String::new()));
}

#[test]
fn setup_reports_what_it_found_and_kept_beside_its_groups() {
    let server = Server::start();
    let literal = "astra.trading.*";
    server.redis(&["XADD", literal, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", literal, "old", "0"]).ok();
    let check = astra(&["setup", "--check", "-o", "csv"]).server(&server).run();
    assert_eq!((check.code, check.stdout.lines().count()), (Some(1), 18));
    assert!(check.stderr.contains("warning: `astra.trading.*`: "), "{check:?}");
    assert!(check.stderr.contains("(literal-pattern-stream)\n"), "{check:?}");
    let prune = astra(&["setup", "--prune", "--yes", "-o", "csv"]).server(&server).run();
    assert_eq!(prune.code, Some(1));
    assert!(
        prune.stderr.contains("warning: keep `astra.trading.*`: it has 1 entry\n"),
        "{prune:?}"
    );
}

#[test]
fn repeated_reports_have_one_header() {
    let server = Server::start();
    server.create_group("astra.trading.*", "old");
    let mut watch = astra(&["setup", "--watch=100ms", "-o", "csv"]).server(&server).spawn();
    let is_last = |line: &str| line.starts_with("metrics_collectors,");
    watch.line_where(is_last);
    watch.stderr_line("(literal-pattern-stream)");
    for stream in ["astra.nft.giftsent.v1", "astra.nft.giftlost.v1"] {
        server.redis(&["XADD", stream, "1-0", "f", "v"]).ok();
        watch.line_where(is_last);
    }
    server.create_group("astra.nft.*", "old");
    watch.stderr_line("`astra.nft.*`");
    watch.interrupt();
    let run = watch.finish();
    let headers = run.stdout.lines().filter(|line| line.starts_with("group,"));
    assert_eq!(headers.count(), 1, "{run:?}");
}
