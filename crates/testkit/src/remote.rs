//! A server that sees its clients as remote.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use tempfile::TempDir;

use crate::{
    server::Server,
    versions::{self, skipped},
};

/// The server's address in its network. No machine has it by default.
const ADDRESS: &str = "10.99.0.1";

/// A server in a network of its own. Its clients do not come from a loopback address.
#[derive(Debug)]
pub struct RemoteServer {
    server: Server,
    _program: TempDir,
}

impl RemoteServer {
    /// Starts it without a password, so that protected mode rejects its clients. `None`, after a line on standard error, if
    /// this machine cannot make a network, or if the server has no protected mode once it is bound to an address.
    pub fn start() -> Option<Self> {
        let network = Command::new("unshare").args(["-n", "ip", "link"]).output();
        if !network.is_ok_and(|made| made.status.success()) {
            skipped("this machine cannot make a network: that takes root, unshare and ip");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("astra-remote-").tempdir().unwrap();
        let program = folder.path().join("server");
        let script = format!(
            "#!/bin/sh\nexec unshare -n sh -c 'ip link set lo up && ip addr add {ADDRESS}/32 dev lo && exec \"$0\" \"$@\"' '{}' \"$@\"\n",
            versions::program().display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let server = Server::options().tcp().program(program).with(&["--bind", ADDRESS]).start();
        let remote = Self { server, _program: folder };
        if remote.answers() {
            skipped("this server has no protected mode once it is bound to an address");
            return None;
        }
        Some(remote)
    }

    /// Host and port of the server.
    pub fn address(&self) -> String {
        format!("{ADDRESS}:{}", self.server.port())
    }

    /// The command line that runs `words` in the server's network.
    pub fn command_line(&self, words: &[&str]) -> Vec<String> {
        let network = format!("--net=/proc/{}/ns/net", self.server.pid());
        ["nsenter", &network].iter().chain(words).map(ToString::to_string).collect()
    }

    fn answers(&self) -> bool {
        let port = self.server.port().to_string();
        let words = self.command_line(&["redis-cli", "-h", ADDRESS, "-p", &port, "PING"]);
        let ping = Command::new(&words[0]).args(&words[1..]).output().unwrap();
        ping.stdout.starts_with(b"PONG")
    }
}
