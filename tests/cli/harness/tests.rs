//! The harness shown to work, and to fail where it must.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::Duration,
};

use super::{
    Key, Reply, Server, VERSIONS, eventually, eventually_within, on_each_version, run_of, signal,
    version, versions,
};

/// What a check that fails says; panics when it does not fail.
fn complaint(check: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(check)).expect_err("this passed");
    versions::words(&*panic)
}

fn shell(script: &str) -> super::Astra {
    run_of("/bin/sh", &["-c", script])
}

#[test]
fn reads_every_kind_of_reply() {
    let server = Server::start();
    assert_eq!(server.redis(&["PING"]), Reply::Simple("PONG".into()));
    assert_eq!(server.redis(&["GET", "none"]), Reply::Nil);
    assert_eq!(server.redis(&["RPUSH", "list", "", "b"]).int(), 2);
    assert_eq!(server.redis(&["LRANGE", "list", "0", "-1"]).texts(), ["", "b"]);
    assert!(server.redis(&["GET", "list"]).error().starts_with("WRONGTYPE"));
    let bytes = b"\x00\r\n\xff\"";
    server.redis(&[b"SET".as_slice(), b"key", bytes]).ok();
    assert_eq!(server.redis(&["GET", "key"]).bytes(), bytes);
    server.redis(&["XADD", "s", "1-0", "f", "v"]).ok();
    assert_eq!(server.redis(&["XINFO", "STREAM", "s"]).field("length").int(), 1);
    assert_eq!(server.redis(&["XRANGE", "s", "-", "+"]).items()[0].items()[1].texts(), ["f", "v"]);
}

#[test]
fn loads_many_entries_in_pipelines() {
    let server = Server::start();
    server.load(
        (1..=100_000).map(|number| {
            ["XADD".into(), "s".into(), format!("{number}-0"), "f".into(), "v".into()]
        }),
    );
    assert_eq!(server.redis(&["XLEN", "s"]).int(), 100_000);
    let refused = complaint(|| server.load([["XADD", "s", "1-0", "f", "v"]]));
    assert!(refused.contains("equal or smaller"), "{refused}");
}

#[test]
fn takes_further_words_for_the_server() {
    let server = Server::with(&["--maxmemory", "60mb", "--requirepass", "secret"]);
    assert!(server.redis(&["DBSIZE"]).error().starts_with("NOAUTH"));
    let mut client = server.client();
    client.command(&["AUTH", "secret"]).unwrap().ok();
    let maxmemory = client.command(&["CONFIG", "GET", "maxmemory"]).unwrap();
    assert_eq!(maxmemory.field("maxmemory").text(), "62914560");
}

#[test]
fn listens_on_loopback_only_when_asked() {
    let server = Server::tcp();
    let mut client = super::Client::tcp(server.port()).unwrap();
    let info = client.command(&["INFO", "server"]).unwrap();
    assert!(info.text().contains(&format!("process_id:{}\r\n", server.pid())));
    assert_eq!(server.tcp_url(), format!("redis://127.0.0.1:{}", server.port()));
    let silent = Server::start();
    assert_eq!(silent.redis(&["CONFIG", "GET", "port"]).field("port").text(), "0");
}

#[test]
fn a_killed_server_comes_back_with_what_it_kept() {
    let mut server = Server::with(&["--appendonly", "yes", "--appendfsync", "always"]);
    server.redis(&["SET", "kept", "1"]).ok();
    let before = server.pid();
    server.kill();
    assert!(super::Client::unix(&server.socket()).is_err());
    server.restart();
    assert_ne!(server.pid(), before);
    assert_eq!(server.redis(&["GET", "kept"]).text(), "1");
}

#[test]
fn a_frozen_server_answers_when_it_is_thawed() {
    let server = Server::start();
    server.freeze();
    let mut client = server.client();
    client.send(&["PING"]).unwrap();
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    eventually("it stands still", || state().contains(") T "));
    server.thaw();
    assert_eq!(client.receive().unwrap().text(), "PONG");
}

#[test]
fn dropping_a_server_ends_it_and_its_folder() {
    let server = Server::start();
    let (pid, folder) = (server.pid(), server.folder().to_owned());
    drop(server);
    assert!(!signal("0", pid));
    assert!(!folder.exists());
}

#[test]
fn a_server_that_refuses_to_start_is_quoted() {
    let words = complaint(|| drop(Server::with(&["--no-such-setting", "1"])));
    assert!(words.contains("no-such-setting"), "{words}");
}

#[test]
fn runs_other_versions_where_they_were_fetched() {
    for name in VERSIONS {
        let Some(program) = version(name) else { continue };
        let server = Server::options().program(program).start();
        let info = server.redis(&["INFO", "server"]);
        let (kind, number) = name.split_once('-').unwrap();
        assert!(info.text().contains(&format!("{kind}_version:{number}\r\n")), "{info:?}");
    }
    assert_eq!(versions::fetched("redis-0.0.0"), None);
}

