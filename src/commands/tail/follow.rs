//! Following: new entries as they come, new streams as they appear, and a server that is lost and
//! comes back.

use std::time::{Duration, Instant};

use anyhow::Result;
use astra_bus::{BusError, Follower, ReadOutcome};
use astra_model::Name;
use astra_model::time::humanize;
use tokio::sync::mpsc::{self, Receiver};

use crate::commands::tail::reading::Reading;
use crate::commands::tail::search::Search;
use crate::output::notes;

/// The streams that were found, each time they were searched for.
type StreamLookup = Receiver<Result<Vec<Name>, BusError>>;

/// How long the server is asked to wait for entries: short enough that a new stream is read soon.
const BLOCK: Duration = Duration::from_millis(500);

/// Rest after each reply for each stream that is read: the server looks at every one of them for
/// every `XREAD`, and has others to serve.
const REST: Duration = Duration::from_micros(10);

/// A shorter rest than this is none.
const SHORTEST_REST: Duration = Duration::from_millis(1);

const FIRST_BACKOFF: Duration = Duration::from_millis(100);

const LONGEST_BACKOFF: Duration = Duration::from_secs(2);

/// Follows until `deadline`, until as many entries were shown as were asked for, or for ever; first
/// waits for a server that is `lost` already.
pub(super) async fn run(
    reading: &mut Reading,
    search: &Search,
    deadline: Option<Instant>,
    lost: Option<BusError>,
) -> Result<()> {
    let (sender, mut found) = mpsc::channel(1);
    tokio::select! {
        result = persist(reading, &mut found, search, deadline, lost) => result,
        never = search.repeatedly(sender) => match never {},
    }
}

/// Follows through any number of lost connections.
async fn persist(
    reading: &mut Reading,
    found: &mut StreamLookup,
    search: &Search,
    deadline: Option<Instant>,
    mut lost: Option<BusError>,
) -> Result<()> {
    let mut is_reconnected = false;
    loop {
        if let Some(error) = lost.take() {
            if !come_back(reading, &error, deadline).await? {
                return Ok(());
            }
            is_reconnected = true;
        }
        match follow(reading, found, search, deadline, is_reconnected).await {
            Ok(()) => return Ok(()),
            Err(error) => lost = Some(passing(error)?),
        }
    }
}

/// The error of a server that may come back; any other is the end.
pub(super) fn passing(error: anyhow::Error) -> Result<BusError> {
    match error.downcast::<BusError>() {
        Ok(error) if error.is_transient() => Ok(error),
        Ok(error) => Err(error.into()),
        Err(error) => Err(error),
    }
}

async fn follow(
    reading: &mut Reading,
    found: &mut StreamLookup,
    search: &Search,
    deadline: Option<Instant>,
    is_reconnected: bool,
) -> Result<()> {
    let mut live = reading.bus.follow().await?;
    look(reading, &[], is_reconnected).await?;
    while !reading.printer.is_done() {
        if let Ok(names) = found.try_recv() {
            look(reading, &names?, false).await?;
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            // Streams that came after the last search have entries of the time that is over, too.
            look(reading, &search.once().await?, false).await?;
            return wait(reading, &mut live, Duration::ZERO).await;
        }
        wait(reading, &mut live, BLOCK).await?;
    }
    Ok(())
}

async fn look(reading: &mut Reading, names: &[Name], is_reconnected: bool) -> Result<()> {
    let Reading { bus, streams, news, .. } = reading;
    let backlog = streams.look(bus, names, is_reconnected, news).await?;
    reading.news.tell();
    reading.show_backlog(backlog).await
}

async fn wait(reading: &mut Reading, live: &mut Follower, block: Duration) -> Result<()> {
    if reading.streams.is_empty() {
        tokio::time::sleep(block).await;
        reading.news.servers(reading.bus.unreachable_nodes());
        return Ok(());
    }
    match reading.wait(live, block).await? {
        ReadOutcome::Nothing => {}
        ReadOutcome::All => rest(reading.streams.len()).await,
        ReadOutcome::Some => look(reading, &[], false).await?,
        ReadOutcome::Refused(refusal) => {
            let before = reading.streams.len();
            look(reading, &[], false).await?;
            // The look has left out what cannot be read. If there was nothing, the refusal stands.
            if reading.streams.len() == before {
                let refusal = refusal.with_denied(reading.bus.user(), "XREAD", &[]);
                return Err(BusError::Refused { subject: "XREAD".into(), refusal }.into());
            }
        }
    }
    Ok(())
}

async fn rest(streams: usize) {
    let rest = REST.saturating_mul(u32::try_from(streams).unwrap_or(u32::MAX));
    if rest >= SHORTEST_REST {
        tokio::time::sleep(rest).await;
    }
}

/// Waits until streams can be read again; says when the server was lost, and for how long. `false`
/// where the deadline came first.
async fn come_back(reading: &Reading, error: &BusError, deadline: Option<Instant>) -> Result<bool> {
    notes::warning(format_args!("{error}; reconnecting"));
    let lost = Instant::now();
    let mut backoff = FIRST_BACKOFF;
    loop {
        tokio::time::sleep(backoff).await;
        backoff = (backoff * 2).min(LONGEST_BACKOFF);
        match is_back(reading).await {
            Ok(()) => break,
            Err(error) if error.is_transient() => {}
            Err(error) => return Err(error.into()),
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(false);
        }
    }
    notes::note(format_args!("back after {}", humanize(lost.elapsed())));
    Ok(true)
}

/// Whether what was read can be read again: where nothing was, any sign of life will do.
async fn is_back(reading: &Reading) -> Result<(), BusError> {
    match reading.streams.names().first() {
        Some(stream) => reading.bus.probe_slot(stream).await,
        None => reading.bus.ping().await,
    }
}
