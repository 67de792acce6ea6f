//! Servers that are not the one that is needed: a replica that should change something, a Sentinel.

use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{Value, cmd};

use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::error::role::Role;
use crate::error::sentinel::SentinelFault;
use crate::node::handle::Node;
use crate::node::role;

impl Node {
    /// Turns an error reply into what it means where the server is not the one that is needed: a
    /// replica that should change something, a Sentinel.
    pub(crate) async fn wrong_role(
        &self,
        connection: &mut MultiplexedConnection,
        subject: &str,
        refusal: ReplyError,
    ) -> BusError {
        if !refusal.is_read_only() && !refusal.is_unknown_command() {
            return self.refused(subject, refusal);
        }
        let reply = connection.req_packed_command(&cmd("ROLE")).await;
        let role = reply.ok().and_then(|reply| role::read(&reply));
        match role {
            Some(Role::Sentinel) => {
                BusError::Sentinel { address: self.address(), fault: SentinelFault::IsSentinel }
            }
            Some(Role::Replica(master)) if refusal.is_read_only() => {
                if self.is_watched() {
                    self.connection.lock().await.take();
                }
                BusError::Replica { address: self.address(), master }
            }
            _ => self.refused(subject, refusal),
        }
    }

    /// The master of this server, where one of its answers is that it is a replica.
    pub(crate) async fn master_behind(&self, answers: &[Value]) -> Option<String> {
        if answers.iter().any(is_read_only) { self.master_of_replica().await } else { None }
    }

    /// The master of this server, where it is a replica and says so.
    pub(crate) async fn master_of_replica(&self) -> Option<String> {
        let mut connection = self.connection().await.ok()?;
        let reply = connection.req_packed_command(&cmd("ROLE")).await;
        match role::read(&reply.ok()?)? {
            Role::Replica(master) => Some(master),
            Role::Master | Role::Sentinel => None,
        }
    }

    /// Turns an error reply into the error of the command, or of the login where it is about that.
    pub(crate) fn refused(&self, subject: &str, refusal: ReplyError) -> BusError {
        if refusal.is_login() {
            return BusError::Login { address: self.address(), refusal };
        }
        BusError::Refused { subject: subject.into(), refusal }
    }
}

pub(crate) fn is_read_only(value: &Value) -> bool {
    matches!(value, Value::ServerError(error) if ReplyError::from(error).is_read_only())
}