#[test]
fn a_test_that_fails_on_a_version_runs_on_the_others_and_names_it() {
    let seen = std::sync::Mutex::new(Vec::new());
    let words = complaint(|| {
        on_each_version(|server| {
            let info = server.redis(&["INFO", "server"]).text().to_owned();
            let is_valkey = info.contains("valkey_version");
            seen.lock().unwrap().push(is_valkey);
            assert!(is_valkey, "only there");
        });
    });
    let (valkeys, others): (Vec<bool>, Vec<bool>) =
        seen.into_inner().unwrap().into_iter().partition(|is_valkey| *is_valkey);
    assert!(words.starts_with("it fails on\n"), "{words}");
    assert_eq!(words.matches(": only there").count(), others.len(), "{words}");
    assert!(!words.contains("valkey-"), "{words}: {valkeys:?}");
}

#[test]
fn a_run_starts_from_an_empty_home_and_environment() {
    let run = shell("pwd; ls -A; env | cut -d= -f1 | sort | tr '\\n' ' '; cat").stdin("given").ok();
    let mut lines = run.stdout.lines();
    let folder = Path::new(lines.next().unwrap());
    assert_ne!(folder, std::env::current_dir().unwrap());
    assert_eq!(lines.next(), Some("HOME PATH PWD TZ given"));
    assert!(!folder.exists(), "removed after the run");
}

#[test]
fn a_check_holds_exit_code_stdout_and_stderr() {
    shell("printf out; printf err >&2; exit 3").code(3).stdout("out").stderr("err").check();
    let words = complaint(|| drop(shell("exit 3").check()));
    assert!(words.contains("exit code: expected 0"), "{words}");
    let words = complaint(|| drop(shell("printf out").check()));
    assert!(words.contains("stdout: expected exactly \"\""), "{words}");
    let words = complaint(|| drop(shell("printf err >&2").ok()));
    assert!(words.contains("stderr: expected exactly \"\""), "{words}");
    let words = complaint(|| drop(shell("printf out").stdout_has("o").stdout_has("x").check()));
    assert!(words.contains("stdout: expected to hold [\"x\"]"), "{words}");
    let words = complaint(|| drop(shell("kill -9 $$").run().json()));
    assert!(words.contains("no JSON"), "{words}");
}

#[test]
fn a_run_past_its_deadline_is_killed_and_shown() {
    let words = complaint(|| {
        let run = shell("echo so far; exec sleep 600").deadline(Duration::from_millis(300));
        drop(run.run());
    });
    assert!(words.contains("still running") && words.contains("so far"), "{words}");
}

#[test]
fn a_following_run_is_read_line_by_line_and_interrupted() {
    let mut run = shell("trap 'echo bye; exit 130' INT; echo one; echo two; echo note >&2; while :; do read x; sleep 0.01; done").spawn();
    assert_eq!(run.line(), "one");
    assert_eq!(run.line_where(|line| line.starts_with('t')), "two");
    assert_eq!(run.stderr_line("no"), "note");
    assert_eq!(run.line_within(Duration::from_millis(50)), None);
    run.interrupt();
    let run = run.finish();
    assert_eq!((run.code, run.stdout.as_str()), (Some(130), "one\ntwo\nbye\n"));
}

#[test]
fn a_terminal_has_its_size_keys_colours_and_an_exit_code() {
    let script = "stty size; printf '\\033[31mred\\033[0m'; test -t 1 && echo ' tty'; read answer; echo \"got $answer\"; exit 7";
    let mut terminal = shell(script).terminal(100, 30);
    assert!(terminal.shows("red tty").starts_with("30 100\n"));
    assert!(terminal.raw().contains("\u{1b}[31m"));
    assert_eq!(terminal.emulator().cell(1, 0).unwrap().fgcolor(), vt100::Color::Idx(1));
    terminal.type_text("yes");
    terminal.press(Key::Enter);
    let (code, screen) = terminal.finish();
    assert_eq!(code, 7);
    assert!(screen.ends_with("got yes"), "{screen}");
}

#[test]
fn control_c_in_a_terminal_interrupts() {
    let mut terminal =
        shell("trap 'exit 130' INT; echo ready; while :; do sleep 0.01; done").terminal(80, 24);
    terminal.shows("ready");
    terminal.press(Key::CtrlC);
    assert_eq!(terminal.finish().0, 130);
}

#[test]
fn a_condition_that_never_holds_is_named() {
    let words = complaint(|| eventually_within(Duration::from_millis(20), "pigs fly", || false));
    assert!(words.contains("pigs fly"), "{words}");
}
