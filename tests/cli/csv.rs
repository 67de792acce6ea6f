//! CSV holds what the other forms hold, or says beside it what it has no place for.

use crate::harness::{Run, Server, astra};

const STREAM: &str = "astra.x.y.v1";

/// The cells of the first row by the titles of their columns.
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
fn a_bound_is_told_from_an_exact_lag_and_loss() {
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
fn groups_with_nothing_pending_are_rows_too() {
    let server = Server::start();
    server.redis(&["XGROUP", "CREATE", STREAM, "g", "0", "MKSTREAM"]).ok();
    let run = astra(&["pending", "--group", "g", "-o", "csv"]).server(&server).ok();
    assert_eq!((cell(&run, "group"), cell(&run, "pending")), ("g".into(), "0".into()));
}

#[test]
fn what_setup_found_and_kept_is_said_beside_its_groups() {
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
        prune.stderr.contains("warning: keep `astra.trading.*`: its length is 1\n"),
        "{prune:?}"
    );
}

#[test]
fn reports_that_follow_each_other_have_one_header() {
    let server = Server::start();
    server.redis(&["XGROUP", "CREATE", "astra.trading.*", "old", "0", "MKSTREAM"]).ok();
    let mut watch = astra(&["setup", "--watch=100ms", "-o", "csv"]).server(&server).spawn();
    let is_last = |line: &str| line.starts_with("metrics_collectors,");
    watch.line_where(is_last);
    watch.stderr_line("(literal-pattern-stream)");
    for stream in ["astra.nft.giftsent.v1", "astra.nft.giftlost.v1"] {
        server.redis(&["XADD", stream, "1-0", "f", "v"]).ok();
        watch.line_where(is_last);
    }
    server.redis(&["XGROUP", "CREATE", "astra.nft.*", "old", "0", "MKSTREAM"]).ok();
    watch.stderr_line("`astra.nft.*`");
    watch.interrupt();
    let run = watch.finish();
    let headers = run.stdout.lines().filter(|line| line.starts_with("group,"));
    assert_eq!(headers.count(), 1, "{run:?}");
}
