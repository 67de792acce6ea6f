//! The end of a run: what is late is waited for, and what the server holds is read back.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::flow::failure::check::Failure;
use crate::flow::run::driver::drive::{Conductor, TICK};
use crate::flow::run::outcome::RunError;
use crate::flow::run::readback;

/// What is late is waited for as long as the deadline, and at least so long: a shorter deadline makes nothing absent.
const PATIENCE: Duration = Duration::from_secs(1);

/// A server that answers later than this stands still, which is not to hear nothing.
const STANDSTILL: Duration = Duration::from_millis(50);

impl Conductor<'_> {
    /// Reads back from the server until it agrees with the account and nothing is overdue, or nothing more is heard.
    pub(super) async fn settle(&mut self, started: Instant) -> Result<Vec<Failure>, RunError> {
        let patience = self.script.settings.deadline.max(PATIENCE);
        let end = (Instant::now() + patience).max(started + self.script.settings.timeout);
        let mut quiet = Duration::ZERO;
        loop {
            while let Ok(notes) = self.notes.try_recv() {
                self.enter(notes);
            }
            let asked = Instant::now();
            let found =
                readback::compare(self.bus, &self.script.streams, &self.script.ledger).await?;
            let is_all = found.is_empty() && self.script.ledger.overdue() == 0;
            if is_all || quiet >= patience || Instant::now() > end {
                self.hear_out().await;
                return Ok(found);
            }
            quiet += asked.elapsed().min(STANDSTILL);
            match timeout(TICK, self.notes.recv()).await {
                Ok(Some(notes)) => {
                    self.enter(notes);
                    quiet = Duration::ZERO;
                }
                _ => quiet += TICK,
            }
        }
    }

    /// Enters what is still on its way to the account where something was amiss; otherwise nothing is.
    async fn hear_out(&mut self) {
        while self.script.ledger.failures.total > 0 {
            match timeout(TICK, self.notes.recv()).await {
                Ok(Some(notes)) => self.enter(notes),
                _ => return,
            }
        }
    }
}
