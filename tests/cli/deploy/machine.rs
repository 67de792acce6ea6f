//! A machine as `docs/deploy.md` sets one up, without systemd: a folder as its root, and the units' own commands.

use std::{
    collections::HashMap,
    fs, io,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
};

use astra_testkit::{Client, Reply, eventually, free_port, signal};
use tempfile::TempDir;

use super::{
    files::{read, shipped},
    systemd_units,
    users::Users,
};
use crate::harness::{Run, Running, run_of};

/// A machine with one serving unit, on a port of its own. Dropping it ends the process.
#[derive(Debug)]
pub(super) struct Machine<'a> {
    users: &'a Users,
    unit: &'static str,
    pub(super) port: u16,
    root: TempDir,
    process: Option<Running>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(users: &'a Users, unit: &'static str) -> Self {
        let port = free_port();
        let root = tempfile::Builder::new().prefix("astra-machine-").tempdir().unwrap();
        fs::create_dir_all(root.path().join("etc/astra")).unwrap();
        fs::create_dir_all(root.path().join("var/lib")).unwrap();
        Self { users, unit, port, root, process: None }
    }

    /// A file of the machine.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    /// Replaces the paths in a command with those of this machine, and leaves out file owners, which only root can set.
    fn here(&self, words: &str) -> String {
        let root = self.root.path().display();
        words
            .replace("/etc/astra", &format!("{root}/etc/astra"))
            .replace("/var/lib/", &format!("{root}/var/lib/"))
            .replace("-o root -g redis ", "")
            .replace("secrets/", &format!("{}/", self.users.path().display()))
    }

    /// Runs a command from the documents.
    pub(super) fn run(&self, line: &str) -> Run {
        let project = shipped("");
        let script = format!("cd '{}' && {}", project.display(), self.here(line));
        let run = run_of("/bin/sh", &["-c", &script]).run();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{line}: {run:?}");
        run
    }

    /// Starts the unit as systemd does, on a port of its own, and returns once the unit reports that it is ready.
    pub(super) fn start(&mut self) {
        let state =
            self.file(&format!("var/lib/{}", systemd_units::setting(self.unit, "StateDirectory=")));
        fs::create_dir_all(&state).unwrap();
        for line in systemd_units::settings(self.unit, "ExecStartPre=") {
            self.run(&line);
        }
        let notify = self.file("notify");
        let _of_the_last_start = fs::remove_file(&notify);
        let socket = UnixDatagram::bind(&notify).unwrap();
        let words = self.words();
        let process = run_of(&words[0], &words[1..]).env("NOTIFY_SOCKET", &notify).spawn();
        self.process = Some(process);
        self.wait_until_ready(&socket);
    }

    fn words(&self) -> Vec<String> {
        let own = format!("--port {} --logfile {}", self.port, self.file("log").display());
        let file = systemd_units::setting(self.unit, "EnvironmentFile=");
        let variables = environment(&self.file(file.trim_start_matches('-')));
        let value = |name: &str| variables.get(name).cloned().unwrap_or_default();
        let start = systemd_units::setting(self.unit, "ExecStart=");
        let expanded = start.split(' ').map(|word| match word.strip_prefix('$') {
            Some(name) => format!("{} {own}", value(name)),
            None => self.here(word).replace("/usr/bin/redis-server", "redis-server"),
        });
        let line = expanded.collect::<Vec<_>>().join(" ");
        line.split_whitespace().map(str::to_owned).collect()
    }

    /// Reads the notification to systemd if the server was built with it, and the server's log otherwise.
    fn wait_until_ready(&self, socket: &UnixDatagram) {
        socket.set_nonblocking(true).unwrap();
        let mut notification = String::new();
        eventually("the unit is ready", || {
            let mut bytes = [0; 4096];
            if let Ok(length) = socket.recv(&mut bytes) {
                notification.push_str(&String::from_utf8_lossy(&bytes[..length]));
            }
            notification.contains("READY=1") || (!self.notifies() && self.answers())
        });
    }

    pub(super) fn notifies(&self) -> bool {
        !self.log().contains("without libsystemd")
    }

    fn answers(&self) -> bool {
        let reply = Client::tcp(self.port).and_then(|mut client| client.command(&["PING"]));
        reply.is_ok_and(|reply| reply.error().starts_with("NOAUTH"))
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// Cuts the power.
    pub(super) fn kill(&mut self) {
        self.process = None;
    }

    /// Restarts the unit, like `systemctl restart`.
    pub(super) fn restart(&mut self) {
        let process = self.process.take().unwrap();
        assert!(signal("TERM", process.pid()));
        process.finish();
        self.start();
    }

    /// The server's reply to one of the users. Retries, because a server that a Sentinel reconfigures drops its
    /// clients.
    pub(super) fn ask(&self, user: &str, command: &[&str]) -> Reply {
        let mut answer = None;
        eventually("the server answers", || {
            answer = self.try_ask(user, command).ok();
            answer.is_some()
        });
        answer.unwrap()
    }

    fn try_ask(&self, user: &str, command: &[&str]) -> io::Result<Reply> {
        let mut client = Client::tcp(self.port)?;
        client.command(&["AUTH", user, &self.users.password(user)])?.ok();
        client.command(command)
    }
}

/// The lines of the code blocks in one section of `docs/deploy.md`, without their comments.
pub(super) fn lines_of_section(number: u32) -> Vec<String> {
    let text = read("docs/deploy.md");
    let (_, section) = text.split_once(&format!("\n## {number}. ")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("\n```\n").skip(1).step_by(2);
    let lines =
        blocks.flat_map(str::lines).map(|line| line.split("  #").next().unwrap().trim_end());
    lines.map(str::to_owned).collect()
}

/// The variables of an environment file; none if the file does not exist.
pub(super) fn environment(file: &Path) -> HashMap<String, String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let variables = lines.filter(|(name, _)| !name.starts_with('#'));
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
