//! The streams of a run on the server: created with an expiry, renewed, and removed at the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use astra_bus::{BusError, BusWriter, CreateError};
use astra_model::Name;
use tokio::time::sleep;

use crate::flow::run::outcome::RunError;
use crate::flow::run::plan::{InjectedFault, RunPlan};

/// How long the streams live without renewal.
pub(crate) const LIFETIME: Duration = Duration::from_secs(60);

/// How often they are renewed: three renewals may fail before they expire.
pub(super) const RENEWAL: Duration = Duration::from_secs(15);

/// How long the teardown waits for a server that is temporarily unreachable.
const TEARDOWN_TIMEOUT: Duration = Duration::from_secs(5);

const PAUSE: Duration = Duration::from_millis(100);

/// Everything that a run creates on the server.
#[derive(Debug)]
pub(super) struct TestStreams {
    pub(super) streams: Vec<Name>,
    /// Whether any of them may exist.
    may_exist: AtomicBool,
}

impl TestStreams {
    pub(super) fn of(plan: &RunPlan) -> Self {
        let streams = plan.streams.iter().map(|stream| stream.name.as_str().into());
        Self { streams: streams.collect(), may_exist: AtomicBool::new(false) }
    }

    /// Creates the streams and groups, and destroys one group if that fault is injected.
    pub(super) async fn create(&self, bus: &BusWriter, plan: &RunPlan) -> Result<(), RunError> {
        let streams: Vec<(Name, Vec<Name>)> = plan
            .streams
            .iter()
            .map(|stream| {
                let groups = stream.groups.iter().map(|group| group.as_str().into());
                (stream.name.as_str().into(), groups.collect())
            })
            .collect();
        bus.check_ready().await?;
        self.may_exist.store(true, Ordering::Relaxed);
        bus.create_temporary_streams(&streams, LIFETIME).await.map_err(
            |CreateError { error, is_partial }| {
                self.may_exist.store(is_partial, Ordering::Relaxed);
                error
            },
        )?;
        if let (Some(InjectedFault::MissingGroup), Some((group, stream))) =
            (plan.settings.fault, plan.fault_target())
        {
            bus.destroy_group(&stream.into(), &group.into()).await?;
        }
        Ok(())
    }

    /// Removes the streams, and waits a while for a server that is temporarily unreachable.
    pub(super) async fn teardown(&self, bus: &BusWriter) -> Result<(), BusError> {
        if !self.may_exist.load(Ordering::Relaxed) {
            return Ok(());
        }
        let deadline = Instant::now() + TEARDOWN_TIMEOUT;
        loop {
            match bus.remove_streams(&self.streams).await {
                Err(error) if error.is_transient() && Instant::now() < deadline => {
                    sleep(PAUSE).await;
                }
                result => return result,
            }
        }
    }
}
