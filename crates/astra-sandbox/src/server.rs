//! Owns a private server: starts it, watches it, stops it, and removes its folder.
//!
//! The server runs in its own process group, so that Ctrl-C in the terminal reaches only `astra`, which then
//! stops the server. Dropping the [`Sandbox`] kills the server and removes its folder. If `astra` itself
//! is killed, the kernel kills the server, provided that util-linux's `setpriv` is installed (as on every
//! Debian), and the next sandbox removes the folder. Without `setpriv` (macOS), the server keeps running,
//! and its folder stays, until a user ends it.

use std::path::Path;
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};

use crate::error::SandboxError;
use crate::folder::Folder;
use crate::program::{LOG_FILE, Program};
use crate::settings::Settings;

/// How many ports to try if other processes bind them first.
const PORT_ATTEMPTS: usize = 10;

/// The time limit for the first answer. An idle machine needs 50 ms, one under full load seconds.
const READY_TIMEOUT: Duration = Duration::from_secs(20);

/// The time limit for ending. On `SHUTDOWN NOSAVE` the server writes only the rest of its append-only file.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A running private server. Dropping the value kills the server and removes its folder.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    pid: u32,
    port: u16,
    folder: Folder,
    omitted_directives: Vec<String>,
    warnings: Vec<String>,
}

impl Sandbox {
    /// Starts a server, and returns once this server (and not another on its port) answers.
    ///
    /// `redis_conf` is the text of a `redis.conf`; the sandbox itself sets port, address, folder and log.
    /// It omits directives that an old server does not support. Returns an error if no program is
    /// installed, no port is free, or the server ends or does not answer within 20 seconds.
    pub async fn start(redis_conf: &str) -> Result<Self, SandboxError> {
        Self::start_program(&Program::find()?, redis_conf).await
    }

    async fn start_program(program: &Program, redis_conf: &str) -> Result<Self, SandboxError> {
        let mut settings = Settings::new(redis_conf);
        let mut taken = 0;
        while taken < PORT_ATTEMPTS {
            match Self::start_on(program, crate::port::pick_free()?, &settings).await {
                Err(SandboxError::PortTaken { .. }) => taken += 1,
                Err(error) if settings.omit_unknown(&error) => {}
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
        let warning = |error| format!("cannot remove the folder of a killed sandbox: {error}");
        let warnings = stale.map(warning).into_iter().collect();
        std::fs::write(folder.path().join("redis.conf"), settings.text())?;
        let child = program.spawn(&folder, port)?;
        let pid = child.id().unwrap_or_default();
        let omitted_directives = settings.omitted().to_vec();
        let mut sandbox = Self { child, pid, port, folder, omitted_directives, warnings };
        sandbox.wait_until_ready(program).await?;
        Ok(sandbox)
    }

    /// Returns the server's URL, which is on the loopback address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Returns the server's process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Returns the directives of `redis.conf` that the server does not support and runs without.
    pub fn omitted_directives(&self) -> &[String] {
        &self.omitted_directives
    }

    /// Returns the problems of the start that did not stop the server from running.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns the folder with the server's files and log.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until the server ends without a request to stop, and returns why.
    pub async fn unexpected_exit(&mut self) -> SandboxError {
        match self.child.wait().await {
            Ok(status) => SandboxError::died(status, &self.log()),
            Err(error) => error.into(),
        }
    }

    /// Returns why the server ended, or `None` if it still runs.
    ///
    /// If the server does not answer, it may be shutting down; the function waits up to 5 seconds for its end.
    pub async fn check_exit(&mut self) -> Option<SandboxError> {
        let answer = timeout(STOP_TIMEOUT, crate::probe::process_id(self.port)).await;
        if matches!(answer, Ok(Ok(pid)) if pid == self.pid) {
            return None;
        }
        timeout(STOP_TIMEOUT, self.unexpected_exit()).await.ok()
    }

    /// Shuts the server down and removes its folder; kills the server if it takes longer than 5 seconds.
    ///
    /// Returns an error if the server cannot be killed or its folder cannot be removed.
    pub async fn stop(mut self) -> Result<(), SandboxError> {
        let is_asked = crate::probe::shutdown(self.port, self.pid).await.is_ok();
        let has_ended = is_asked && timeout(STOP_TIMEOUT, self.child.wait()).await.is_ok();
        if !has_ended {
            self.child.kill().await?;
        }
        std::fs::remove_dir_all(self.folder())?;
        Ok(())
    }

    async fn wait_until_ready(&mut self, program: &Program) -> Result<(), SandboxError> {
        let deadline = Instant::now() + READY_TIMEOUT;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Err(SandboxError::ended(program.name(), self.port, status, &self.log()));
            }
            if crate::probe::process_id(self.port).await.is_ok_and(|pid| pid == self.pid) {
                return Ok(());
            }
            sleep(POLL_INTERVAL).await;
        }
        Err(SandboxError::NotReady { program: program.name(), within: READY_TIMEOUT })
    }

    /// Returns the server's log, or an empty text if it cannot be read.
    fn log(&self) -> String {
        let bytes = std::fs::read(self.folder().join(LOG_FILE)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Sandbox {
    /// Kills the server and waits for its end, because it could still write to its folder, which is removed next.
    fn drop(&mut self) {
        if self.child.start_kill().is_err() {
            return;
        }
        let deadline = Instant::now() + STOP_TIMEOUT;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[cfg(test)]
mod tests;
