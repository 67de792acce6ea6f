//! Tables on a terminal, in color: they fit its width and, if they refresh, its height.

use std::collections::HashSet;

use astra_testkit::Server;

use crate::harness::{Key, Terminal, astra, table_in};

const GROUP: &str = "some_group_of_readers";

/// Forty bindings that are up to date, and one with lag, which is the last one by name.
fn scene() -> Server {
    let server = Server::start();
    let mut streams: Vec<String> = (10..50).map(|n| format!("astra.domain.event{n}.v1")).collect();
    streams.push("astra.zzz.lasteventofall.v1".into());
    for stream in &streams {
        let start = if stream.contains("zzz") { "0" } else { "$" };
        server.redis(&["XADD", stream, "1700000000000-0", "f", "v"]).ok();
        server.redis(&["XGROUP", "CREATE", stream, GROUP, start]).ok();
    }
    server
}

/// The lines that were written, without colors and with trailing blanks.
fn written(terminal: &mut Terminal) -> Vec<String> {
    let raw = terminal.raw();
    let mut parts = raw.split("\x1b[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(char::is_alphabetic).map_or("", |(_, rest)| rest));
    }
    text.lines().map(str::to_owned).collect()
}

#[track_caller]
fn fits(words: &[&str], columns: u16, rows: u16, wanted: impl Fn(&str) -> bool) -> String {
    let server = scene();
    let mut terminal = astra(words).server(&server).terminal(columns, rows);
    let screen = terminal.wait_for("the whole table", wanted);
    assert!(terminal.raw().contains("\x1b[1m"), "not colored: {screen}");
    for line in written(&mut terminal) {
        assert!(line.chars().count() <= usize::from(columns), "{line:?}");
    }
    terminal.press(Key::CtrlC);
    screen
}

#[test]
fn colored_tables_fit_the_terminal() {
    let is_whole = |screen: &str| screen.contains("not delivered");
    for columns in [80, 100, 120] {
        fits(&["lag", "--only-lagging"], columns, 60, is_whole);
        fits(&["lag", "--group", GROUP], columns, 60, is_whole);
    }
}

#[test]
fn a_watched_table_keeps_its_titles_its_worst_rows_and_its_sum_on_the_screen() {
    let has_rates = |screen: &str| screen.contains("IN/S") && screen.contains("not delivered");
    let screen = fits(&["lag", "--watch=100ms", "--group", GROUP], 80, 24, has_rates);
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[0].starts_with("STATUS "), "{screen}");
    assert!(lines[1].starts_with("stalled ") && lines[2].starts_with("ok "), "{screen}");
    assert!(lines.contains(&"… and 22 more rows"), "{screen}");
    assert!(lines[22].starts_with("41 bindings: "), "{screen}");
}

#[test]
fn a_watched_table_is_never_cut_or_sorted_again_when_piped() {
    let server = scene();
    let mut watch = astra(&["lag", "--watch=100ms", "--group", GROUP]).server(&server).spawn();
    watch.line_where(|line| line.contains("STATUS"));
    for n in 10..50 {
        assert!(watch.line().contains(&format!("astra.domain.event{n}.v1")));
    }
    assert!(watch.line().contains("astra.zzz.lasteventofall.v1"));
}

const CLOSED: [&str; 2] = ["astra.trading.tradeclosed.v1", "astra.trading.positionclosed.v1"];

/// Streams of the catalog without groups: a row for each group that should exist.
fn without_groups() -> Server {
    let server = Server::start();
    for stream in CLOSED.iter().chain(&["astra.gamification.achievementunlocked.v1"]) {
        server.redis(&["XADD", stream, "1700000000000-0", "f", "v"]).ok();
    }
    server
}

#[test]
fn rows_of_the_catalog_differ_on_narrow_terminals() {
    let server = without_groups();
    for columns in [40, 60, 80, 100] {
        let mut terminal = astra(&["lag"]).server(&server).terminal(columns, 60);
        terminal.shows("not ok");
        let lines = written(&mut terminal);
        let rows = lines.iter().filter(|line| line.contains("unprovisioned  "));
        let rows: Vec<&String> = rows.collect();
        assert!(rows.len() > 15, "{lines:?}");
        assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len(), "{lines:?}");
        // On forty columns a row that wraps is better than one that looks like another.
        let fits = |row: &&String| columns < 60 || row.chars().count() <= columns.into();
        assert!(rows.iter().all(fits), "{lines:?}");
        terminal.finish();
    }
}

