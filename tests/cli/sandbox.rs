//! `astra sandbox`: a private, provisioned server that leaves nothing behind.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use astra_testkit::{Client, eventually, signal, skipped, version};

use crate::harness::{Key, Run, Running, astra, run_of};

/// The sandbox that a run announced.
struct Announced {
    url: String,
    port: u16,
    pid: u32,
    folder: PathBuf,
}

fn announced(running: &mut Running) -> Announced {
    let url = running.line();
    let port = url.strip_prefix("redis://127.0.0.1:").expect(&url).parse().unwrap();
    let mut client = Client::tcp(port).unwrap();
    let info = client.command(&["INFO", "server"]).unwrap();
    let pid = info.text().lines().find_map(|line| line.strip_prefix("process_id:")).unwrap();
    let folder = client.command(&["CONFIG", "GET", "dir"]).unwrap().field("dir").text().into();
    Announced { url, port, pid: pid.parse().unwrap(), folder }
}

impl Announced {
    fn client(&self) -> Client {
        Client::tcp(self.port).unwrap()
    }

    /// Not even as a zombie.
    fn is_running(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }

    fn assert_gone(&self) {
        assert!(!self.is_running(), "the server is still there");
        assert!(!self.folder.exists(), "{} is still there", self.folder.display());
        assert!(Client::tcp(self.port).is_err(), "a process still listens on {}", self.port);
    }
}

fn bindings(client: &mut Client) -> usize {
    let keys = client.command(&["KEYS", "astra.*"]).unwrap();
    let groups = |key: &&str| client.command(&["XINFO", "GROUPS", key]).unwrap().items().len();
    keys.texts().iter().map(groups).sum()
}

fn with_command(script: &str) -> Run {
    astra(&["sandbox", "--", "sh", "-c", script]).run()
}

#[test]
fn announces_a_provisioned_server_only_by_its_url() {
    let mut running = astra(&["sandbox"]).spawn();
    let sandbox = announced(&mut running);
    assert_eq!(sandbox.client().command(&["PING"]).unwrap().text(), "PONG");
    assert_eq!(bindings(&mut sandbox.client()), 131);
    running.stderr_line(&format!("export ASTRA_REDIS_URL={}", sandbox.url));
    running.interrupt();
    let run = running.finish();
    assert_eq!(run.code, Some(130));
    assert_eq!(run.stdout, format!("{}\n", sandbox.url));
    sandbox.assert_gone();
}

#[test]
fn sigterm_also_ends_it_cleanly() {
    let mut running = astra(&["sandbox"]).spawn();
    let sandbox = announced(&mut running);
    assert!(signal("TERM", running.pid()));
    let run = running.finish();
    assert_eq!(run.code, Some(143), "{run:?}");
    sandbox.assert_gone();
}

#[test]
fn a_terminal_that_hangs_up_also_ends_it_cleanly() {
    let mut running = astra(&["sandbox"]).spawn();
    let sandbox = announced(&mut running);
    assert!(signal("HUP", running.pid()));
    let run = running.finish();
    assert_eq!(run.code, Some(129), "{run:?}");
    sandbox.assert_gone();
}

#[test]
fn a_sandbox_under_nohup_outlives_its_terminal() {
    let script = format!("trap '' HUP; exec '{}' sandbox", env!("CARGO_BIN_EXE_astra"));
    let mut running = run_of("sh", &["-c", &script]).spawn();
    let sandbox = announced(&mut running);
    assert!(signal("HUP", running.pid()));
    assert_eq!(running.line_within(Duration::from_millis(300)), None);
    assert!(sandbox.is_running());
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
    sandbox.assert_gone();
}

#[test]
fn a_hang_up_also_reaches_the_command() {
    let script = "trap 'echo tidied; exit 5' HUP; echo ready; while :; do sleep 0.01; done";
    let mut running = astra(&["sandbox", "--", "sh", "-c", script]).spawn();
    assert_eq!(running.line(), "ready");
    assert!(signal("HUP", running.pid()));
    let run = running.finish();
    assert_eq!((run.code, run.stdout.as_str()), (Some(5), "ready\ntidied\n"));
}

