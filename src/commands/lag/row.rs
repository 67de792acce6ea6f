//! One row of `astra lag`: what is known of a group on a stream, and what it comes to.

use astra_bus::{GroupState, Lag, LagReading, Loss, StreamState};
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::lag::rates::Rates;

/// Why nothing is known of a group that is only promised.
const NO_GROUP: &str = "the group does not exist";

/// One group on one stream.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) stream: Name,
    pub(super) group: Name,
    pub(super) length: u64,
    pub(super) lag: Option<u64>,
    pub(super) lag_kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag_reason: Option<&'static str>,
    lag_server: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag_server_reason: Option<&'static str>,
    pub(super) lag_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag_seconds_reason: Option<&'static str>,
    pub(super) pending: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending_reason: Option<&'static str>,
    pub(super) consumers: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumers_reason: Option<&'static str>,
    last_delivered_id: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_delivered_id_reason: Option<&'static str>,
    pub(super) lost: Option<u64>,
    pub(super) lost_kind: Kind,
    pub(super) headroom: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headroom_reason: Option<&'static str>,
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    /// Only where it is looked at again and again.
    pub(super) rates: Option<Rates>,
}

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Exact,
    AtLeast,
    AtMost,
    Unknown,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Unknown => "unknown",
        }
    }
}

/// The state of a group on a stream, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Lost,
    Unprovisioned,
    Ahead,
    Stalled,
    Lagging,
    Ok,
}

/// What is known of one group, to be judged.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) name: &'a Name,
    pub(super) stream: &'a StreamState,
    pub(super) group: &'a GroupState,
    pub(super) trail: LagReading,
    pub(super) now: Timestamp,
    /// Whether a consumer was active lately; `None` where nobody asked, or may not know.
    pub(super) is_active: Option<bool>,
}

impl Row {
    pub(super) fn measured(facts: &Facts<'_>) -> Self {
        let Facts { stream, group, .. } = facts;
        let (lag, lag_kind) = known_lag(facts.trail.lag);
        let (lost, lost_kind) = known_loss(stream.loss(group));
        let (seconds, no_seconds) = age(&facts.trail, facts.now);
        let headroom =
            lag.filter(|_| lag_kind == Kind::Exact).and_then(|lag| stream.length.checked_sub(lag));
        Self {
            stream: facts.name.clone(),
            group: group.name.clone(),
            length: stream.length,
            lag,
            lag_kind,
            lag_reason: (lag_kind == Kind::Unknown)
                .then_some("entries were removed while they were counted"),
            lag_server: group.lag_server,
            lag_server_reason: group.lag_server.is_none().then_some("the server does not know it"),
            lag_seconds: seconds,
            lag_seconds_reason: no_seconds,
            pending: Some(group.pending),
            pending_reason: None,
            consumers: Some(group.consumers),
            consumers_reason: None,
            last_delivered_id: Some(group.last_delivered),
            last_delivered_id_reason: None,
            lost,
            lost_kind,
            headroom,
            headroom_reason: headroom.is_none().then_some("the lag is not known exactly"),
            status: status(facts),
            rates: None,
        }
    }

    /// A group that the topology promises on a stream that has it not.
    pub(super) fn unprovisioned(stream: &str, group: &str, state: &StreamState) -> Self {
        Self {
            stream: stream.into(),
            group: group.into(),
            length: state.length,
            lag: None,
            lag_kind: Kind::Unknown,
            lag_reason: Some(NO_GROUP),
            lag_server: None,
            lag_server_reason: Some(NO_GROUP),
            lag_seconds: None,
            lag_seconds_reason: Some(NO_GROUP),
            pending: None,
            pending_reason: Some(NO_GROUP),
            consumers: None,
            consumers_reason: Some(NO_GROUP),
            last_delivered_id: None,
            last_delivered_id_reason: Some(NO_GROUP),
            lost: None,
            lost_kind: Kind::Unknown,
            headroom: None,
            headroom_reason: Some(NO_GROUP),
            status: Status::Unprovisioned,
            rates: None,
        }
    }

    pub(super) fn is_lag_exact(&self) -> bool {
        self.lag_kind == Kind::Exact
    }

    /// Whether there is anything to look at.
    pub(super) fn is_lagging(&self) -> bool {
        self.status != Status::Ok
    }
}

fn known_lag(lag: Lag) -> (Option<u64>, Kind) {
    match lag {
        Lag::Exact(lag) => (Some(lag), Kind::Exact),
        Lag::AtLeast(lag) => (Some(lag), Kind::AtLeast),
        Lag::Unknown => (None, Kind::Unknown),
    }
}

fn known_loss(found: Loss) -> (Option<u64>, Kind) {
    match found {
        Loss::Exact(lost) => (Some(lost), Kind::Exact),
        Loss::AtMost(lost) => (Some(lost), Kind::AtMost),
        Loss::Unknown => (None, Kind::Unknown),
    }
}

/// The age in seconds of the oldest undelivered entry, by the clock of its server.
fn age(trail: &LagReading, now: Timestamp) -> (Option<f64>, Option<&'static str>) {
    match (trail.lag, trail.oldest) {
        (Lag::Exact(0), _) => (Some(0.0), None),
        (Lag::Unknown, _) | (_, None) => {
            (None, Some("entries were removed while they were counted"))
        }
        (_, Some(id)) => match id.age(now) {
            Some(age) => (Some(age.as_secs_f64()), None),
            None => (None, Some(UNKNOWN_AGE_REASON)),
        },
    }
}

fn status(facts: &Facts<'_>) -> Status {
    let Facts { stream, group, .. } = facts;
    if stream.has_lost(group) {
        Status::Lost
    } else if group.last_delivered > stream.last_generated {
        Status::Ahead
    } else if !facts.trail.is_behind() {
        Status::Ok
    } else if facts.is_active == Some(false) {
        Status::Stalled
    } else {
        Status::Lagging
    }
}
