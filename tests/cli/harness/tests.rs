//! The harness works, and fails where it must.

use std::{path::Path, time::Duration};

use astra_testkit::failure_of;

use super::{
    program::{Astra, run_of},
    terminal::Key,
};

fn shell(script: &str) -> Astra {
    run_of("/bin/sh", &["-c", script])
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
fn a_check_compares_exit_code_stdout_and_stderr() {
    shell("printf out; printf err >&2; exit 3").code(3).stdout("out").stderr("err").check();
    let message = failure_of(|| drop(shell("exit 3").check()));
    assert!(message.contains("exit code: expected 0"), "{message}");
    let message = failure_of(|| drop(shell("printf out").check()));
    assert!(message.contains("stdout: expected exactly \"\""), "{message}");
    let message = failure_of(|| drop(shell("printf err >&2").ok()));
    assert!(message.contains("stderr: expected exactly \"\""), "{message}");
    let message = failure_of(|| drop(shell("printf out").stdout_has("o").stdout_has("x").check()));
    assert!(message.contains("stdout: expected to contain [\"x\"]"), "{message}");
    let message = failure_of(|| drop(shell("kill -9 $$").run().json()));
    assert!(message.contains("not a JSON"), "{message}");
}

#[test]
fn a_run_past_its_deadline_is_killed_and_shown() {
    let message = failure_of(|| {
        let run = shell("echo so far; exec sleep 600").deadline(Duration::from_millis(300));
        drop(run.run());
    });
    assert!(message.contains("still running") && message.contains("so far"), "{message}");
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
fn a_terminal_has_a_size_keys_colors_and_an_exit_code() {
    let script = "stty size; printf '\\033[31mred\\033[0m'; test -t 1 && echo ' tty'; read answer; echo \"got $answer\"; exit 7";
    let mut terminal = shell(script).terminal(100, 30);
    assert!(terminal.shows("red tty").starts_with("30 100\n"));
    assert!(terminal.raw().contains("\u{1b}[31m"));
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
