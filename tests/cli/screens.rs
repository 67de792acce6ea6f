//! Tables on a terminal, in colour: within its width and, where they come again and again, its height.

use crate::harness::{Key, Server, Terminal, astra};

const GROUP: &str = "some_group_of_readers";

/// Forty bindings that are up to date, and behind them by name one that trails.
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

/// The lines that were written, colours taken out and blanks kept.
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
    assert!(terminal.raw().contains("\x1b[1m"), "it is coloured: {screen}");
    for line in written(&mut terminal) {
        assert!(line.chars().count() <= usize::from(columns), "{line:?}");
    }
    terminal.press(Key::CtrlC);
    screen
}

#[test]
fn coloured_tables_fit_the_terminal() {
    let is_whole = |screen: &str| screen.contains("not delivered");
    for columns in [80, 100, 120] {
        fits(&["lag", "--only-lagging"], columns, 60, is_whole);
        fits(&["lag", "--group", GROUP], columns, 60, is_whole);
    }
}

#[test]
fn a_watched_table_keeps_its_title_its_worst_rows_and_its_sum_on_the_screen() {
    let has_rates = |screen: &str| screen.contains("IN/S") && screen.contains("not delivered");
    let screen = fits(&["lag", "--watch=100ms", "--group", GROUP], 80, 24, has_rates);
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[0].starts_with("STATUS "), "{screen}");
    assert!(lines[1].starts_with("stalled ") && lines[2].starts_with("ok "), "{screen}");
    assert!(lines.contains(&"… and 22 more rows"), "{screen}");
    assert!(lines[22].starts_with("41 bindings: "), "{screen}");
}

#[test]
fn a_watched_table_is_never_cut_nor_sorted_anew_when_piped() {
    let server = scene();
    let mut watch = astra(&["lag", "--watch=100ms", "--group", GROUP]).server(&server).spawn();
    watch.line_where(|line| line.contains("STATUS"));
    for n in 10..50 {
        assert!(watch.line().contains(&format!("astra.domain.event{n}.v1")));
    }
    assert!(watch.line().contains("astra.zzz.lasteventofall.v1"));
}
