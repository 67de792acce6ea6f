//! A read-only context: it refuses every command that changes something, and no other.

use astra_testkit::{Server, eventually};

use super::home::Home;

const STREAM: &str = "astra.trading.tradeexecuted.v1";
const GROUP: &str = "revenue_trackers";
const LINE: &str = r#"{"event_type":"Trading.TradeExecuted","entity_id":"t1","data":{}}"#;

/// Every command that changes a server, in each of its forms.
const CHANGES: [&[&str]; 12] = [
    &["setup"],
    &["setup", "--wait-for-server=1s"],
    &["setup", "--prune", "--yes"],
    &["setup", "--prune", "--force", "--yes"],
    &["publish", "Trading.TradeExecuted", "--entity", "t1"],
    &["publish", "--from", "-"],
    &["publish", "--from", "-", "--ids"],
    &["pending", "claim", "--to", "other", "--group", GROUP, "--yes"],
    &["pending", "ack", "--group", GROUP, "--yes"],
    &["pending", "dead-letter", "--group", GROUP, "--yes"],
    &["pending", "purge-ghosts", "--group", GROUP, "--yes"],
    &["flow-test", "--context", "shared"],
];

/// The same commands without a change, and the commands that only read.
const LOOKS: [&[&str]; 14] = [
    &["setup", "--check"],
    &["setup", "--dry-run"],
    &["setup", "--prune", "--dry-run"],
    &["setup", "--validate"],
    &["setup", "export"],
    &["publish", "Trading.TradeExecuted", "--entity", "t1", "--check"],
    &["publish", "--from", "-", "--check"],
    &["pending", "--entries"],
    &["pending", "ack", "--group", GROUP, "--dry-run"],
    &["flow-test", "--context", "shared", "--dry-run"],
    &["lag"],
    &["services"],
    &["tail", "--no-follow"],
    &["context", "check"],
];

/// A server on which each of the changes has something to change: one group is missing, one is superfluous, one entry
/// is pending, and another one is a ghost.
fn scene() -> Server {
    let server = Server::start();
    for id in ["1-0", "2-0"] {
        server.redis(&["XADD", STREAM, id, "f", "v"]).ok();
    }
    server.redis(&["XGROUP", "CREATE", STREAM, GROUP, "0"]).ok();
    server.redis(&["XGROUP", "CREATE", STREAM, "retired", "$"]).ok();
    server.redis(&["XREADGROUP", "GROUP", GROUP, "c", "STREAMS", STREAM, ">"]).ok();
    server.redis(&["XDEL", STREAM, "2-0"]).ok();
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    server
}

fn home(server: &Server, more: &str) -> Home {
    Home::with(&format!(
        "active = \"shared\"\n[contexts.shared]\nurl = \"{}\"\n{more}\n",
        server.url()
    ))
}

/// The commands that the server has run and that it classifies as writing.
fn writes(server: &Server) -> Vec<String> {
    let stats = server.redis(&["INFO", "commandstats"]);
    let stats = stats.text();
    let name = |line: &str| Some(line.strip_prefix("cmdstat_")?.split(':').next()?.to_owned());
    stats.lines().filter_map(name).filter(|name| is_write(server, name)).collect()
}

fn is_write(server: &Server, command: &str) -> bool {
    let about = server.redis(&["COMMAND", "INFO", command]);
    about.items()[0].items()[2].texts().contains(&"write")
}

#[test]
fn every_change_is_refused_before_the_server_is_asked() {
    let server = scene();
    let home = home(&server, "read_only = true");
    for words in CHANGES.iter().copied().chain([&["setup", "--watch"][..]]) {
        home.astra(words)
            .stdin(LINE)
            .code(2)
            .stderr(
                "error: context `shared` is read-only: astra changes nothing there\n\
                 hint: --dry-run and --check work there; to change it, choose another context\n",
            )
            .check();
    }
    let stats = server.redis(&["INFO", "commandstats"]);
    let stats = stats.text();
    let asked: Vec<&str> = stats.lines().filter(|line| line.starts_with("cmdstat_")).collect();
    assert!(asked.iter().all(|line| line.contains("config|resetstat")), "{asked:?}");
}

#[test]
fn confirming_does_not_help() {
    let server = scene();
    let home = home(&server, "read_only = true\nproduction = true");
    home.astra(&["setup", "--confirm", "shared"]).code(2).stderr_has("is read-only").check();
    assert_eq!(writes(&server), Vec::<String>::new());
}

#[test]
fn reading_works_and_writes_nothing() {
    let server = scene();
    let home = home(&server, "read_only = true");
    for words in LOOKS {
        let run = home.astra(words).stdin(LINE).run();
        assert!(matches!(run.code, Some(0 | 1)), "{words:?}: {run:?}");
        assert!(!run.stderr.contains("read-only"), "{words:?}: {run:?}");
    }
    assert_eq!(writes(&server), Vec::<String>::new());
}

#[test]
fn without_read_only_each_of_these_changes_would_have_written() {
    for words in CHANGES {
        let server = scene();
        let run = home(&server, "").astra(words).stdin(LINE).run();
        assert!(matches!(run.code, Some(0 | 1)), "{words:?}: {run:?}");
        assert_ne!(writes(&server), Vec::<String>::new(), "{words:?}: {run:?}");
    }
    let server = scene();
    let home = home(&server, "");
    let _watch = home.astra(&["setup", "--watch"]).spawn();
    eventually("setup --watch writes", || !writes(&server).is_empty());
}
