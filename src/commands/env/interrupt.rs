//! Ctrl-C, SIGTERM and SIGHUP: how a command notices them, and the exit code of each.

use std::sync::{Arc, OnceLock};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// The exit code of SIGINT: 128 and the number of the signal, as in a shell.
const INTERRUPTED: u8 = 130;

/// The exit code of SIGTERM.
pub(crate) const TERMINATED: u8 = 143;

/// The exit code of SIGHUP.
pub(crate) const HUNG_UP: u8 = 129;

/// The error of a command that a signal ended, after the command cleaned up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// Listens for the signals that end the process.
///
/// The first signal drops a command that has nothing to clean up. A command that calls
/// [`Interrupt::watch`] ends by itself, and the second signal drops it.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    sender: watch::Sender<bool>,
    code: Arc<OnceLock<u8>>,
}

impl Interrupt {
    pub(crate) fn new() -> Self {
        Self { sender: watch::Sender::new(false), code: Arc::default() }
    }

    /// A receiver that turns true at the first signal.
    pub(crate) fn watch(&self) -> watch::Receiver<bool> {
        self.sender.subscribe()
    }

    /// The exit code of the first signal, if there was one.
    pub(crate) fn code(&self) -> Option<u8> {
        self.code.get().copied()
    }

    /// Takes over the signals at once. The future completes with an exit code when the command must be
    /// dropped.
    ///
    /// # Errors
    /// If the operating system does not let the process handle the signals.
    pub(crate) fn forced(&self) -> std::io::Result<impl Future<Output = u8> + use<>> {
        let signals = Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: if is_hangup_ignored() { None } else { Some(signal(SignalKind::hangup())?) },
        };
        Ok(self.clone().until_forced(signals))
    }

    async fn until_forced(self, mut signals: Signals) -> u8 {
        loop {
            let code = signals.next().await;
            // Keeps the first code only: a later signal ends the process with its own.
            let _is_first = self.code.set(code);
            let is_first = !self.sender.send_replace(true);
            if !is_first || self.sender.receiver_count() == 0 {
                return code;
            }
        }
    }
}

#[derive(Debug)]
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// `None` if the process was started to outlive its terminal.
    hangup: Option<Signal>,
}

impl Signals {
    /// Waits for the next signal, and returns its exit code.
    async fn next(&mut self) -> u8 {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => INTERRUPTED,
            _ = self.terminate.recv() => TERMINATED,
            _ = hangup => HUNG_UP,
        }
    }
}

/// Whether the process was started with SIGHUP ignored, as `nohup` does. A handler would undo that.
///
/// Systems without `/proc` count as not ignoring it.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Waits for the first signal.
pub(crate) async fn requested(watch: &mut watch::Receiver<bool>) {
    if watch.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
}
