//! Input that does not come: signals still end the run.

use astra_testkit::{Server, eventually, signal};

use crate::harness::{Running, run_of};

/// Starts the program on a standard input that never ends.
fn on_an_open_input(words: &[&str]) -> Running {
    let program = env!("CARGO_BIN_EXE_astra");
    let script = r#"mkfifo input; exec 3<>input; exec "$0" "$@" <&3 3<&-"#;
    let running = run_of("/bin/sh", &[&["-c", script, program], words].concat()).spawn();
    eventually("the program handles the signals", || handles_signals(running.pid()));
    running
}

/// Whether a process is astra and catches SIGINT and SIGTERM.
fn handles_signals(pid: u32) -> bool {
    let read = |name| std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let status = read("status");
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0");
    let caught = u64::from_str_radix(caught.trim(), 16).unwrap();
    let both = 1 << (2 - 1) | 1 << (15 - 1);
    read("comm").trim() == "astra" && caught & both == both
}

#[test]
fn an_interrupt_ends_a_check_that_waits_for_input() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let running = on_an_open_input(&["publish", "--from", "-", "--check"]);
        assert!(signal(name, running.pid()));
        let run = running.finish();
        assert_eq!((run.code, run.stdout.as_str()), (Some(code), ""), "{run:#?}");
    }
}

#[test]
fn an_interrupt_ends_the_wait_for_a_payload_and_nothing_is_published() {
    let server = Server::start();
    let url = server.url();
    let words = ["publish", "Nft.NftSold", "--entity", "n", "--data", "-", "--url", &url];
    let running = on_an_open_input(&words);
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}
