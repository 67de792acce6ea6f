//! Replicas that astra reads from, and their links to their masters.
//!
//! The data of a replica may be stale. If the link to its master is down, it may be old or missing.

use std::fmt;
use std::time::Duration;

use astra_model::time::humanize;
use redis::{Value, cmd};
use serde::Serialize;

use crate::error::bus_error::BusError;
use crate::error::role::Role;
use crate::node::handle::Node;
use crate::node::role;
use crate::protocol::value;
use crate::server::info::info;

/// A replica that astra read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replica {
    /// `host:port`
    node: String,
    /// `host:port`
    master: String,
    #[serde(flatten)]
    link: Link,
}

/// The connection of a replica to its master.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "link", rename_all = "lowercase")]
enum Link {
    Up,
    Down {
        down_seconds: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        down_seconds_reason: Option<&'static str>,
    },
}

const NEVER_UP: &str = "it has never been up";

const NOT_REPORTED: &str = "the server does not report it";

/// The next step if the link is down.
pub(crate) const LINK_DOWN_HINT: &str =
    "connect to the master, or check INFO replication on the replica";

impl Replica {
    /// Whether the link to its master is up, so that it lags behind by a moment at most.
    pub(crate) fn is_linked(&self) -> bool {
        self.link == Link::Up
    }
}

impl fmt::Display for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { node, master, link } = self;
        let Link::Down { down_seconds, down_seconds_reason } = link else {
            return write!(f, "{node} is a replica: its data may be behind that of its master");
        };
        write!(f, "{node} is a replica whose link to its master {master} ")?;
        match (down_seconds, *down_seconds_reason) {
            (Some(seconds), _) => {
                write!(f, "has been down for {}", humanize(Duration::from_secs(*seconds)))?;
            }
            (None, Some(NEVER_UP)) => f.write_str("has never been up")?,
            (None, _) => f.write_str("is down")?,
        }
        f.write_str(": its data may be old or missing")
    }
}

impl Link {
    fn down(seconds: Option<u64>, reason: &'static str) -> Self {
        let down_seconds_reason = seconds.is_none().then_some(reason);
        Self::Down { down_seconds: seconds, down_seconds_reason }
    }

    /// Reads `INFO replication`. A link that was never up is down for -1 seconds; before Redis 7.0, since 1970.
    fn read(text: &str) -> Self {
        /// About 32 years: more is a link that is "down since 1970".
        const IMPLAUSIBLE_SECONDS: i64 = 1_000_000_000;
        if info(text, "master_link_status") == Some("up") {
            return Self::Up;
        }
        let seconds = info(text, "master_link_down_since_seconds");
        match seconds.and_then(|seconds| seconds.parse::<i64>().ok()) {
            Some(seconds @ 0..IMPLAUSIBLE_SECONDS) => {
                Self::down(u64::try_from(seconds).ok(), NOT_REPORTED)
            }
            Some(_) => Self::down(None, NEVER_UP),
            None => Self::down(None, NOT_REPORTED),
        }
    }
}

impl Node {
    /// Returns the state of the replica if `role`, the server's reply to `ROLE`, is that of one. If its link
    /// is down, this takes another round trip.
    pub(crate) async fn as_replica(&self, role: &Value) -> Result<Option<Replica>, BusError> {
        let Some(Role::Replica(master)) = role::read(role) else { return Ok(None) };
        let state = value::items(role).and_then(|role| value::bytes(role.get(3)?));
        let link = if state == Some(b"connected") { Link::Up } else { self.link().await? };
        Ok(Some(Replica { node: self.address(), master, link }))
    }

    /// Asks for the state of the link to the master.
    async fn link(&self) -> Result<Link, BusError> {
        match self.call("", cmd("INFO").arg("replication")).await {
            Ok(reply) => Ok(Link::read(&value::text(&reply).unwrap_or_default())),
            Err(BusError::Refused { .. }) => Ok(Link::down(None, "this user may not run INFO")),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str) -> String {
        let (node, master) = ("h:1".into(), "h:2".into());
        Replica { node, master, link: Link::read(text) }.to_string()
    }

    #[test]
    fn reports_since_when_a_link_is_down_if_that_is_known() {
        let down = |since: &str| format!("master_link_status:down\r\n{since}\r\n");
        for (since, words) in [
            ("master_link_down_since_seconds:180", "has been down for 3m:"),
            ("master_link_down_since_seconds:-1", "has never been up:"),
            ("master_link_down_since_seconds:1764170000", "has never been up:"),
            ("", "is down:"),
        ] {
            assert!(note(&down(since)).contains(words), "{since}: {}", note(&down(since)));
        }
        assert!(note("master_link_status:up\r\n").contains("may be behind that of its master"));
    }

    #[test]
    fn an_unknown_time_has_a_reason_in_json() {
        let json = |text: &str| serde_json::to_value(Link::read(text)).unwrap();
        let never = json("master_link_status:down\r\nmaster_link_down_since_seconds:-1\r\n");
        assert_eq!(never["down_seconds"], serde_json::Value::Null);
        assert_eq!(never["down_seconds_reason"], NEVER_UP);
        assert_eq!(json("master_link_status:up\r\n"), serde_json::json!({ "link": "up" }));
    }
}
