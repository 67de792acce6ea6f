//! Ctrl-C and SIGTERM: how a command learns of them, and what the process ends with.

use std::sync::{Arc, OnceLock};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

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
        let signals = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(self.clone().until_forced(signals))
    }

    async fn until_forced(self, (mut interrupt, mut terminate): (Signal, Signal)) -> u8 {
        loop {
            let code = tokio::select! {
                _ = interrupt.recv() => 130,
                _ = terminate.recv() => 143,
            };
            // Only the first is kept; a later one ends the process with its own.
            let _is_set = self.code.set(code);
            let is_first = !self.sender.send_replace(true);
            if !is_first || self.sender.receiver_count() == 0 {
                return code;
            }
        }
    }
}

/// Waits until the process is asked to end.
pub(crate) async fn requested(watch: &mut watch::Receiver<bool>) {
    if watch.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
}
