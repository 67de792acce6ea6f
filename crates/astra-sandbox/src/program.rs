//! Which server program to run, and its command line.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};

use tokio::process::{Child, Command};

use crate::error::SandboxError;
use crate::folder::Folder;

/// Names the server's program where the first one on the PATH is not wanted.
const PROGRAM_VARIABLE: &str = "ASTRA_REDIS_SERVER";

const KNOWN_PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];

/// The server's log, in the sandbox's folder.
pub(crate) const LOG_FILE: &str = "redis.log";

/// A server's executable, and how to tie its life to ours.
#[derive(Debug)]
pub(crate) struct Program {
    path: PathBuf,
    setpriv: Option<PathBuf>,
}

impl Program {
    /// The one that the environment names, or else the first that is installed.
    pub(crate) fn find() -> Result<Self, SandboxError> {
        match env::var(PROGRAM_VARIABLE) {
            Ok(name) if !name.is_empty() => Self::first_of(&[&name]),
            _ => Self::first_of(&KNOWN_PROGRAMS),
        }
    }

    /// The first of these names or paths that can be found.
    pub(crate) fn first_of(wanted: &[&str]) -> Result<Self, SandboxError> {
        let path = wanted.iter().find_map(|name| on_path(name)).ok_or_else(|| {
            SandboxError::MissingProgram {
                wanted: wanted.iter().map(ToString::to_string).collect(),
            }
        })?;
        Ok(Self { path, setpriv: on_path("setpriv").filter(|path| knows_parent_death(path)) })
    }

    #[cfg(test)]
    pub(crate) fn setpriv_is_there(&self) -> bool {
        self.setpriv.is_some()
    }

    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Starts the server with the `redis.conf` in `folder`, which it also works in.
    pub(crate) fn spawn(&self, folder: &Folder, port: u16) -> Result<Child, SandboxError> {
        let (lock, folder) = (folder.lock()?, folder.path());
        // What is wrong with its settings the server says before it opens its log.
        let log = File::create(folder.join(LOG_FILE))?;
        self.command(folder, port)
            .stdin(lock)
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(|source| SandboxError::Spawn { program: self.name(), source })
    }

    fn command(&self, folder: &Path, port: u16) -> Command {
        let mut command = self.tied_to_us();
        command
            .arg(folder.join("redis.conf"))
            .args(["--port", &port.to_string()])
            .args(["--bind", "127.0.0.1"])
            .args([OsStr::new("--dir"), folder.as_os_str()])
            .args(["--daemonize", "no"])
            .args(["--logfile", LOG_FILE])
            .args([OsStr::new("--pidfile"), folder.join("redis.pid").as_os_str()])
            .current_dir(folder)
            .process_group(0)
            .kill_on_drop(true);
        command
    }

    /// `setpriv` becomes the server by exec, so that the process id stays; the kernel kills it when the thread that
    /// started it ends, which is why a sandbox is started from the main task.
    fn tied_to_us(&self) -> Command {
        let Some(setpriv) = &self.setpriv else {
            return Command::new(&self.path);
        };
        let mut command = Command::new(setpriv);
        command.args(["--pdeathsig", "KILL"]).arg(&self.path);
        command
    }
}

/// The `setpriv` of `busybox` lacks the one option that matters here.
fn knows_parent_death(setpriv: &Path) -> bool {
    let trial = std::process::Command::new(setpriv).args(["--pdeathsig", "KILL", "true"]).output();
    trial.is_ok_and(|output| output.status.success())
}

/// Resolves a name as a shell does; one with a slash stands for itself.
fn on_path(name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return std::path::absolute(name).ok().filter(|path| path.is_file());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