#[test]
fn a_server_on_the_command_line_is_refused_and_one_in_the_environment_is_ignored() {
    let url = "redis://127.0.0.1:1";
    for arguments in
        [["--url", url, "sandbox", "--", "true"], ["sandbox", "--url", url, "--", "true"]]
    {
        astra(&arguments)
            .code(2)
            .stderr_has("error: a sandbox starts its own server")
            .stderr_has("hint: ")
            .check();
    }
    astra(&["sandbox", "--", "true"]).env("ASTRA_REDIS_URL", url).ok();
    astra(&["sandbox", "--", "sh", "-c", "test \"$1\" = --url", "sh", "--url"]).ok();
}

#[test]
fn ctrl_c_in_a_terminal_reaches_the_process_that_cleans_up() {
    let mut terminal = astra(&["sandbox"]).terminal(80, 24);
    let screen = terminal.shows("Ctrl-C stops it");
    let url = screen.lines().next().unwrap();
    let port = url.rsplit(':').next().unwrap().trim().parse().unwrap();
    assert!(Client::tcp(port).is_ok());
    terminal.press(Key::CtrlC);
    let (code, _) = terminal.finish();
    assert_eq!(code, 130);
    assert!(Client::tcp(port).is_err());
}

#[test]
fn writes_one_json_document() {
    let mut running = astra(&["sandbox", "-o", "json"]).spawn();
    let document: serde_json::Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(document["schema"], "astra.sandbox/v1");
    let port = document["url"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
    let info = Client::tcp(port).unwrap().command(&["INFO", "server"]).unwrap();
    assert!(info.text().contains(&format!("process_id:{}\r\n", document["pid"])));
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

#[test]
fn concurrent_sandboxes_do_not_interfere() {
    let (mut one, mut two) = (astra(&["sandbox"]).spawn(), astra(&["sandbox"]).spawn());
    let (first, second) = (announced(&mut one), announced(&mut two));
    assert_ne!(first.pid, second.pid);
    first.client().command(&["SET", "mine", "1"]).unwrap().ok();
    assert!(second.client().command(&["GET", "mine"]).unwrap().is_nil());
    one.interrupt();
    one.finish();
    assert_eq!(second.client().command(&["PING"]).unwrap().text(), "PONG");
    two.interrupt();
    two.finish();
    second.assert_gone();
}

#[test]
fn a_command_finds_the_sandbox_and_its_exit_code_is_returned() {
    let run = with_command(r#"echo "$ASTRA_REDIS_URL"; echo told >&2; exit 7"#);
    assert_eq!(run.code, Some(7));
    assert_eq!(run.stderr, "told\n");
    assert!(run.stdout.starts_with("redis://127.0.0.1:"), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 1, "astra adds nothing: {run:?}");
    let port = run.stdout.trim().rsplit(':').next().unwrap().parse().unwrap();
    assert!(Client::tcp(port).is_err(), "the sandbox outlives its command");
}

#[test]
fn a_command_sees_every_group_and_reads_our_input() {
    let count = r#"for key in $(redis-cli -u "$ASTRA_REDIS_URL" KEYS 'astra.*'); do
        redis-cli -u "$ASTRA_REDIS_URL" XINFO GROUPS "$key"; done | grep -cx name; cat"#;
    astra(&["sandbox", "--", "sh", "-c", count]).stdin("typed").stdout("131\ntyped").check();
}

#[test]
fn a_command_that_a_signal_ends_has_the_exit_code_of_a_shell() {
    assert_eq!(with_command("kill -9 $$").code, Some(137));
    assert_eq!(with_command("kill -TERM $$").code, Some(143));
    assert_eq!(with_command("true").code, Some(0));
}

#[test]
fn sigterm_reaches_the_command_and_waits_for_it() {
    let script = "trap 'echo tidied; exit 5' TERM; echo ready; while :; do sleep 0.01; done";
    let mut running = astra(&["sandbox", "--", "sh", "-c", script]).spawn();
    assert_eq!(running.line(), "ready");
    assert!(signal("TERM", running.pid()));
    let run = running.finish();
    assert_eq!((run.code, run.stdout.as_str()), (Some(5), "ready\ntidied\n"));
}

#[test]
fn a_command_that_does_not_exist_is_a_usage_error() {
    astra(&["sandbox", "--", "no-such-program"])
        .code(2)
        .stderr("error: cannot run `no-such-program`: no such file or directory\n")
        .check();
}

#[test]
fn a_server_that_dies_by_itself_is_reported() {
    let mut running = astra(&["sandbox"]).spawn();
    let sandbox = announced(&mut running);
    assert!(signal("KILL", sandbox.pid));
    let run = running.finish();
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("error: the sandbox's server ended unexpectedly (signal: 9"),
        "{run:?}"
    );
    sandbox.assert_gone();
}

#[test]
fn a_command_outlives_its_server_and_the_loss_decides_the_exit_code() {
    let script = r#"redis-cli -u "$ASTRA_REDIS_URL" SHUTDOWN NOSAVE; echo still here; exit 0"#;
    let run = with_command(script);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), "still here\n"), "{run:?}");
}

