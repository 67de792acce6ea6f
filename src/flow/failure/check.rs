//! What a flow test checks, and how each check fails.

use astra_model::EntryId;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// How many failures are told one by one.
pub(crate) const TOLD: usize = 50;

/// One check that failed, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) check: Check,
    /// The event's id and type, as far as there is an event.
    pub(crate) event: Option<Uuid>,
    pub(crate) event_type: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) stream: Option<String>,
    /// The last entry seen there: by the group where there is one, else on the stream; of an event that never came, its cause.
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
    /// The event never came, though its cause did; `is_bound` says whether the group that makes it is bound to the cause's stream.
    Produced { cause: Option<Uuid>, is_bound: bool },
    /// The event was read, but whoever published it got no answer.
    Confirmed,
    /// There is a second entry with the event's id.
    Unique { first: EntryId },
    /// The event is none of this run.
    Known,
    /// The event stands in another stream than its own.
    InItsStream { expected: String },
    /// The event carries no correlation id, or another.
    Correlated { is_missing: bool },
    /// The event names no cause, or another.
    Caused { expected: Option<Uuid>, found: Option<Uuid> },
    /// The entry's event id cannot be read.
    Readable,
    /// Not all trades were begun.
    Begun { begun: u64, trades: u64 },
    /// The run took longer than it may, though all may have come in the end.
    Ended { took_us: u64, limit_us: u64 },
    /// When it was read back, the server held something else than the run must leave there.
    OnServer(Discrepancy),
}

/// What the server says after the run that does not agree with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Discrepancy {
    /// The stream is gone, or cannot be read.
    NoStream,
    /// The group is gone.
    NoGroup,
    /// The group has not read the stream to its last entry.
    Behind { last: EntryId },
    /// Entries were delivered to the group and never acknowledged.
    Pending { pending: u64 },
    /// So many entries were added, which are more or fewer than there were events.
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

/// The failures of a run: the first ones, and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Failures {
    pub(crate) told: Vec<Failure>,
    pub(crate) total: u64,
}

impl Failures {
    /// Adds a failure, which is made only if there is room to tell it.
    pub(crate) fn add(&mut self, failure: impl FnOnce() -> Failure) {
        self.total += 1;
        if self.told.len() < TOLD {
            self.told.push(failure());
        }
    }

    /// Returns how many failures there are beside those told.
    pub(crate) fn untold(&self) -> u64 {
        self.total - self.told.len() as u64
    }
}
