//! Facts about a server: what it is, its role, and its clock.

use jiff::Timestamp;
use redis::cmd;
use serde::Serialize;

use crate::bus::error::BusError;
use crate::bus::node::Node;
use crate::bus::value;

/// What a server says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Process id, the same only for the same server process.
    pub(crate) process_id: u32,
    /// Seconds of CPU that the server has used in all its threads.
    pub(crate) cpu_seconds: f64,
    pub(crate) role: Role,
}

/// Whether the server takes writes or follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Master,
    /// `synced` is false while the link to its master is down: it shows the past.
    Replica { synced: bool },
}

impl Node {
    /// Asks for a sign of life: an answer of a server that is ready to work.
    pub(crate) async fn ping(&self) -> Result<(), BusError> {
        self.call("", &cmd("PING")).await.map(drop)
    }

    /// Reads `INFO`.
    pub(crate) async fn facts(&self) -> Result<Facts, BusError> {
        let reply = self.call("", &cmd("INFO")).await?;
        let text = value::bytes(&reply).map(String::from_utf8_lossy);
        let text = text.ok_or_else(|| value::shape("INFO", "text"))?;
        let number = |name| info(&text, name).and_then(|found| found.parse::<f64>().ok()).unwrap_or(0.0);
        Ok(Facts {
            process_id: info(&text, "process_id").and_then(|found| found.parse().ok()).unwrap_or(0),
            cpu_seconds: number("used_cpu_sys") + number("used_cpu_user"),
            role: role(&text),
        })
    }

    /// The server's clock, which stamps the entry IDs.
    pub(crate) async fn now(&self) -> Result<Timestamp, BusError> {
        let reply = self.call("", &cmd("TIME")).await?;
        let part = |index: usize| value::integer(value::items(&reply)?.get(index)?);
        let micros = part(0).zip(part(1)).map(|(seconds, micros)| seconds * 1_000_000 + micros);
        micros
            .and_then(|micros| Timestamp::from_microsecond(micros).ok())
            .ok_or_else(|| value::shape("TIME", "seconds and microseconds"))
    }
}

fn role(info_text: &str) -> Role {
    match info(info_text, "role") {
        Some("slave") => Role::Replica { synced: info(info_text, "master_link_status") == Some("up") },
        _ => Role::Master,
    }
}

/// The value of `name:value` in an `INFO` reply.
fn info<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}