#[test]
fn killing_astra_leaves_no_server_and_the_next_run_removes_the_folder() {
    if !setpriv_ties() {
        skipped("no util-linux setpriv here: a killed astra leaves its server");
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let start = || astra(&["sandbox"]).env("TMPDIR", temporary.path()).spawn();
    let (mut killed, mut living) = (start(), start());
    let (left, beside) = (announced(&mut killed), announced(&mut living));
    assert!(signal("KILL", killed.pid()));
    eventually("the server is gone", || !left.is_running());
    assert!(left.folder.exists());
    let mut next = start();
    announced(&mut next);
    left.assert_gone();
    assert_eq!(beside.client().command(&["SET", "k", "v"]).unwrap().text(), "OK");
    assert!(beside.folder.join("redis.conf").exists(), "it lost its folder");
    for run in [living, next] {
        run.interrupt();
        run.finish();
    }
    assert_eq!(temporary.path().read_dir().unwrap().count(), 0);
}

fn setpriv_ties() -> bool {
    let trial = Command::new("setpriv").args(["--pdeathsig", "KILL", "true"]).status();
    trial.is_ok_and(|status| status.success())
}

#[test]
fn a_missing_server_program_is_named_with_the_next_step() {
    astra(&["sandbox"])
        .env("ASTRA_REDIS_SERVER", "/nonexistent")
        .code(3)
        .stderr_has("error: cannot find `/nonexistent`\n")
        .stderr_has("hint: install Redis")
        .check();
}

#[test]
fn a_setting_that_an_older_server_does_not_know_is_left_out_and_reported() {
    let Some(program) = version("redis-6.2.14") else { return };
    let mut running = astra(&["sandbox"]).env("ASTRA_REDIS_SERVER", program).spawn();
    let sandbox = announced(&mut running);
    running.stderr_line("warning: this server does not know `maxmemory-clients` and runs without");
    let mut client = sandbox.client();
    let info = client.command(&["INFO", "server"]).unwrap();
    assert!(info.text().contains("redis_version:6.2.14\r\n"));
    for (setting, value) in
        [("maxmemory-policy", "noeviction"), ("latency-monitor-threshold", "100")]
    {
        let found = client.command(&["CONFIG", "GET", setting]).unwrap();
        assert_eq!(found.field(setting).text(), value, "the other settings are used");
    }
    assert_eq!(bindings(&mut client), 131);
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
    sandbox.assert_gone();
}

#[test]
fn a_faulty_topology_starts_nothing() {
    astra(&["sandbox", "-f", "bad.yaml", "--", "echo", "started"])
        .file("bad.yaml", "version: 1\nprefix: astra\nstreams: {}\ngroups: []\nnonsense: 1\n")
        .code(2)
        .stderr_has("nonsense")
        .check();
}
