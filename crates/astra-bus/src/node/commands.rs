//! Ordinary commands to one server, and what its error replies mean.

use std::time::Instant;

use astra_model::io_reason;
use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Cmd, Pipeline, RedisConnectionInfo, RedisError, Value, cmd};

use crate::connection::log::log;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::error::role::Role;
use crate::error::sentinel::SentinelFault;
use crate::node::handle::Node;
use crate::node::role;
use crate::protocol::value;

impl Node {
    /// Sends one command; an error reply becomes an error that names `subject`.
    pub(crate) async fn call(&self, subject: &str, command: &Cmd) -> Result<Value, BusError> {
        let mut connection = self.shared_connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_command(command).await;
        log(&self.address(), [command], start, 1);
        match result {
            Ok(Value::ServerError(error)) => {
                self.note_answer();
                let refusal = ReplyError::from(&error).with_denied_command(self.user(), command);
                Err(self.error_of_reply(&mut connection, subject, refusal).await)
            }
            Ok(value) => {
                self.note_answer();
                Ok(value)
            }
            Err(error) => Err(self.error_of_client(subject, &error).await),
        }
    }

    /// Sends the commands of `pipeline` at once and returns an answer for each, error replies included.
    pub(crate) async fn pipeline(&self, pipeline: &Pipeline) -> Result<Vec<Value>, BusError> {
        let mut connection = self.shared_connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_commands(pipeline, 0, pipeline.len()).await;
        log(&self.address(), pipeline.cmd_iter(), start, pipeline.len());
        let values = match result {
            Ok(values) => values,
            Err(error) => return Err(self.error_of_client("", &error).await),
        };
        self.note_answer();
        if self.is_behind_sentinels() && values.iter().any(is_read_only_error) {
            // It was the master once: the next connection goes to the one that the Sentinels name then.
            self.shared.lock().await.take();
        }
        match values.iter().filter_map(value::refusal).find(ReplyError::is_login) {
            Some(refusal) => Err(self.refused("", refusal)),
            None => Ok(values),
        }
    }

    /// The address of this server's master, if one of its `answers` shows that it is a replica.
    pub(crate) async fn master_behind(&self, answers: &[Value]) -> Option<String> {
        if answers.iter().any(is_read_only_error) { self.master_of_replica().await } else { None }
    }

    /// The address of this server's master, if it is a replica and says so.
    pub(crate) async fn master_of_replica(&self) -> Option<String> {
        let mut connection = self.shared_connection().await.ok()?;
        match ask_role(&mut connection).await? {
            Role::Replica(master) => Some(master),
            Role::Master | Role::Sentinel => None,
        }
    }

    /// Turns an error reply into the error of the command, or of the login if it is about that.
    pub(crate) fn refused(&self, subject: &str, refusal: ReplyError) -> BusError {
        if refusal.is_login() {
            return BusError::Login { address: self.address(), refusal };
        }
        BusError::Refused { subject: subject.into(), refusal }
    }

    /// As [`Node::refused`], but finds out first whether the server has the wrong role: a replica that was
    /// asked to change something, or a Sentinel.
    async fn error_of_reply(
        &self,
        connection: &mut MultiplexedConnection,
        subject: &str,
        refusal: ReplyError,
    ) -> BusError {
        if !refusal.is_read_only() && !refusal.is_unknown_command() {
            return self.refused(subject, refusal);
        }
        match ask_role(connection).await {
            Some(Role::Sentinel) => {
                BusError::Sentinel { address: self.address(), fault: SentinelFault::IsSentinel }
            }
            Some(Role::Replica(master)) if refusal.is_read_only() => {
                if self.is_behind_sentinels() {
                    self.shared.lock().await.take();
                }
                BusError::Replica { address: self.address(), master }
            }
            _ => self.refused(subject, refusal),
        }
    }

    async fn error_of_client(&self, subject: &str, error: &RedisError) -> BusError {
        if let Some(refusal) = error_reply(error) {
            return self.refused(subject, refusal);
        }
        self.shared.lock().await.take();
        if error.is_timeout() {
            return BusError::TimedOut { address: self.address(), after: self.timeout() };
        }
        self.diagnose(self.lost(error)).await
    }

    fn lost(&self, error: &RedisError) -> BusError {
        BusError::Lost { address: self.address(), reason: lost_reason(error) }
    }

    /// The open connection, or a new one.
    async fn shared_connection(&self) -> Result<MultiplexedConnection, BusError> {
        let mut slot = self.shared.lock().await;
        if let Some(connection) = slot.as_ref() {
            return Ok(connection.clone());
        }
        let connection = self.connect().await?;
        *slot = Some(connection.clone());
        Ok(connection)
    }

    async fn connect(&self) -> Result<MultiplexedConnection, BusError> {
        let start = Instant::now();
        let (connection, _) = self.open_session(&[]).await?;
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(self.timeout()));
        // The session is logged in already, so the client crate sends nothing of its own.
        let nothing = RedisConnectionInfo::default().set_skip_set_lib_name();
        let transport = connection.into_transport();
        let opened = MultiplexedConnection::new_with_config(&nothing, transport, config);
        let (connection, driver) = opened.await.map_err(|error| self.lost(&error))?;
        tokio::spawn(driver);
        tracing::debug!("{}: connected in {:.2?}", self.address(), start.elapsed());
        Ok(connection)
    }
}

async fn ask_role(connection: &mut MultiplexedConnection) -> Option<Role> {
    let reply = connection.req_packed_command(&cmd("ROLE")).await;
    role::read(&reply.ok()?)
}

fn is_read_only_error(value: &Value) -> bool {
    value::refusal(value).is_some_and(|refusal| refusal.is_read_only())
}

/// The error reply inside a client error, if the server sent one.
fn error_reply(error: &RedisError) -> Option<ReplyError> {
    use redis::ErrorKind::{Extension, Server};
    match error.kind() {
        Server(_) | Extension => {
            Some(ReplyError::new(error.code().unwrap_or("ERR"), error.detail().unwrap_or_default()))
        }
        _ => None,
    }
}

fn lost_reason(error: &RedisError) -> String {
    if error.is_connection_dropped() {
        return "the server closed it".into();
    }
    io_reason(error)
}
