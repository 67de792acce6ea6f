//! One instance, and the answer of its health URL.

use std::time::Duration;

use serde::Serialize;

use crate::commands::services::probe::{self, Probe};
use crate::registry::{Instance, State};

/// An instance, and the answer of its health URL with `--probe`.
#[derive(Debug, Serialize)]
pub(super) struct ServiceRow {
    #[serde(flatten)]
    pub(super) instance: Instance,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) probe: Option<Probe>,
}

impl ServiceRow {
    /// Whether the registry has it as healthy, and its health URL, if called, answered with success.
    pub(super) fn is_healthy(&self) -> bool {
        self.instance.state == State::Healthy && self.probe.as_ref().is_none_or(|probe| probe.ok)
    }
}

/// Turns instances into rows, in order; calls their health URLs, each within the time limit, if there is one.
pub(super) async fn rows(
    instances: Vec<Instance>,
    probe_timeout: Option<Duration>,
) -> Vec<ServiceRow> {
    let Some(timeout) = probe_timeout else {
        return instances.into_iter().map(|it| ServiceRow { instance: it, probe: None }).collect();
    };
    let probes = probe::call_all(&instances, timeout).await;
    let rows = instances.into_iter().zip(probes);
    rows.map(|(instance, probe)| ServiceRow { instance, probe: Some(probe) }).collect()
}
