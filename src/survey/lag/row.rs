//! One group on one stream: how far it lags, what it lost, and its status.

use astra_bus::{GroupState, Lag, LagReading, Loss, StreamState};
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};
use jiff::Timestamp;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::survey::known::Known;
use crate::survey::lag::rates::Rates;

/// Why every number of a group is unknown that the topology promises and that does not exist.
const NO_GROUP: &str = "the group does not exist";

const REMOVED_WHILE_COUNTED: &str = "entries were removed while they were counted";

/// One group on one stream.
#[derive(Clone, Debug)]
pub(crate) struct LagRow {
    pub(crate) stream: Name,
    pub(crate) group: Name,
    /// Entries in the stream.
    pub(crate) length: u64,
    /// Entries not yet delivered to the group; may be a lower bound, see `lag_kind`.
    pub(crate) lag: Known<u64>,
    pub(crate) lag_kind: Exactness,
    /// The lag that Redis reports, which is often wrong.
    pub(crate) lag_server: Known<i64>,
    /// The age in seconds of the oldest undelivered entry, by the clock of its server.
    pub(crate) lag_seconds: Known<f64>,
    pub(crate) pending: Known<u64>,
    pub(crate) consumers: Known<u64>,
    pub(crate) last_delivered_id: Known<EntryId>,
    /// Entries removed before the group read them; may be an upper bound, see `lost_kind`.
    pub(crate) lost: Option<u64>,
    pub(crate) lost_kind: Exactness,
    /// Entries that can still be trimmed before the trimmer reaches the group.
    pub(crate) headroom: Known<u64>,
    pub(crate) status: LagStatus,
    /// Only if the survey was compared with another.
    pub(crate) rates: Option<Rates>,
}

/// How a number relates to the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Exactness {
    Exact,
    AtLeast,
    AtMost,
    Unknown,
}

impl Exactness {
    /// The word of the documents.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Unknown => "unknown",
        }
    }
}

/// The status of a group on a stream, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LagStatus {
    /// Entries were removed before the group read them.
    Lost,
    /// The topology promises the group, and it does not exist.
    Unprovisioned,
    /// The group's cursor is beyond the end of the stream.
    Ahead,
    /// The group lags, and none of its consumers was active within the last minute.
    Stalled,
    Lagging,
    Ok,
}

/// What was read about one group.
#[derive(Debug)]
pub(super) struct Observation<'a> {
    pub(super) name: &'a Name,
    pub(super) stream: &'a StreamState,
    pub(super) group: &'a GroupState,
    pub(super) reading: LagReading,
    pub(super) now: Timestamp,
    /// Whether a consumer was active within the last minute; `None` if that was not read.
    pub(super) is_active: Option<bool>,
}

impl LagRow {
    pub(super) fn observed(observation: &Observation<'_>) -> Self {
        let Observation { name, stream, group, reading, now, .. } = observation;
        let (lag, lag_kind) = match reading.lag {
            Lag::Exact(lag) => (Some(lag), Exactness::Exact),
            Lag::AtLeast(lag) => (Some(lag), Exactness::AtLeast),
            Lag::Unknown => (None, Exactness::Unknown),
        };
        let (lost, lost_kind) = match stream.loss(group) {
            Loss::Exact(lost) => (Some(lost), Exactness::Exact),
            Loss::AtMost(lost) => (Some(lost), Exactness::AtMost),
            Loss::Unknown => (None, Exactness::Unknown),
        };
        let exact_lag = lag.filter(|_| lag_kind == Exactness::Exact);
        let headroom = exact_lag.and_then(|lag| stream.length.checked_sub(lag));
        Self {
            stream: (*name).clone(),
            group: group.name.clone(),
            length: stream.length,
            lag: Known::new(lag, REMOVED_WHILE_COUNTED),
            lag_kind,
            lag_server: Known::new(group.lag_server, "the server does not report it"),
            lag_seconds: age(reading, *now),
            pending: Known::Value(group.pending),
            consumers: Known::Value(group.consumers),
            last_delivered_id: Known::Value(group.last_delivered),
            lost,
            lost_kind,
            headroom: Known::new(headroom, "the lag is not known exactly"),
            status: status(observation),
            rates: None,
        }
    }

    /// A group that the topology promises on a stream, and that does not exist there.
    pub(super) fn unprovisioned(stream: &str, group: &str, state: &StreamState) -> Self {
        Self {
            stream: stream.into(),
            group: group.into(),
            length: state.length,
            lag: Known::Unknown(NO_GROUP),
            lag_kind: Exactness::Unknown,
            lag_server: Known::Unknown(NO_GROUP),
            lag_seconds: Known::Unknown(NO_GROUP),
            pending: Known::Unknown(NO_GROUP),
            consumers: Known::Unknown(NO_GROUP),
            last_delivered_id: Known::Unknown(NO_GROUP),
            lost: None,
            lost_kind: Exactness::Unknown,
            headroom: Known::Unknown(NO_GROUP),
            status: LagStatus::Unprovisioned,
            rates: None,
        }
    }

    /// The lag, if it is known exactly.
    pub(crate) fn exact_lag(&self) -> Option<u64> {
        self.lag.value().filter(|_| self.lag_kind == Exactness::Exact)
    }

    /// Whether the status is anything but `ok`.
    pub(crate) fn is_lagging(&self) -> bool {
        self.status != LagStatus::Ok
    }
}

impl Serialize for LagRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("stream", &self.stream)?;
        map.serialize_entry("group", &self.group)?;
        map.serialize_entry("length", &self.length)?;
        map.serialize_entry("lag", &self.lag.value())?;
        map.serialize_entry("lag_kind", &self.lag_kind)?;
        self.lag.serialize_reason(&mut map, "lag_reason")?;
        self.lag_server.serialize(&mut map, "lag_server", "lag_server_reason")?;
        self.lag_seconds.serialize(&mut map, "lag_seconds", "lag_seconds_reason")?;
        self.pending.serialize(&mut map, "pending", "pending_reason")?;
        self.consumers.serialize(&mut map, "consumers", "consumers_reason")?;
        let keys = ("last_delivered_id", "last_delivered_id_reason");
        self.last_delivered_id.serialize(&mut map, keys.0, keys.1)?;
        map.serialize_entry("lost", &self.lost)?;
        map.serialize_entry("lost_kind", &self.lost_kind)?;
        self.headroom.serialize(&mut map, "headroom", "headroom_reason")?;
        map.serialize_entry("status", &self.status)?;
        if let Some(rates) = &self.rates {
            rates.serialize(&mut map)?;
        }
        map.end()
    }
}

/// The age in seconds of the oldest undelivered entry.
fn age(reading: &LagReading, now: Timestamp) -> Known<f64> {
    match (reading.lag, reading.oldest) {
        (Lag::Exact(0), _) => Known::Value(0.0),
        (Lag::Unknown, _) | (_, None) => Known::Unknown(REMOVED_WHILE_COUNTED),
        (_, Some(id)) => Known::new(id.age(now).map(|age| age.as_secs_f64()), UNKNOWN_AGE_REASON),
    }
}

fn status(observation: &Observation<'_>) -> LagStatus {
    let Observation { stream, group, reading, is_active, .. } = observation;
    if stream.has_lost(group) {
        LagStatus::Lost
    } else if group.last_delivered > stream.last_generated {
        LagStatus::Ahead
    } else if !reading.is_behind() {
        LagStatus::Ok
    } else if *is_active == Some(false) {
        LagStatus::Stalled
    } else {
        LagStatus::Lagging
    }
}

#[cfg(test)]
mod tests;
