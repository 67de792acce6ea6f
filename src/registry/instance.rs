//! One instance of a service, as the registry shows it.

use astra_model::Name;
use serde::Serialize;
use serde_json::Value;

/// Seconds without a heartbeat after which an instance is stale. Its hash expires after 60.
pub(crate) const STALE_AFTER_S: f64 = 30.0;

/// One process of a service, as the registry shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the key of the JSON document")]
pub(crate) struct Instance {
    pub(crate) service: Name,
    /// `None` if neither the hash nor its key names it.
    pub(crate) instance: Option<Name>,
    /// `host:port`, if both are present and the port is valid.
    pub(crate) address: Option<String>,
    pub(crate) version: Option<Name>,
    pub(crate) state: State,
    /// The status that the instance reports.
    pub(crate) status: Option<Name>,
    pub(crate) heartbeat_age_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat_reason: Option<String>,
    pub(crate) expires_in_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_reason: Option<&'static str>,
    pub(crate) domain: Option<String>,
    /// Whether the set of its service lists it; this shows nothing about its health.
    pub(crate) indexed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) indexed_reason: Option<&'static str>,
    /// The object, the raw text if it is not an object, or `null` if there is none.
    pub(crate) metadata: Value,
    /// What is wrong with the registration.
    pub(crate) flaws: Vec<String>,
    /// The key of the hash, even if the hash is gone.
    pub(crate) key: Name,
    #[serde(skip)]
    pub(crate) health_check_url: Option<String>,
}

/// The state of an instance.
///
/// `Stale` takes precedence over the status that the instance reported last, even over `stopping`: an
/// instance that announced its end and then sent no heartbeat is as silent as any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Healthy,
    Starting,
    Stale,
    Unhealthy,
    Stopping,
    Unknown,
    /// Listed in the set of its service, but without a hash.
    Orphan,
}

impl State {
    pub(crate) const ALL: [Self; 7] = [
        Self::Healthy,
        Self::Starting,
        Self::Stale,
        Self::Unhealthy,
        Self::Stopping,
        Self::Unknown,
        Self::Orphan,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Starting => "starting",
            Self::Stale => "stale",
            Self::Unhealthy => "unhealthy",
            Self::Stopping => "stopping",
            Self::Unknown => "unknown",
            Self::Orphan => "orphan",
        }
    }
}
