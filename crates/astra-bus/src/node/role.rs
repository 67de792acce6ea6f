//! Asking a server for its role.

use std::time::Duration;

use redis::{Cmd, Value, cmd};

use crate::connection::raw::RawConnection;
use crate::connection::transport::Transport;
use crate::endpoint::target::address;
use crate::error::bus_error::BusError;
use crate::error::role::Role;
use crate::protocol::value;

/// Reads the answer to `ROLE`; `None` where it is a refusal, or nothing that is known.
pub(crate) fn read(reply: &Value) -> Option<Role> {
    let [kind, rest @ ..] = value::items(reply)? else { return None };
    match value::bytes(kind)? {
        b"master" => Some(Role::Master),
        b"sentinel" => Some(Role::Sentinel),
        b"slave" => {
            let host = String::from_utf8_lossy(value::bytes(rest.first()?)?);
            Some(Role::Replica(address(&host, u16::try_from(value::integer(rest.get(1)?)?).ok()?)))
        }
        _ => None,
    }
}

/// Logs in over a fresh stream and asks for the role; gives the stream back, with no role where the
/// user may not ask for it.
pub(crate) async fn ask(
    transport: Box<dyn Transport>,
    address: String,
    login: Option<&Cmd>,
    patience: Duration,
) -> Result<(Box<dyn Transport>, Option<Role>), BusError> {
    let mut reader = RawConnection::new(transport, address, patience);
    let mut reply = reader.handshake(login, None, &[cmd("ROLE")]).await?;
    let role = match reply.pop() {
        Some(Ok(reply)) => redis::parse_redis_value(&reply).ok().and_then(|reply| read(&reply)),
        Some(Err(refusal)) if refusal.is_unavailable() => {
            return Err(BusError::Refused { subject: String::new(), refusal });
        }
        _ => None,
    };
    Ok((reader.into_transport(), role))
}
