//! The identity of a server, and the user that it knows astra as.

use std::time::{Duration, Instant};

use redis::Pipeline;

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::info::info;

/// Round trips, of which the median is reported as the latency.
const PINGS: usize = 5;

/// The description that a server gives of itself; `None` for what it does not report to this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `redis`, or the `server_name` that the server reports, such as `valkey`.
    pub software: Option<String>,
    pub version: Option<String>,
    /// `standalone`, `cluster` or `sentinel`.
    pub mode: Option<String>,
    /// `master`, `replica` or `sentinel`.
    pub role: Option<String>,
    /// Whether it is a replica that accepts no writes.
    pub refuses_writes: bool,
    /// The ACL user of the connection, as the server reports it, else as the URL names it.
    pub user: Option<String>,
    /// The median of five round trips.
    pub latency: Duration,
}

impl Bus {
    /// Reads the identity of the server that the URL names.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses to work. What it denies is unknown.
    pub async fn identity(&self) -> Result<Identity, BusError> {
        self.seed.identity().await
    }
}

impl Node {
    async fn identity(&self) -> Result<Identity, BusError> {
        let mut pipeline = Pipeline::new();
        pipeline.cmd("INFO").cmd("ROLE").cmd("ACL").arg("WHOAMI");
        let answers = self.pipeline(&pipeline).await?;
        let [info, role, user] = &answers[..] else {
            return Err(value::unexpected("INFO", "three replies"));
        };
        if let Some(refusal) = value::refusal(info).filter(ReplyError::is_unavailable) {
            return Err(BusError::Refused { subject: String::new(), refusal });
        }
        let info = value::text(info).unwrap_or_default();
        let role = value::items(role).and_then(|parts| value::text(parts.first()?));
        let latency = self.latency().await?;
        let user = value::text(user).or_else(|| self.username().map(str::to_owned));
        Ok(Identity::read(&info, role.as_deref(), user, latency))
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
    fn read(reply: &str, role: Option<&str>, user: Option<String>, latency: Duration) -> Self {
        let field = |name| info(reply, name).map(|text| text.trim().to_owned());
        let role = role.map(str::to_owned).or_else(|| field("role"));
        let is_replica = role.as_deref() == Some("slave");
        Self {
            software: field("server_name")
                .or_else(|| field("redis_version").map(|_| "redis".into())),
            version: field("valkey_version").or_else(|| field("redis_version")),
            mode: field("redis_mode").or_else(|| field("server_mode")),
            role: if is_replica { Some("replica".into()) } else { role },
            refuses_writes: is_replica && field("slave_read_only").as_deref() != Some("0"),
            user,
            latency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reply: &str, role: Option<&str>) -> Identity {
        Identity::read(reply, role, None, Duration::ZERO)
    }

    #[test]
    fn the_software_is_named_as_the_server_names_itself() {
        let redis = read("redis_version:7.0.15\r\nredis_mode:standalone\r\n", Some("master"));
        assert_eq!(redis.software.as_deref(), Some("redis"));
        assert_eq!(redis.version.as_deref(), Some("7.0.15"));
        let valkey =
            read("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.8\r\n", None);
        assert_eq!(valkey.software.as_deref(), Some("valkey"));
        assert_eq!(valkey.version.as_deref(), Some("8.1.8"));
    }

    #[test]
    fn a_replica_accepts_writes_only_if_it_reports_so() {
        assert!(read("slave_read_only:1\r\n", Some("slave")).refuses_writes);
        assert!(read("", Some("slave")).refuses_writes);
        assert!(!read("slave_read_only:0\r\n", Some("slave")).refuses_writes);
        assert!(!read("role:master\r\n", None).refuses_writes);
    }

    #[test]
    fn what_the_server_does_not_report_is_unknown() {
        let silent = read("", None);
        assert_eq!((silent.version, silent.mode, silent.role), (None, None, None));
    }
}
