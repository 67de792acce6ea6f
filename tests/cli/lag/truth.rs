//! Lag, status and loss of streams with different histories. The tests of the bus hold the whole table of histories, on
//! every version of the server.

use astra_testkit::{Server, script};
use serde_json::Value;

use super::scene::row;
use crate::harness::astra;

/// The history of a stream, and what its group `g` has lost: the number, and how well it is known.
struct Case {
    name: &'static str,
    script: &'static str,
    lost: u64,
    lost_kind: &'static str,
    status: &'static str,
}

const fn case(
    name: &'static str,
    script: &'static str,
    (lost, lost_kind): (u64, &'static str),
    status: &'static str,
) -> Case {
    Case { name, script, lost, lost_kind, status }
}

/// Entries are 1-0, 2-0, …; only `READ` delivers entries.
const CASES: [Case; 12] = [
    case("nothing read", "ADD 1..10; XGROUP CREATE K g 0", (0, "exact"), "stalled"),
    case("read all", "ADD 1..10; XGROUP CREATE K g 0; READ 10", (0, "exact"), "ok"),
    case("created beyond the end", "ADD 1..10; XGROUP CREATE K g 20-0", (0, "exact"), "ahead"),
    case(
        "undelivered one deleted",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XDEL K 5-0",
        (1, "at-most"),
        "lagging",
    ),
    case(
        "last-delivered one deleted",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XDEL K 2-0",
        (0, "unknown"),
        "lagging",
    ),
    case(
        "the rest deleted",
        "ADD 1..5; XGROUP CREATE K g 0; READ 2; XDEL K 3-0 4-0 5-0",
        (3, "at-most"),
        "ok",
    ),
    case(
        "read and unread deleted",
        "ADD 1..4; XGROUP CREATE K g 0; READ 2; XDEL K 1-0 2-0 3-0",
        (1, "at-most"),
        "lost",
    ),
    case(
        "trimmed past",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; READ 2; XTRIM K MAXLEN 3",
        (5, "exact"),
        "lost",
    ),
    case(
        "wrong counter, then trimmed past",
        "ADD 1..10; XGROUP CREATE K g 4-0 ENTRIESREAD 9; XTRIM K MAXLEN 3",
        (3, "unknown"),
        "stalled",
    ),
    case(
        "trimmed past, then read",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XTRIM K MAXLEN 3; READ 10",
        (5, "unknown"),
        "ok",
    ),
    case(
        "wrong counter in the middle",
        "ADD 1..10; XGROUP CREATE K g 4-0 ENTRIESREAD 9",
        (0, "exact"),
        "stalled",
    ),
    case(
        "stream counter set by hand, nothing read",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; XSETID K 50-0 ENTRIESADDED 40",
        (30, "at-most"),
        "stalled",
    ),
];

#[test]
fn the_report_has_lag_status_and_loss_of_each_history() {
    let server = &Server::start();
    let is_counted = server.has_counters();
    for (index, case) in CASES.iter().enumerate() {
        script(server, &stream(index), case.script);
    }
    let report = astra(&["lag", "--group", "g", "-o", "json"]).server(server).ok().json();
    assert_eq!(report["groups"].as_array().unwrap().len(), CASES.len());
    let mut total = 0;
    for (index, case) in CASES.iter().enumerate() {
        let row = row(&report, &stream(index));
        let truth = undelivered(server, &stream(index));
        assert_eq!(row["lag"], truth, "{}: {row}", case.name);
        assert_eq!(row["lag_kind"], "exact", "{}: {row}", case.name);
        assert_eq!(
            row["lag_server"],
            lag_of_the_server(server, &stream(index)),
            "{}: {row}",
            case.name
        );
        if is_counted {
            assert_eq!(row["status"], case.status, "{}: {row}", case.name);
            assert_loss(case, row);
        } else {
            // Nothing there proves a loss, so none is reported.
            let status = if case.status == "lost" { without_loss(truth) } else { case.status };
            assert_eq!(row["status"], status, "{}: {row}", case.name);
            assert_eq!(row["lost"], Value::Null, "{}: {row}", case.name);
            assert_eq!(row["lost_kind"], "unknown", "{}: {row}", case.name);
        }
        total += truth;
    }
    assert_eq!(report["totals"]["lag"], total);
    assert_eq!(report["totals"]["lag_kind"], "exact");
    assert_eq!(report["totals"]["groups"], CASES.len());
}

fn without_loss(lag: u64) -> &'static str {
    if lag == 0 { "ok" } else { "lagging" }
}

fn stream(index: usize) -> String {
    format!("astra.lagtruth.case{index:02}.v1")
}

/// The entries after the group's cursor, counted one by one.
fn undelivered(server: &Server, stream: &str) -> u64 {
    let groups = server.redis(&["XINFO", "GROUPS", stream]);
    let cursor = groups.items()[0].field("last-delivered-id").text().to_owned();
    server.redis(&["XRANGE", stream, &format!("({cursor}"), "+"]).items().len() as u64
}

fn lag_of_the_server(server: &Server, stream: &str) -> Value {
    let groups = server.redis(&["XINFO", "GROUPS", stream]);
    let lag = groups.items()[0].find("lag");
    lag.filter(|lag| !lag.is_nil()).map_or(Value::Null, |lag| lag.int().into())
}

#[track_caller]
fn assert_loss(case: &Case, row: &Value) {
    assert_eq!(row["lost_kind"], case.lost_kind, "{}: {row}", case.name);
    match case.lost_kind {
        "exact" => assert_eq!(row["lost"], case.lost, "{}: {row}", case.name),
        "at-most" => assert!(row["lost"].as_u64().unwrap() >= case.lost, "{}: {row}", case.name),
        _ => assert_eq!(row["lost"], Value::Null, "{}: {row}", case.name),
    }
}

#[test]
fn a_long_lag_is_counted_from_the_shorter_side_or_is_a_lower_bound() {
    let server = Server::start();
    let streams = ["astra.long.head.v1", "astra.long.tail.v1", "astra.long.middle.v1"];
    for stream in streams {
        server.load((1..=5000).map(|ms| {
            ["XADD".into(), stream.to_owned(), format!("{ms}-0"), "f".into(), "v".into()]
        }));
    }
    script(&server, streams[0], "XGROUP CREATE K g 5-0");
    script(&server, streams[1], "XGROUP CREATE K g 4993-0");
    script(&server, streams[2], "XGROUP CREATE K g 2500-0");
    let report = astra(&["lag", "--group", "g", "--count-cap", "1500", "-o", "json"])
        .server(&server)
        .ok()
        .json();
    // astra counts the other side only if it would notice a trim during the count.
    let head = if server.has_counters() { (4995, "exact") } else { (1500, "at-least") };
    for (stream, (lag, kind)) in
        [(streams[0], head), (streams[1], (7, "exact")), (streams[2], (1500, "at-least"))]
    {
        let row = row(&report, stream);
        assert_eq!((&row["lag"], &row["lag_kind"]), (&lag.into(), &kind.into()), "{row}");
    }
    assert_eq!(row(&report, streams[2])["headroom"], Value::Null);
    assert_eq!(row(&report, streams[2])["headroom_reason"], "the lag is not known exactly");
    assert_eq!(report["totals"]["lag"], head.0 + 7 + 1500);
    assert_eq!(report["totals"]["lag_kind"], "at-least");
    let exact = astra(&["lag", "--group", "g", "--count-cap", "2500", "-o", "json"])
        .server(&server)
        .ok()
        .json();
    assert_eq!(row(&exact, streams[2])["lag"], 2500);
    assert_eq!(row(&exact, streams[2])["lag_kind"], "exact");
}
