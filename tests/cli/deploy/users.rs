//! The users of a private server, created by the shipped script.

use std::path::{Path, PathBuf};

use astra_testkit::{Client, Reply, Server};
use tempfile::TempDir;

use super::files::{read, shipped};
use crate::harness::{Run, run_of};

/// A folder as `deploy/users.sh` leaves it.
#[derive(Debug)]
pub(super) struct Users {
    folder: TempDir,
}

impl Users {
    pub(super) fn made() -> Self {
        let users =
            Self { folder: tempfile::Builder::new().prefix("astra-users-").tempdir().unwrap() };
        let run = users.make();
        assert_eq!(run.code, Some(0), "{run:?}");
        users
    }

    /// Runs the script.
    pub(super) fn make(&self) -> Run {
        let script = shipped("deploy/users.sh").display().to_string();
        run_of(&script, &[self.path().as_os_str()]).run()
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(super) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    pub(super) fn password(&self, user: &str) -> String {
        self.text(&format!("{user}.password"))
    }

    /// A server with these users and nothing else.
    pub(super) fn server(&self) -> Server {
        Server::with(&["--aclfile", self.file("users.acl").to_str().unwrap()])
    }

    /// Like [`Users::server`], also on a loopback port.
    pub(super) fn server_on_tcp(&self) -> Server {
        Server::options()
            .with(&["--aclfile", self.file("users.acl").to_str().unwrap()])
            .tcp()
            .start()
    }

    /// A connection as one of the users.
    pub(super) fn client(&self, server: &Server, user: &str) -> Client {
        let mut client = server.client();
        let reply = client.command(&["AUTH", user, &self.password(user)]).unwrap();
        assert_eq!(reply, Reply::Simple("OK".to_owned()), "{user}");
        client
    }
}

/// The enabled users of the shipped file.
pub(super) fn names() -> Vec<String> {
    let rules = read("deploy/users.acl");
    let on = rules.lines().filter(|line| line.contains(" on "));
    on.map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
}
