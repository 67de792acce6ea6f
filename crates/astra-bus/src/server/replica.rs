//! Replicas: what they show may be behind their master; where the link to it is down it may be old, or nothing.

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

/// A server that was read and is the replica of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replica {
    /// Host and port.
    node: String,
    master: String,
    #[serde(flatten)]
    link: Link,
}

/// How a replica is connected with its master.
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

const NEVER_UP: &str = "it has not been up yet";

const NOT_SAID: &str = "the server does not say";

/// The next step where the link is down.
pub(crate) const HINT: &str =
    "connect to the master, or see in INFO replication why its replica does not reach it";

impl Replica {
    /// Whether it gets what its master gets, if a moment later.
    pub(crate) fn is_linked(&self) -> bool {
        self.link == Link::Up
    }
}

impl fmt::Display for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { node, master, link } = self;
        let Link::Down { down_seconds, down_seconds_reason } = link else {
            return write!(f, "{node} is a replica: what it shows may be behind its master");
        };
        write!(f, "{node} is a replica whose link to its master {master} ")?;
        match (down_seconds, *down_seconds_reason) {
            (Some(seconds), _) => {
                write!(f, "has been down for {}", humanize(Duration::from_secs(*seconds)))?;
            }
            (None, Some(NEVER_UP)) => f.write_str("has not been up yet")?,
            (None, _) => f.write_str("is down")?,
        }
        f.write_str(": what it holds may be old, or nothing")
    }
}

impl Link {
    fn down(seconds: Option<u64>, reason: &'static str) -> Self {
        let down_seconds_reason = seconds.is_none().then_some(reason);
        Self::Down { down_seconds: seconds, down_seconds_reason }
    }

    /// Reads `INFO replication`. One that was never up is down for -1 seconds, before Redis 7.0 since 1970.
    fn read(text: &str) -> Self {
        const AGES: i64 = 1_000_000_000;
        if info(text, "master_link_status") == Some("up") {
            return Self::Up;
        }
        let seconds = info(text, "master_link_down_since_seconds");
        match seconds.and_then(|seconds| seconds.parse::<i64>().ok()) {
            Some(seconds @ 0..AGES) => Self::down(u64::try_from(seconds).ok(), NOT_SAID),
            Some(_) => Self::down(None, NEVER_UP),
            None => Self::down(None, NOT_SAID),
        }
    }
}

impl Node {
    /// What there is to know of a server that answers `ROLE` so, where it is a replica: for one whose link is
    /// down it takes another round trip.
    pub(crate) async fn as_replica(&self, role: &Value) -> Result<Option<Replica>, BusError> {
        let Some(Role::Replica(master)) = role::read(role) else { return Ok(None) };
        let state = value::items(role).and_then(|role| value::bytes(role.get(3)?));
        let link = if state == Some(b"connected") { Link::Up } else { self.link().await? };
        Ok(Some(Replica { node: self.address(), master, link }))
    }

    /// Asks how the link to the master is, where it is not known to be up.
    async fn link(&self) -> Result<Link, BusError> {
        match self.call("", cmd("INFO").arg("replication")).await {
            Ok(reply) => {
                let text = value::bytes(&reply).map(String::from_utf8_lossy).unwrap_or_default();
                Ok(Link::read(&text))
            }
            Err(BusError::Refused { .. }) => Ok(Link::down(None, "this user may not ask (INFO)")),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let (node, master) = ("h:1".into(), "h:2".into());
        Replica { node, master, link: Link::read(text) }.to_string()
    }

    #[test]
    fn says_since_when_a_link_is_down_as_far_as_it_is_known() {
        let down = |since: &str| format!("master_link_status:down\r\n{since}\r\n");
        for (since, words) in [
            ("master_link_down_since_seconds:180", "has been down for 3m:"),
            ("master_link_down_since_seconds:-1", "has not been up yet:"),
            ("master_link_down_since_seconds:1764170000", "has not been up yet:"),
            ("", "is down:"),
        ] {
            assert!(told(&down(since)).contains(words), "{since}: {}", told(&down(since)));
        }
        assert!(told("master_link_status:up\r\n").contains("may be behind its master"));
    }

    #[test]
    fn an_unknown_time_has_its_reason_in_the_document() {
        let json = |text: &str| serde_json::to_value(Link::read(text)).unwrap();
        let never = json("master_link_status:down\r\nmaster_link_down_since_seconds:-1\r\n");
        assert_eq!(never["down_seconds"], serde_json::Value::Null);
        assert_eq!(never["down_seconds_reason"], NEVER_UP);
        assert_eq!(json("master_link_status:up\r\n"), serde_json::json!({ "link": "up" }));
    }
}
