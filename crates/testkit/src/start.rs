//! Starts a server process and waits until it is up.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use tempfile::TempDir;

use crate::{
    client::Client,
    options::Options,
    port::free_port,
    reply::Reply,
    wait::{DEADLINE, POLL_INTERVAL},
};

/// The folder and ports of a server. They survive a restart.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    /// 0 if it listens only on its Unix socket.
    pub(crate) port: u16,
    /// 0 if it is not part of a cluster.
    pub(crate) bus_port: u16,
}

impl Place {
    pub(crate) fn new(with_port: bool, with_bus: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("astra-test-").tempdir().unwrap();
        let port = |is_wanted| if is_wanted { free_port() } else { 0 };
        Self { folder, port: port(with_port), bus_port: port(with_bus) }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    pub(crate) fn log(&self) -> String {
        let bytes = fs::read(self.folder.path().join("redis.log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Starts the server and waits until it answers; `None` if another process took its port first.
pub(crate) fn start(options: &Options, place: &Place) -> Option<Child> {
    let mut child = spawn(options, place);
    let started = Instant::now();
    while !answers(place) {
        if let Some(status) = child.try_wait().unwrap() {
            let log = place.log();
            assert!(log.contains("Address already in use"), "the server ended ({status}):\n{log}");
            return None;
        }
        assert!(started.elapsed() < DEADLINE, "the server does not answer:\n{}", place.log());
        thread::sleep(POLL_INTERVAL);
    }
    Some(child)
}

fn spawn(options: &Options, place: &Place) -> Child {
    let log = File::create(place.folder.path().join("redis.log")).unwrap();
    Command::new(&options.program)
        .args(&options.config)
        .args(["--daemonize", "no", "--logfile", "", "--bind", "127.0.0.1"])
        .args(["--port", &place.port.to_string()])
        .arg("--unixsocket")
        .arg(place.socket())
        .arg("--dir")
        .arg(place.folder.path())
        .arg("--pidfile")
        .arg(place.folder.path().join("redis.pid"))
        .args(cluster(options, place))
        .args(&options.arguments)
        .current_dir(place.folder.path())
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {}: {error}", options.program.display()))
}

fn cluster(options: &Options, place: &Place) -> Vec<String> {
    if !options.is_clustered {
        return Vec::new();
    }
    let port = place.bus_port.to_string();
    ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-port", &port]
        .map(str::to_owned)
        .to_vec()
}

/// A server that requires a password counts as up; one that is still loading its file does not.
fn answers(place: &Place) -> bool {
    let reply = Client::unix(&place.socket()).and_then(|mut client| client.command(&["PING"]));
    match reply {
        Ok(Reply::Simple(text)) => text == "PONG",
        Ok(Reply::Error(line)) => line.starts_with("NOAUTH"),
        _ => false,
    }
}
