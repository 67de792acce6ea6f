//! One instance of a service, as the registry has it.

use astra_model::Name;
use serde::Serialize;
use serde_json::Value;

/// Seconds without a heartbeat from which on an instance is stale; its hash goes after 60.
pub(crate) const STALE_AFTER_S: f64 = 30.0;

/// One process of a service, as the registry has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the key of the JSON document")]
pub(crate) struct Instance {
    pub(crate) service: Name,
    /// `None` where neither the hash nor its key names one.
    pub(crate) instance: Option<Name>,
    /// `host:port`, where both are given and the port is one.
    pub(crate) address: Option<String>,
    pub(crate) version: Option<Name>,
    pub(crate) state: State,
    /// What the instance says of itself.
    pub(crate) status: Option<Name>,
    pub(crate) heartbeat_age_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat_reason: Option<String>,
    pub(crate) expires_in_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_reason: Option<&'static str>,
    pub(crate) domain: Option<String>,
    /// Whether the set of its service has it; not a sign of life either way.
    pub(crate) indexed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) indexed_reason: Option<&'static str>,
    /// The object, or the text of what is none; `null` where there is nothing.
    pub(crate) metadata: Value,
    /// What is wrong with the registration itself.
    pub(crate) flaws: Vec<String>,
    /// The key of the hash, also where there is none (any more).
    pub(crate) key: Name,
    #[serde(skip)]
    pub(crate) health_check_url: Option<String>,
}

/// How an instance is.
///
/// `Stale` goes before whatever the instance last said of itself, also before `stopping`: one
/// that announced its end and fell silent has not been seen for as long as any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Healthy,
    Starting,
    Stale,
    Unhealthy,
    Stopping,
    Unknown,
    /// In the set of its service, with no hash behind it.
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
