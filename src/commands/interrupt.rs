//! Ctrl-C, SIGTERM and SIGHUP: how a command learns of them, and what the process ends with.

use std::sync::{Arc, OnceLock};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// The exit codes of the signals: 128 and the number of each.
const INTERRUPTED: u8 = 130;

pub(crate) const TERMINATED: u8 = 143;

pub(crate) const HUNG_UP: u8 = 129;

/// The end of a command that was interrupted, after it has tidied up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// A hand on the signals that end the process.
///
/// A command that has nothing to tidy up need not look: it is dropped where it stands. One that
/// calls [`Interrupt::watch`] is left to end by itself, and dropped at the second signal.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    sender: watch::Sender<bool>,
    code: Arc<OnceLock<u8>>,
}

impl Interrupt {
    pub(crate) fn new() -> Self {
        Self { sender: watch::Sender::new(false), code: Arc::default() }
    }

    /// A receiver that turns true when the process is asked to end.
    pub(crate) fn watch(&self) -> watch::Receiver<bool> {
        self.sender.subscribe()
    }

    /// The exit code for the first signal that came: 128 and its number.
    pub(crate) fn code(&self) -> Option<u8> {
        self.code.get().copied()
    }

    /// Takes the signals over at once, and completes with the exit code when the command has to be
    /// dropped.
    ///
    /// # Errors
    /// Where the process may not take them over.
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
            // Only the first is kept; a later one ends the process with its own.
            let _is_set = self.code.set(code);
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
    /// `None` where the process was started to outlive its terminal.
    hangup: Option<Signal>,
}

impl Signals {
    /// Waits for the next of them, and returns its exit code.
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

/// Whether whoever started the process has asked it to ignore SIGHUP, as `nohup` does; to take the
/// signal over would undo that. Where the system does not say, nobody has.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Waits until the process is asked to end.
pub(crate) async fn requested(watch: &mut watch::Receiver<bool>) {
    if watch.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
}
