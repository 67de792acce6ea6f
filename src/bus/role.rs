//! What part a server plays: a master, a replica of one, or a Sentinel.

use redis::{Cmd, Value, cmd};
use std::time::Duration;

use crate::bus::error::BusError;
use crate::bus::node::Wire;
use crate::bus::reader::Reader;
use crate::bus::value;
use crate::context::address;

/// What a server answers to `ROLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Master,
    /// With the `host:port` of its master.
    Replica(String),
    Sentinel,
}

impl Role {
    /// Reads the answer to `ROLE`; `None` where it is a refusal, or nothing that is known.
    pub(super) fn read(reply: &Value) -> Option<Self> {
        let [kind, rest @ ..] = value::items(reply)? else { return None };
        match value::bytes(kind)? {
            b"master" => Some(Self::Master),
            b"sentinel" => Some(Self::Sentinel),
            b"slave" => {
                let host = String::from_utf8_lossy(value::bytes(rest.first()?)?);
                Some(Self::Replica(address(
                    &host,
                    u16::try_from(value::integer(rest.get(1)?)?).ok()?,
                )))
            }
            _ => None,
        }
    }
}

/// Logs in over a fresh stream and asks for the role; gives the stream back, with no role where the
/// user may not ask for it.
pub(super) async fn ask(
    wire: Box<dyn Wire>,
    address: String,
    login: Option<&Cmd>,
    patience: Duration,
) -> Result<(Box<dyn Wire>, Option<Role>), BusError> {
    let mut reader = Reader::new(wire, address, patience);
    let mut said = reader.greet(login, None, &[cmd("ROLE")]).await?;
    let role = match said.pop() {
        Some(Ok(reply)) => {
            redis::parse_redis_value(&reply).ok().and_then(|reply| Role::read(&reply))
        }
        Some(Err(refusal)) if refusal.is_unavailable() => {
            return Err(BusError::Refused { subject: String::new(), refusal });
        }
        _ => None,
    };
    Ok((reader.into_wire(), role))
}
