//! Tests for private servers, which they query over a socket.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use astra_bus::{AddressSource, Bus, Endpoint};

use super::*;

const REDIS_CONF: &str = include_str!("../../../../redis.conf");

/// Returns the server's whole answer to one inline command.
fn ask(sandbox: &Sandbox, command: &str) -> String {
    let mut server = TcpStream::connect(("127.0.0.1", sandbox.port)).unwrap();
    server.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    server.read_to_string(&mut answer).unwrap();
    answer
}

fn is_alive(pid: u32) -> bool {
    Command::new("kill").args(["-0", &pid.to_string()]).output().unwrap().status.success()
}

/// Reports whether the process exists and is not a zombie.
fn is_running(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Starts a sandbox with a shell script as the server program, and returns its error.
async fn start_error(script: &str) -> SandboxError {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server");
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = Program::first_of(&[file.to_str().unwrap()]).unwrap();
    Sandbox::start_program(&program, REDIS_CONF).await.unwrap_err()
}

#[tokio::test]
async fn the_server_has_the_given_settings() {
    let sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    assert!(ask(&sandbox, "CONFIG GET maxmemory-policy").contains("noeviction"));
    assert!(ask(&sandbox, "CONFIG GET stream-node-max-entries").contains("\r\n200\r\n"));
    assert!(ask(&sandbox, "CONFIG GET appendonly").contains("\r\nyes\r\n"));
    assert!(ask(&sandbox, "CONFIG GET bind").contains("\r\n127.0.0.1\r\n"));
    assert_eq!(sandbox.url(), format!("redis://127.0.0.1:{}", sandbox.port));
    assert!(ask(&sandbox, "INFO server").contains(&format!("process_id:{}\r\n", sandbox.pid())));
}

#[tokio::test]
async fn dropping_the_sandbox_kills_the_server_and_removes_its_folder() {
    let sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    let (pid, folder) = (sandbox.pid(), PathBuf::from(sandbox.folder()));
    assert!(is_alive(pid) && folder.is_dir());
    drop(sandbox);
    assert!(!is_alive(pid));
    assert!(!folder.exists());
}

#[tokio::test]
async fn stopping_the_sandbox_ends_the_server_and_removes_its_folder() {
    let sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    let (pid, folder) = (sandbox.pid(), PathBuf::from(sandbox.folder()));
    sandbox.stop().await.unwrap();
    assert!(!is_alive(pid));
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_killed_server_is_an_unexpected_exit() {
    let mut sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    Command::new("kill").args(["-9", &sandbox.pid().to_string()]).status().unwrap();
    let error = sandbox.unexpected_exit().await;
    assert!(matches!(error, SandboxError::Died { .. }), "{error}");
    assert!(sandbox.check_exit().await.is_some());
}

#[tokio::test]
async fn the_server_has_its_own_process_group() {
    let sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", sandbox.pid())).unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let group = after_name.split(' ').nth(2).unwrap();
    assert_eq!(group, sandbox.pid().to_string());
}

/// Ends the thread that starts the server; `kill -9` would end every thread, and the kernel reacts to this one.
#[test]
fn the_server_ends_with_the_thread_that_started_it() {
    if !Program::find().unwrap().has_setpriv() {
        let mut terminal = std::io::stderr();
        terminal
            .write_all(b"SKIPPED the_server_ends_with_the_thread_that_started_it: no setpriv\n")
            .unwrap();
        return;
    }
    let start = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(REDIS_CONF)).unwrap();
        assert!(is_running(sandbox.pid()));
        sandbox
    };
    let sandbox = std::thread::spawn(start).join().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while is_running(sandbox.pid()) {
        assert!(Instant::now() < deadline, "the server outlives the thread that started it");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[tokio::test]
async fn several_sandboxes_run_side_by_side() {
    let (one, two) = tokio::join!(Sandbox::start(REDIS_CONF), Sandbox::start(REDIS_CONF));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.url(), two.url());
    ask(&one, "SET only-here 1");
    assert!(ask(&two, "EXISTS only-here").starts_with(":0\r\n"));
}

#[tokio::test]
async fn a_taken_port_has_its_own_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let program = Program::find().unwrap();
    let error = Sandbox::start_on(&program, port, &Settings::new(REDIS_CONF)).await.unwrap_err();
    assert!(matches!(error, SandboxError::PortTaken { port: taken } if taken == port), "{error}");
}

#[tokio::test]
async fn another_server_on_the_port_is_not_taken_for_ours() {
    let other = Sandbox::start(REDIS_CONF).await.unwrap();
    let program = Program::find().unwrap();
    let error =
        Sandbox::start_on(&program, other.port, &Settings::new(REDIS_CONF)).await.unwrap_err();
    assert!(matches!(error, SandboxError::PortTaken { .. }), "{error}");
}

#[tokio::test]
async fn a_taken_port_is_retried_and_then_reported() {
    let error = start_error("echo 'bind: Address already in use' > redis.log; exit 1").await;
    assert_eq!(
        error.to_string(),
        "found no free port in 10 attempts: other processes took each port first"
    );
}

#[tokio::test]
async fn the_error_of_a_server_that_fails_to_start_quotes_its_log() {
    let error =
        start_error("echo \">>> 'maxmemory-clients 10%'\"; echo 'Bad directive' >&2; exit 1").await;
    let text = error.to_string();
    assert!(text.contains("ended while starting (exit status: 1)"), "{text}");
    assert!(text.ends_with(">>> 'maxmemory-clients 10%': Bad directive"), "{text}");
}

#[tokio::test]
async fn the_error_quotes_a_setting_that_the_real_server_rejects() {
    let error = start_error("exec redis-server --no-such-setting 1").await;
    assert!(error.to_string().contains("'no-such-setting"), "{error}");
}

#[test]
fn the_hint_for_a_missing_program_says_how_to_install_it() {
    let error = Program::first_of(&["no-such-server", "nor-this-one"]).unwrap_err();
    assert_eq!(error.to_string(), "cannot find `no-such-server` or `nor-this-one`");
    assert!(error.hint().unwrap().contains("apt install redis-server"));
}

/// This test of astra-bus is here because it needs a real server that denies a command.
#[tokio::test]
async fn a_denied_renewal_of_ephemeral_streams_is_an_error() {
    let sandbox = Sandbox::start(REDIS_CONF).await.unwrap();
    let target = Endpoint::parse(&sandbox.url()).unwrap();
    let bus = astra_bus::BusWriter::new(Bus::new(
        target,
        Duration::from_secs(10),
        AddressSource::User("the sandbox"),
    ));
    let (names, lifetime) = (["s".into(), "t".into()], Duration::from_secs(60));
    let streams = names.clone().map(|name| (name, Vec::new()));
    bus.create_temporary_streams(&streams, lifetime).await.unwrap();
    bus.extend_lifetime(&names, lifetime).await.unwrap();
    assert!(ask(&sandbox, "ACL SETUSER default -pexpire").starts_with("+OK"));
    let error = bus.extend_lifetime(&names, lifetime).await.unwrap_err();
    assert!(error.to_string().starts_with("stream `s`: NOPERM"), "{error}");
    let again = ["u"].map(|name| (name.into(), Vec::new()));
    assert!(bus.create_temporary_streams(&again, lifetime).await.is_err());
    assert!(ask(&sandbox, "EXISTS u").starts_with(":0"));
}