#[test]
fn planned_acknowledgments_differ_on_a_narrow_terminal() {
    let server = Server::start();
    for stream in CLOSED {
        server.redis(&["XADD", stream, "1700000000000-0", "f", "v"]).ok();
        server.redis(&["XGROUP", "CREATE", stream, "metrics_collectors", "0"]).ok();
        server.deliver(stream, "metrics_collectors", "worker-1", 1);
        let idle = ["XCLAIM", stream, "metrics_collectors", "worker-1", "0", "1700000000000-0"];
        server.redis(&[&idle[..], &["IDLE", "36000000", "RETRYCOUNT", "1"]].concat()).ok();
    }
    let words = ["pending", "ack", "--group", "metrics_collectors"];
    let mut terminal = astra(&words).server(&server).terminal(80, 24);
    let screen = terminal.shows("[y/N]");
    insta::assert_snapshot!(table_in(&screen, "ACTION"), @r"
    ACTION  STREAM                   GROUP               CONSUMER  ENTRIES  MIN IDLE
    ack     trading…sitionclosed.v1  metrics_collectors  worker-1        1       10h
    ack     trading.tradeclosed.v1   metrics_collectors  worker-1        1       10h
    ");
    terminal.press(Key::CtrlC);
}

#[test]
fn a_narrow_terminal_shows_losses_if_there_are_any() {
    let server = Server::start();
    let stream = "astra.gamification.achievementunlocked.v1";
    for id in ["1700000000000-1", "1700000000000-2", "1700000000000-3"] {
        server.redis(&["XADD", stream, id, "f", "v"]).ok();
    }
    server.redis(&["XGROUP", "CREATE", stream, "gamification_xp_processors", "0"]).ok();
    server
        .redis(&["XGROUP", "SETID", stream, "gamification_xp_processors", "1700000000000-1"])
        .ok();
    let words = ["lag", "--group", "gamification_xp_processors", stream];
    let mut terminal = astra(&words).server(&server).terminal(60, 24);
    assert!(!terminal.shows("not delivered").contains("LOST"));
    terminal.finish();
    server.redis(&["XTRIM", stream, "MAXLEN", "1"]).ok();
    let mut terminal = astra(&words).server(&server).terminal(60, 24);
    assert!(terminal.shows("not delivered").contains("LOST"));
    terminal.finish();
}

#[test]
fn a_watched_table_follows_the_size_of_its_terminal() {
    let server = scene();
    let words = ["lag", "--watch=100ms", "--group", GROUP];
    let mut terminal = astra(&words).server(&server).terminal(70, 12);
    let small = terminal.shows("… and ");
    assert!(!small.contains("HEADROOM"), "{small}");
    terminal.resize(160, 60);
    terminal.wait_for("all rows and columns", |screen| {
        screen.contains("HEADROOM")
            && screen.contains("not delivered")
            && !screen.contains("… and ")
    });
    terminal.resize(70, 12);
    terminal.wait_for("the title above as many rows as fit", |screen| {
        screen.starts_with("STATUS ") && screen.contains("… and ") && !screen.contains("HEADROOM")
    });
    terminal.press(Key::CtrlC);
}

#[test]
fn a_lost_server_leaves_the_titles_and_the_worst_row_on_the_screen() {
    let mut server = scene();
    let words = ["lag", "--watch=100ms", "--group", GROUP];
    let mut terminal = astra(&words).server(&server).terminal(80, 24);
    terminal.shows("IN/S");
    server.kill();
    let screen = terminal.wait_for("the warning", |screen| screen.contains("trying again in"));
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[0].starts_with("STATUS ") && lines[1].starts_with("stalled "), "{screen}");
    terminal.press(Key::CtrlC);
}

#[test]
fn the_flaws_of_many_instances_leave_room_for_their_states() {
    let server = Server::start();
    server.load((10..70).map(|n| {
        let (key, id) = (format!("service:trading:trading-{n}"), format!("trading-{n}"));
        let words = ["HSET", &key, "service_name", "trading", "instance_id", &id];
        let metadata = ["metadata", "[bad"];
        words.into_iter().chain(metadata).map(str::to_owned).collect::<Vec<_>>()
    }));
    let words = ["services", "--watch=100ms"];
    let mut terminal = astra(&words).server(&server).terminal(80, 24);
    let screen = terminal.shows("60 instances");
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[0].starts_with("SERVICE "), "{screen}");
    assert!(lines[1..9].iter().all(|line| line.starts_with("trading ")), "{screen}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("… and ")).count(), 2, "{screen}");
    terminal.press(Key::CtrlC);
}
