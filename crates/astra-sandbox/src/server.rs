//! A private, real `redis-server` with the project's settings, for as long as somebody holds it.
//!
//! The server runs in a process group of its own, so that a terminal's Ctrl-C reaches only the one who decides when it ends.
//! Dropping the [`Sandbox`] kills it and removes its folder. Should `astra` itself be killed, the kernel kills the server where
//! util-linux's `setpriv` is installed (every Debian has it), and the next sandbox removes the folder; without `setpriv` (macOS) both stay
//! until somebody ends the server.

use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};

use crate::error::SandboxError;
use crate::folder::Folder;
use crate::program::Program;
use crate::settings::Settings;

/// How often another port is tried when somebody else bound the chosen one first.
const PORT_ATTEMPTS: usize = 10;

/// An empty server answers within 50 ms; a machine under full load may need seconds.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// The server writes nothing on `SHUTDOWN NOSAVE` but the rest of its append-only file.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A running private server; dropping it kills the server and removes its folder.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    pid: u32,
    port: u16,
    folder: Folder,
    left_out: Vec<String>,
    warnings: Vec<String>,
}

impl Sandbox {
    /// Starts a server and returns once it answers, and it is this very process that does. A setting that the server is too
    /// old to know is left out.
    ///
    /// `redis_conf` holds the directives of the server, all but those that make it private (port, folder).
    pub async fn start(redis_conf: &str) -> Result<Self, SandboxError> {
        Self::start_program(&Program::find()?, redis_conf).await
    }

    async fn start_program(program: &Program, redis_conf: &str) -> Result<Self, SandboxError> {
        let mut settings = Settings::new(redis_conf);
        let mut taken = 0;
        while taken < PORT_ATTEMPTS {
            match Self::start_on(program, crate::port::free()?, &settings).await {
                Err(SandboxError::PortTaken { .. }) => taken += 1,
                Err(error) if settings.leave_out_unknown(&error) => {}
                outcome => return outcome,
            }
        }
        Err(SandboxError::NoPort { attempts: PORT_ATTEMPTS })
    }

    async fn start_on(
        program: &Program,
        port: u16,
        settings: &Settings,
    ) -> Result<Self, SandboxError> {
        let folder = Folder::new()?;
        let stale = folder.remove_stale().err();
        let warning = |error| format!("cannot remove what a killed sandbox left behind: {error}");
        let warnings = stale.map(warning).into_iter().collect();
        std::fs::write(folder.path().join("redis.conf"), settings.text())?;
        let child = program.spawn(&folder, port)?;
        let pid = child.id().unwrap_or_default();
        let left_out = settings.left_out().to_vec();
        let mut sandbox = Self { child, pid, port, folder, left_out, warnings };
        sandbox.wait_until_ready(program).await?;
        Ok(sandbox)
    }

    /// The URL to connect to, loopback only.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The directives of `redis.conf` that the server does not know and runs without.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// What went wrong at the start without keeping the server from running.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The folder that holds the server's files and log while it lives.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Completes when the server ends without having been asked to.
    pub async fn exited(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Completes with what happened when the server ends without having been asked to.
    pub async fn died(&mut self) -> SandboxError {
        match self.exited().await {
            Ok(status) => SandboxError::died(status, self.folder()),
            Err(error) => error.into(),
        }
    }

    /// Tells whether the server has ended, or is about to: one that shuts down takes no more
    /// connections, and is waited for.
    pub async fn has_died(&mut self) -> Option<SandboxError> {
        let answer = timeout(STOPS_WITHIN, crate::probe::process_id(self.port)).await;
        if matches!(answer, Ok(Ok(pid)) if pid == self.pid) {
            return None;
        }
        timeout(STOPS_WITHIN, self.died()).await.ok()
    }

    /// Lets the server end in its own time, kills it when it takes too long, and removes its folder.
    pub async fn stop(mut self) -> Result<(), SandboxError> {
        let asked = crate::probe::shutdown(self.port, self.pid).await.is_ok();
        let ended = asked && timeout(STOPS_WITHIN, self.child.wait()).await.is_ok();
        if !ended {
            self.child.kill().await?;
        }
        std::fs::remove_dir_all(self.folder())?;
        Ok(())
    }

    async fn wait_until_ready(&mut self, program: &Program) -> Result<(), SandboxError> {
        let deadline = Instant::now() + READY_WITHIN;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Err(SandboxError::ended(program.name(), self.port, status, self.folder()));
            }
            if crate::probe::process_id(self.port).await.is_ok_and(|pid| pid == self.pid) {
                return Ok(());
            }
            sleep(POLL_INTERVAL).await;
        }
        Err(SandboxError::NotReady { program: program.name(), within: READY_WITHIN })
    }
}

impl Drop for Sandbox {
    /// Waits until the killed server is gone, for it would write into the folder that is removed next.
    fn drop(&mut self) {
        if self.child.start_kill().is_err() {
            return;
        }
        let deadline = Instant::now() + STOPS_WITHIN;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[cfg(test)]
mod tests;
