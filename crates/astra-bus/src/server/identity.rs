//! Who answers there, and as whom it knows us.

use std::time::{Duration, Instant};

use redis::{Pipeline, Value};

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::info::info;

/// Broadcast trips of which the middle one counts.
const PINGS: usize = 5;

/// A server, as it describes itself; `None` for what it does not say to this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `redis`, or what the server calls itself.
    pub software: Option<String>,
    pub version: Option<String>,
    /// `standalone`, `cluster` or `sentinel`.
    pub mode: Option<String>,
    /// `master`, `replica` or `sentinel`.
    pub role: Option<String>,
    /// Whether it is a replica that takes no writes.
    pub refuses_writes: bool,
    /// The ACL user of the connection: as the server says, else as the URL names it.
    pub user: Option<String>,
    /// The middle one of a few round trips.
    pub latency: Duration,
}

impl Bus {
    /// Asks the server that was named who it is.
    ///
    /// # Errors
    /// As those of [`Node::identity`].
    pub async fn identity(&self) -> Result<Identity, BusError> {
        self.seed.identity().await
    }
}

impl Node {
    /// Asks the server who it is.
    ///
    /// # Errors
    /// A server that cannot be reached; what it refuses to say is unknown.
    async fn identity(&self) -> Result<Identity, BusError> {
        let mut pipeline = Pipeline::new();
        pipeline.cmd("INFO").cmd("ROLE").cmd("ACL").arg("WHOAMI");
        let answers = self.pipeline(&pipeline).await?;
        let [facts, role, user] = &answers[..] else {
            return Err(value::shape("INFO", "three answers"));
        };
        if let Some(refusal) = value::refusal(facts).filter(ReplyError::is_unavailable) {
            return Err(BusError::Refused { subject: String::new(), refusal });
        }
        let facts = text(facts).unwrap_or_default();
        let role = value::items(role).and_then(|parts| text(parts.first()?));
        let latency = self.latency().await?;
        let user = text(user).or_else(|| self.username().map(str::to_owned));
        Ok(Identity::read(&facts, role.as_deref(), user, latency))
    }

    async fn latency(&self) -> Result<Duration, BusError> {
        let mut taken = Vec::with_capacity(PINGS);
        for _ in 0..PINGS {
            let start = Instant::now();
            self.ping().await?;
            taken.push(start.elapsed());
        }
        taken.sort_unstable();
        Ok(taken[PINGS / 2])
    }
}

impl Identity {
    fn read(facts: &str, role: Option<&str>, user: Option<String>, latency: Duration) -> Self {
        let fact = |name| info(facts, name).map(|text| text.trim().to_owned());
        let role = role.map(str::to_owned).or_else(|| fact("role"));
        let is_replica = role.as_deref() == Some("slave");
        Self {
            software: fact("server_name").or_else(|| fact("redis_version").map(|_| "redis".into())),
            version: fact("valkey_version").or_else(|| fact("redis_version")),
            mode: fact("redis_mode").or_else(|| fact("server_mode")),
            role: if is_replica { Some("replica".into()) } else { role },
            refuses_writes: is_replica && fact("slave_read_only").as_deref() != Some("0"),
            user,
            latency,
        }
    }
}

pub(crate) fn text(reply: &Value) -> Option<String> {
    value::bytes(reply).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(facts: &str, role: Option<&str>) -> Identity {
        Identity::read(facts, role, None, Duration::ZERO)
    }

    #[test]
    fn a_server_is_called_what_it_calls_itself() {
        let redis = read("redis_version:7.0.15\r\nredis_mode:standalone\r\n", Some("master"));
        assert_eq!(redis.software.as_deref(), Some("redis"));
        assert_eq!(redis.version.as_deref(), Some("7.0.15"));
        let valkey =
            read("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.8\r\n", None);
        assert_eq!(valkey.software.as_deref(), Some("valkey"));
        assert_eq!(valkey.version.as_deref(), Some("8.1.8"));
    }

    #[test]
    fn a_replica_takes_writes_only_where_it_says_so() {
        assert!(read("slave_read_only:1\r\n", Some("slave")).refuses_writes);
        assert!(read("", Some("slave")).refuses_writes);
        assert!(!read("slave_read_only:0\r\n", Some("slave")).refuses_writes);
        assert!(!read("role:master\r\n", None).refuses_writes);
    }

    #[test]
    fn what_nobody_says_is_unknown() {
        let silent = read("", None);
        assert_eq!((silent.version, silent.mode, silent.role), (None, None, None));
    }
}
