//! A server that takes us for another machine.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use tempfile::TempDir;

use super::{Astra, Server, run_of, skipped, versions};

/// The address of the server in its network, which is none of those that every machine has for itself.
const ADDRESS: &str = "10.99.0.1";

/// A server in a network of its own, in which nobody comes from its loopback address.
#[derive(Debug)]
pub(crate) struct FarServer {
    server: Server,
    _program: TempDir,
}

impl FarServer {
    /// Starts it without a password, so that it refuses every other machine; `None`, visibly, where
    /// this machine gives us no network, or the server lets in whom it is bound to an address for.
    pub(crate) fn start() -> Option<Self> {
        let network = Command::new("unshare").args(["-n", "ip", "link"]).output();
        if !network.is_ok_and(|made| made.status.success()) {
            skipped("no network can be made here: it takes root, unshare and ip");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("astra-far-").tempdir().unwrap();
        let program = folder.path().join("server");
        let script = format!(
            "#!/bin/sh\nexec unshare -n sh -c 'ip link set lo up && ip addr add {ADDRESS}/32 dev lo && exec \"$0\" \"$@\"' '{}' \"$@\"\n",
            versions::program().display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let server = Server::options().tcp().program(program).with(&["--bind", ADDRESS]).start();
        let far = Self { server, _program: folder };
        let port = far.server.port().to_string();
        let asked = far.within(&["redis-cli", "-h", ADDRESS, "-p", &port, "PING"]).run();
        if asked.stdout.starts_with("PONG") {
            skipped("this server has no protected mode once it is bound to an address");
            return None;
        }
        Some(far)
    }

    /// Host and port of the server.
    pub(crate) fn address(&self) -> String {
        format!("{ADDRESS}:{}", self.server.port())
    }

    /// A run of `astra` in that network.
    pub(crate) fn astra(&self, words: &[&str]) -> Astra {
        self.within(&[&[env!("CARGO_BIN_EXE_astra")], words].concat())
    }

    fn within(&self, words: &[&str]) -> Astra {
        let network = format!("--net=/proc/{}/ns/net", self.server.pid());
        run_of("nsenter", &[&[network.as_str()], words].concat())
    }
}
