//! Owns the topology as data: the catalog of streams, the groups and the defaults.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::entry_id::EntryId;
use crate::pattern::Pattern;
use crate::time::When;

/// The `max_len` of a stream if the file gives none.
const DEFAULT_MAX_LEN: u64 = 1_000_000;

/// The streams and groups that should exist on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// The first part of every stream name, without the dot.
    pub prefix: String,
    /// The catalog, in the order of the file.
    pub streams: Vec<StreamSpec>,
    /// The groups, in the order of the file.
    pub groups: Vec<GroupSpec>,
    pub defaults: Defaults,
}

/// The stream that carries one version of an event.
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
    /// Creates the stream of an event, with the name that the convention gives it.
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

/// How many entries a stream keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The threshold of `MAXLEN ~`, in entries; `None` keeps all.
    pub max_len: Option<u64>,
}

/// A consumer group that belongs on every stream that its patterns match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSpec {
    pub name: String,
    /// The domain that runs the group.
    pub owner: String,
    pub kind: GroupKind,
    pub role: Option<GroupRole>,
    /// The number of consumers that the owner intends to run, from 1.
    pub consumers: u32,
    pub start: Start,
    pub patterns: Vec<Pattern>,
    /// Free text for readers of the file; may be empty.
    pub description: String,
}

impl GroupSpec {
    /// Reports whether the group belongs on the stream.
    pub fn covers(&self, stream: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(stream.as_bytes()))
    }
}

/// Whether a group reads only its owner's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// Reads only streams of the owner.
    Internal,
    /// Also reads streams of other domains.
    CrossDomain,
}

impl GroupKind {
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("internal", Self::Internal), ("cross-domain", Self::CrossDomain)];
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Internal => "internal",
            Self::CrossDomain => "cross-domain",
        })
    }
}

/// A purpose that allows a group to read any domain, regardless of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupRole {
    Analytics,
    Audit,
}

impl GroupRole {
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("analytics", Self::Analytics), ("audit", Self::Audit)];
}

impl fmt::Display for GroupRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Analytics => "analytics",
            Self::Audit => "audit",
        })
    }
}

/// The position at which a new group starts to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// `0`: the group receives every entry of the stream.
    Beginning,
    /// `$`: the group receives entries added after its creation.
    Now,
    /// The group receives entries after this ID.
    Id(EntryId),
    /// The group receives entries added from this time on; a duration counts back from the creation.
    Time(When),
}

impl Start {
    /// Returns the last-delivered ID for `XGROUP CREATE`, or `None` for the stream's last entry (`$`).
    ///
    /// `now` is the time of the creation. A time becomes the ID just before its millisecond, because the
    /// group receives only later entries.
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

/// The settings of streams and groups that do not give their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    pub start: Start,
    pub retention: Retention,
    /// The delivery count from which a pending entry counts as poison.
    pub max_deliveries: u64,
    /// The idle time from which a pending entry counts as stuck.
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
