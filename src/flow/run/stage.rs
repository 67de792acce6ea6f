//! The streams of a run on the server: made with an expiry, renewed, and removed at the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use astra_bus::{BusError, BusWriter, CreateError};
use astra_model::Name;
use tokio::time::sleep;

use crate::flow::run::fault::Fault;
use crate::flow::run::outcome::RunError;
use crate::flow::run::script::Script;

/// How long the streams live without being renewed.
pub(crate) const LIFETIME: Duration = Duration::from_secs(60);

/// How often they are renewed: three renewals may fail before they expire.
pub(super) const RENEWAL: Duration = Duration::from_secs(15);

/// How long a lost server is waited for to remove them.
const PATIENCE: Duration = Duration::from_secs(5);

const PAUSE: Duration = Duration::from_millis(100);

/// All that a run makes on the server.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) streams: Vec<Name>,
    /// Whether any of them may be there.
    is_begun: AtomicBool,
}

impl Stage {
    pub(super) fn of(script: &Script) -> Self {
        let streams = script.streams.iter().map(|stream| stream.name.as_str().into());
        Self { streams: streams.collect(), is_begun: AtomicBool::new(false) }
    }

    /// Makes the streams and groups.
    pub(super) async fn set(&self, bus: &BusWriter, script: &Script) -> Result<(), RunError> {
        let streams: Vec<(Name, Vec<Name>)> = script
            .streams
            .iter()
            .map(|stream| {
                let groups = stream.groups.iter().map(|group| group.as_str().into());
                (stream.name.as_str().into(), groups.collect())
            })
            .collect();
        bus.check_ready().await?;
        self.is_begun.store(true, Ordering::Relaxed);
        bus.create_temporary_streams(&streams, LIFETIME).await.map_err(
            |CreateError { error, is_partial }| {
                self.is_begun.store(is_partial, Ordering::Relaxed);
                error
            },
        )?;
        if let (Some(Fault::MissingGroup), Some((group, stream))) =
            (script.settings.fault, script.victim())
        {
            bus.destroy_group(&stream.into(), &group.into()).await?;
        }
        Ok(())
    }

    /// Removes the streams, also from a server that is lost, if it is back soon.
    pub(super) async fn strike(&self, bus: &BusWriter) -> Result<(), BusError> {
        if !self.is_begun.load(Ordering::Relaxed) {
            return Ok(());
        }
        let until = Instant::now() + PATIENCE;
        loop {
            match bus.remove_streams(&self.streams).await {
                Err(error) if error.is_transient() && Instant::now() < until => sleep(PAUSE).await,
                result => return result,
            }
        }
    }
}
