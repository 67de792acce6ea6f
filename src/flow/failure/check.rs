//! The checks of a flow test, and the failures that they find.

use astra_model::EntryId;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// How many failures are listed one by one.
pub(crate) const MAX_LISTED: usize = 50;

/// A failed check, and where it failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) check: Check,
    /// The event's id and type, if the failure is about an event.
    pub(crate) event: Option<Uuid>,
    pub(crate) event_type: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) stream: Option<String>,
    /// The last entry seen there, by the group if there is one, else on the stream; for an event that never arrived, the
    /// entry of its cause.
    pub(crate) last_seen: Option<EntryId>,
}

/// What was checked, and what was found instead.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    /// The event did not reach the group in time.
    Delivered { deadline_us: u64 },
    /// The event reached the group, but after the deadline.
    InTime { took_us: u64, deadline_us: u64 },
    /// The group's consumer did not acknowledge the event.
    Acknowledged,
    /// The event never arrived, although its cause did; `is_bound` is whether its producer group is bound to the cause's
    /// stream.
    Produced { cause: Option<Uuid>, is_bound: bool },
    /// The event was read, but its publisher got no confirmation.
    Confirmed,
    /// A second entry has the event's id.
    Unique { first: EntryId },
    /// The event does not belong to this run.
    Known,
    /// The event is on another stream than its own.
    InItsStream { expected: String },
    /// The event carries no correlation id, or a wrong one.
    Correlated { is_missing: bool },
    /// The event names no cause, or a wrong one.
    Caused { expected: Option<Uuid>, found: Option<Uuid> },
    /// The entry's event id is not readable.
    Readable,
    /// Not all trades were begun.
    Begun { begun: u64, trades: u64 },
    /// The run exceeded its time limit; everything may have arrived in the end.
    Ended { took_us: u64, limit_us: u64 },
    /// The server reports another state than the run must leave there.
    OnServer(Discrepancy),
}

/// A difference between the state of the server and what the run must leave there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Discrepancy {
    /// The stream is gone or not readable.
    NoStream,
    /// The group is gone.
    NoGroup,
    /// The group has not read the last entry of the stream.
    Behind { last: EntryId },
    /// Entries were delivered to the group and never acknowledged.
    Pending { pending: u64 },
    /// The stream was given more or fewer entries than the run published events.
    Entries { expected: u64, added: u64 },
}

impl Check {
    /// The names of all checks, in the order in which a run can fail them.
    pub(crate) const NAMES: [&'static str; 14] = [
        "begun",
        "produced",
        "confirmed",
        "readable",
        "known",
        "in-its-stream",
        "unique",
        "correlated",
        "caused",
        "delivered",
        "in-time",
        "acknowledged",
        "on-server",
        "ended",
    ];

    /// Returns the check's name in JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Delivered { .. } => "delivered",
            Self::InTime { .. } => "in-time",
            Self::Acknowledged => "acknowledged",
            Self::Produced { .. } => "produced",
            Self::Confirmed => "confirmed",
            Self::Unique { .. } => "unique",
            Self::Known => "known",
            Self::InItsStream { .. } => "in-its-stream",
            Self::Correlated { .. } => "correlated",
            Self::Caused { .. } => "caused",
            Self::Readable => "readable",
            Self::Begun { .. } => "begun",
            Self::Ended { .. } => "ended",
            Self::OnServer(_) => "on-server",
        }
    }
}

impl Failure {
    /// A failure of the run as a whole.
    pub(crate) fn of_run(check: Check) -> Self {
        Self { check, event: None, event_type: None, group: None, stream: None, last_seen: None }
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("check", self.check.name())?;
        map.serialize_entry("event_id", &self.event)?;
        map.serialize_entry("event_type", &self.event_type)?;
        map.serialize_entry("group", &self.group)?;
        map.serialize_entry("stream", &self.stream)?;
        map.serialize_entry("last_seen", &self.last_seen)?;
        map.serialize_entry("detail", &self.to_string())?;
        map.end()
    }
}

/// The failures of a run: the first [`MAX_LISTED`], and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Failures {
    pub(crate) listed: Vec<Failure>,
    pub(crate) total: u64,
}

impl Failures {
    /// Adds a failure, which is built only if it is going to be listed.
    pub(crate) fn add(&mut self, failure: impl FnOnce() -> Failure) {
        self.total += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(failure());
        }
    }

    /// Returns how many failures are counted but not listed.
    pub(crate) fn unlisted(&self) -> u64 {
        self.total - self.listed.len() as u64
    }
}
