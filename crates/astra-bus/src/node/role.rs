//! Asking a server for its role.

use std::time::Duration;

use redis::{Cmd, Value, cmd};

use crate::connection::raw::RawConnection;
use crate::connection::transport::Transport;
use crate::endpoint::address::host_port;
use crate::error::bus_error::BusError;
use crate::error::role::Role;
use crate::protocol::value;

/// Reads the answer to `ROLE`; `None` if it is an error reply or an unknown role.
pub(crate) fn read(reply: &Value) -> Option<Role> {
    let [kind, rest @ ..] = value::items(reply)? else { return None };
    match value::bytes(kind)? {
        b"master" => Some(Role::Master),
        b"sentinel" => Some(Role::Sentinel),
        b"slave" => {
            let host = String::from_utf8_lossy(value::bytes(rest.first()?)?);
            Some(Role::Replica(host_port(
                &host,
                u16::try_from(value::integer(rest.get(1)?)?).ok()?,
            )))
        }
        _ => None,
    }
}

/// Logs in over a new byte stream and asks for the role. Returns the stream, and no role if the user may not
/// ask for it.
pub(crate) async fn ask(
    transport: Box<dyn Transport>,
    address: String,
    login: Option<&Cmd>,
    time_limit: Duration,
) -> Result<(Box<dyn Transport>, Option<Role>), BusError> {
    let mut connection = RawConnection::new(transport, address, time_limit);
    let mut reply = connection.handshake(login, None, &[cmd("ROLE")]).await?;
    let role = match reply.pop() {
        Some(Ok(reply)) => redis::parse_redis_value(&reply).ok().and_then(|reply| read(&reply)),
        Some(Err(refusal)) if refusal.is_unavailable() => {
            return Err(BusError::Refused { subject: String::new(), refusal });
        }
        _ => None,
    };
    Ok((connection.into_transport(), role))
}
