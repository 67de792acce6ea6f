//! The topology as data: the catalogue of streams, the groups and the defaults.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::entry_id::EntryId;
use crate::pattern::Pattern;
use crate::time::When;

/// Entries that a stream keeps where nothing else is said.
pub(super) const DEFAULT_MAX_LEN: u64 = 1_000_000;

/// What the server shall look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// First part of every stream name, without its dot.
    pub prefix: String,
    /// The catalogue, in the order of the file.
    pub streams: Vec<StreamSpec>,
    /// The groups, in the order of the file.
    pub groups: Vec<GroupSpec>,
    pub defaults: Defaults,
}

/// One version of an event and the stream that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSpec {
    /// `{prefix}.{domain}.{event}.v{version}`
    pub name: String,
    pub domain: String,
    pub event: String,
    pub version: u32,
    pub retention: Retention,
}

impl StreamSpec {
    /// Names the stream of an event by the convention.
    pub fn new(
        prefix: &str,
        domain: &str,
        event: &str,
        version: u32,
        retention: Retention,
    ) -> Self {
        Self {
            name: format!("{prefix}.{domain}.{event}.v{version}"),
            domain: domain.to_owned(),
            event: event.to_owned(),
            version,
            retention,
        }
    }
}

/// How much of a stream is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Entries to keep, for `MAXLEN ~`; `None` keeps all.
    pub max_len: Option<u64>,
}

/// One consumer group, to be created on every stream that its patterns match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSpec {
    pub name: String,
    /// The domain that runs the group.
    pub owner: String,
    pub kind: Kind,
    pub role: Option<Role>,
    /// Consumers that the owner means to run.
    pub consumers: u32,
    pub start: Start,
    pub patterns: Vec<Pattern>,
    /// For the reader of the file; may be empty.
    pub description: String,
}

impl GroupSpec {
    /// Tells whether the group belongs on a stream of this name.
    pub fn covers(&self, stream: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(stream.as_bytes()))
    }
}

/// Whose streams a group reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The owner's own.
    Internal,
    /// Another domain's too.
    CrossDomain,
}

impl Kind {
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("internal", Self::Internal), ("cross-domain", Self::CrossDomain)];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Internal => "internal",
            Self::CrossDomain => "cross-domain",
        })
    }
}

/// Why a group may read any domain, whatever its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Analytics,
    Audit,
}

impl Role {
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("analytics", Self::Analytics), ("audit", Self::Audit)];
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Analytics => "analytics",
            Self::Audit => "audit",
        })
    }
}

/// Where a new group starts to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// `0`: it sees all that the stream holds.
    Beginning,
    /// `$`: it sees what comes after its creation.
    Now,
    /// It sees what comes after this entry.
    Id(EntryId),
    /// It sees what was written from then on; a duration counts back from the creation.
    Time(When),
}

impl Start {
    /// Returns the last-delivered-id to create the group with; `None` is the stream's last.
    pub fn position(self, now: Timestamp) -> Option<EntryId> {
        match self {
            Self::Beginning => Some(EntryId::MIN),
            Self::Now => None,
            Self::Id(id) => Some(id),
            Self::Time(when) => {
                let ms = u64::try_from(when.resolve(now).as_millisecond()).unwrap_or(0);
                Some(EntryId::new(ms, 0).previous().unwrap_or(EntryId::MIN))
            }
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => f.write_str("0"),
            Self::Now => f.write_str("$"),
            Self::Id(id) => id.fmt(f),
            Self::Time(when) => when.fmt(f),
        }
    }
}

/// What holds where a stream or group says nothing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    pub start: Start,
    pub retention: Retention,
    /// Deliveries after which a group should give up on an entry.
    pub max_deliveries: u64,
    /// Idle time from which a pending entry counts as stuck.
    pub min_idle: Duration,
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            start: Start::Beginning,
            retention: Retention { max_len: Some(DEFAULT_MAX_LEN) },
            max_deliveries: 5,
            min_idle: Duration::from_secs(60),
        }
    }
}
