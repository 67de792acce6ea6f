//! Finds the server program, and starts it.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};

use tokio::process::{Child, Command};

use crate::error::SandboxError;
use crate::folder::Folder;

/// The environment variable with the name or path of the server program.
const PROGRAM_VARIABLE: &str = "ASTRA_REDIS_SERVER";

const KNOWN_PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];

/// The name of the server's log in the sandbox's folder.
pub(crate) const LOG_FILE: &str = "redis.log";

/// The server's executable, and the `setpriv` that makes the server end with this process.
#[derive(Debug)]
pub(crate) struct Program {
    path: PathBuf,
    setpriv: Option<PathBuf>,
}

impl Program {
    /// Finds the program that the environment names, or else the first known one that is installed.
    pub(crate) fn find() -> Result<Self, SandboxError> {
        match env::var(PROGRAM_VARIABLE) {
            Ok(name) if !name.is_empty() => Self::first_of(&[&name]),
            _ => Self::first_of(&KNOWN_PROGRAMS),
        }
    }

    /// Finds the first of these names or paths that is a file.
    pub(crate) fn first_of(wanted: &[&str]) -> Result<Self, SandboxError> {
        let path = wanted.iter().find_map(|name| on_path(name)).ok_or_else(|| {
            SandboxError::MissingProgram {
                wanted: wanted.iter().map(ToString::to_string).collect(),
            }
        })?;
        Ok(Self { path, setpriv: on_path("setpriv").filter(|path| supports_pdeathsig(path)) })
    }

    #[cfg(test)]
    pub(crate) fn has_setpriv(&self) -> bool {
        self.setpriv.is_some()
    }

    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Starts the server in `folder`, with the `redis.conf` there.
    pub(crate) fn spawn(&self, folder: &Folder, port: u16) -> Result<Child, SandboxError> {
        let (lock, folder) = (folder.lock()?, folder.path());
        // The server reports faults of its settings on standard error, before it opens its log.
        let log = File::create(folder.join(LOG_FILE))?;
        self.command(folder, port)
            .stdin(lock)
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(|source| SandboxError::Spawn { program: self.name(), source })
    }

    fn command(&self, folder: &Path, port: u16) -> Command {
        let mut command = self.base_command();
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

    /// Runs the server through `setpriv --pdeathsig` if possible.
    ///
    /// `setpriv` replaces itself with the server, which keeps the process id. The kernel kills the server
    /// when the thread that started it ends, so a sandbox must be started from the main task.
    fn base_command(&self) -> Command {
        let Some(setpriv) = &self.setpriv else {
            return Command::new(&self.path);
        };
        let mut command = Command::new(setpriv);
        command.args(["--pdeathsig", "KILL"]).arg(&self.path);
        command
    }
}

/// Reports whether `setpriv` supports `--pdeathsig`, because the one in busybox does not.
fn supports_pdeathsig(setpriv: &Path) -> bool {
    let trial = std::process::Command::new(setpriv).args(["--pdeathsig", "KILL", "true"]).output();
    trial.is_ok_and(|output| output.status.success())
}

/// Finds a program as a shell does: on the PATH, or directly if the name contains a slash.
fn on_path(name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return std::path::absolute(name).ok().filter(|path| path.is_file());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
