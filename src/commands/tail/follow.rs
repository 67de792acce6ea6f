//! Following: waits for new entries, picks up new streams, and reconnects to a lost server.

use std::time::{Duration, Instant};

use astra_bus::{BusError, Follower, ReadOutcome};
use astra_model::time::humanize;
use tokio::sync::mpsc::{self, Receiver};

use crate::commands::env::{CommandError, CommandResult};
use crate::commands::tail::discovery::{FoundStreams, StreamDiscovery};
use crate::commands::tail::session::TailSession;
use crate::output::notes;

/// How long a read may block: short enough that a new stream is picked up soon.
const BLOCK: Duration = Duration::from_millis(500);

/// Pause after each read, per stream: every `XREAD` makes the server look at each of them, and it
/// has other clients to serve.
const PAUSE_PER_STREAM: Duration = Duration::from_micros(10);

/// Shorter pauses are skipped.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);

const FIRST_BACKOFF: Duration = Duration::from_millis(100);

const LONGEST_BACKOFF: Duration = Duration::from_secs(2);

/// Follows until `deadline`, until as many entries were shown as requested, or for ever. If the
/// connection is `lost` already, reconnects first.
pub(super) async fn follow(
    session: &mut TailSession,
    discovery: &StreamDiscovery,
    deadline: Option<Instant>,
    lost: Option<BusError>,
) -> CommandResult<()> {
    let (sender, found) = mpsc::channel(1);
    let mut follow = Follow { session, discovery, found, deadline };
    tokio::select! {
        result = follow.through_losses(lost) => result,
        never = discovery.find_repeatedly(sender) => match never {},
    }
}

/// Returns the error of a server that may come back; fails with any other.
pub(super) fn transient(error: CommandError) -> CommandResult<BusError> {
    let error = error.into_bus_error()?;
    if error.is_transient() { Ok(error) } else { Err(error.into()) }
}

struct Follow<'a> {
    session: &'a mut TailSession,
    discovery: &'a StreamDiscovery,
    /// What the discovery finds meanwhile.
    found: Receiver<FoundStreams>,
    deadline: Option<Instant>,
}

impl Follow<'_> {
    /// Follows through any number of lost connections.
    async fn through_losses(&mut self, mut lost: Option<BusError>) -> CommandResult<()> {
        let mut is_reconnected = false;
        loop {
            if let Some(error) = lost.take() {
                if !self.reconnect(&error).await? {
                    return Ok(());
                }
                is_reconnected = true;
            }
            match self.until_lost(is_reconnected).await {
                Ok(()) => return Ok(()),
                Err(error) => lost = Some(transient(error)?),
            }
        }
    }

    async fn until_lost(&mut self, is_reconnected: bool) -> CommandResult<()> {
        let mut follower = self.session.follower().await?;
        self.session.catch_up(&[], is_reconnected).await?;
        while !self.session.is_done() {
            if let Ok(names) = self.found.try_recv() {
                self.session.catch_up(&names?, false).await?;
            }
            if self.is_over() {
                // Streams created since the last search may also have entries before the deadline.
                self.session.catch_up(&self.discovery.find().await?, false).await?;
                return self.read(&mut follower, Duration::ZERO).await;
            }
            self.read(&mut follower, BLOCK).await?;
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    async fn read(&mut self, follower: &mut Follower, block: Duration) -> CommandResult<()> {
        let streams = self.session.stream_count();
        if streams == 0 {
            tokio::time::sleep(block).await;
            self.session.update_nodes();
            return Ok(());
        }
        match self.session.read_new(follower, block).await? {
            ReadOutcome::Nothing => {}
            ReadOutcome::All => pause(streams).await,
            ReadOutcome::Some => self.session.catch_up(&[], false).await?,
            ReadOutcome::Refused(refusal) => {
                self.session.catch_up(&[], false).await?;
                // This removes the streams that cannot be read. If there are none, the refusal is
                // about the command.
                if self.session.stream_count() == streams {
                    return Err(self.session.refused_read(refusal).into());
                }
            }
        }
        Ok(())
    }

    /// Waits until streams can be read again, and reports how long the server was lost. Returns
    /// `false` if the deadline comes first.
    async fn reconnect(&self, error: &BusError) -> CommandResult<bool> {
        notes::warning(format_args!("{error}; reconnecting"));
        let lost = Instant::now();
        let mut backoff = FIRST_BACKOFF;
        loop {
            tokio::time::sleep(backoff).await;
            backoff = (backoff * 2).min(LONGEST_BACKOFF);
            match self.session.probe().await {
                Ok(()) => break,
                Err(error) if error.is_transient() => {}
                Err(error) => return Err(error.into()),
            }
            if self.is_over() {
                return Ok(false);
            }
        }
        notes::note(format_args!("reconnected after {}", humanize(lost.elapsed())));
        Ok(true)
    }
}

async fn pause(streams: usize) {
    let pause = PAUSE_PER_STREAM.saturating_mul(u32::try_from(streams).unwrap_or(u32::MAX));
    if pause >= SHORTEST_PAUSE {
        tokio::time::sleep(pause).await;
    }
}
