//! One Redis server: a connection to it, made when first needed and made again after a loss.

use std::fmt;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use astra_model::io_reason;
use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Cmd, Pipeline, RedisConnectionInfo, RedisError, Value};
use tokio::sync::Mutex;

use crate::connection::log::log;
use crate::endpoint::target::{Address, Endpoint, Secret};
use crate::error::bus_error::{AddressSource, BusError};
use crate::error::reply_error::ReplyError;
use crate::node::wrong_role;

/// One server, as the commands of the bus see it.
pub struct Node {
    pub(crate) target: Endpoint,
    pub(crate) address_source: AddressSource,
    /// Bounds connecting, and each answer of an ordinary command.
    pub(crate) timeout: Duration,
    pub(crate) connection: Mutex<Option<MultiplexedConnection>>,
    /// Whether the server has ever answered, and so is known to speak as we do.
    has_answered: AtomicBool,
    /// Where the Sentinels said last that the server is.
    master: std::sync::Mutex<Option<String>>,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Node {
    /// A node that connects when it is first asked something.
    pub fn new(target: Endpoint, timeout: Duration, address_source: AddressSource) -> Self {
        Self {
            target,
            address_source,
            timeout,
            connection: Mutex::new(None),
            has_answered: AtomicBool::new(false),
            master: std::sync::Mutex::default(),
        }
    }

    /// The same server over a connection of its own, e.g. for a reader that blocks.
    pub fn with_own_connections(&self) -> Self {
        Self::new(self.target.clone(), self.timeout, self.address_source)
    }

    /// Another server that is spoken to in the same way, as the nodes of a cluster are.
    pub fn peer(&self, place: Address) -> Self {
        let target = Endpoint { place, ..self.target.clone() };
        Self::new(target, self.timeout, AddressSource::Cluster)
    }

    /// Who says that this server is there.
    pub(crate) fn address_source(&self) -> AddressSource {
        self.address_source
    }

    pub(crate) fn place(&self) -> &Address {
        &self.target.place
    }

    /// The host of the server; this machine's, where it listens on a Unix socket.
    pub(crate) fn host(&self) -> String {
        match &self.target.place {
            Address::Tcp { host, .. } => host.clone(),
            Address::Unix(_) | Address::Sentinel(_) => "127.0.0.1".into(),
        }
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.target.tls.is_some()
    }

    /// The user that the connections log in as, where one was named.
    pub(crate) fn username(&self) -> Option<&str> {
        self.target.username.as_deref()
    }

    /// Where the server is, without any password.
    pub fn address(&self) -> String {
        let master = self.master.lock().unwrap_or_else(PoisonError::into_inner);
        match &*master {
            Some(at) => format!("{at} ({})", self.target.place),
            None => self.target.place.to_string(),
        }
    }

    /// Notes where the Sentinels say that the server is.
    pub(crate) fn note_master(&self, at: &str) {
        *self.master.lock().unwrap_or_else(PoisonError::into_inner) = Some(at.into());
    }

    /// As whom to log in, and with which password.
    pub(crate) fn credentials(&self) -> (Option<&str>, Option<&str>) {
        (self.target.username.as_deref(), self.target.password.as_ref().map(Secret::reveal))
    }

    /// As whom the server is spoken to.
    pub(crate) fn user(&self) -> &str {
        self.target.username.as_deref().unwrap_or("default")
    }

    /// Number of the logical database.
    pub(crate) fn database(&self) -> i64 {
        self.target.database
    }

    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends one command; an error reply is an error that names `subject`.
    pub async fn call(&self, subject: &str, command: &Cmd) -> Result<Value, BusError> {
        let mut connection = self.connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_command(command).await;
        log(&self.address(), [command], start, 1);
        match result {
            Ok(Value::ServerError(error)) => {
                self.note_answer();
                let refusal = ReplyError::from(&error).with_denied_command(self.user(), command);
                Err(self.wrong_role(&mut connection, subject, refusal).await)
            }
            Ok(value) => {
                self.note_answer();
                Ok(value)
            }
            Err(error) => Err(self.failed(subject, &error).await),
        }
    }

    /// Sends the commands of `pipeline` at once and takes an answer for each, error replies among them.
    pub async fn pipeline(&self, pipeline: &Pipeline) -> Result<Vec<Value>, BusError> {
        let mut connection = self.connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_commands(pipeline, 0, pipeline.len()).await;
        log(&self.address(), pipeline.cmd_iter(), start, pipeline.len());
        let values = match result {
            Ok(values) => values,
            Err(error) => return Err(self.failed("", &error).await),
        };
        self.note_answer();
        if self.is_watched() && values.iter().any(wrong_role::is_read_only) {
            // It was the master: the next connection goes where the Sentinels say by then.
            self.connection.lock().await.take();
        }
        match values.iter().find_map(login_refusal) {
            Some(refusal) => Err(self.refused("", refusal)),
            None => Ok(values),
        }
    }

    /// Whether Sentinels say where the server is.
    pub(crate) fn is_watched(&self) -> bool {
        matches!(self.target.place, Address::Sentinel(_))
    }

    async fn failed(&self, subject: &str, error: &RedisError) -> BusError {
        if let Some(refusal) = server_refusal(error) {
            return self.refused(subject, refusal);
        }
        self.connection.lock().await.take();
        if error.is_timeout() {
            return BusError::TimedOut { address: self.address(), after: self.timeout };
        }
        self.diagnose(self.lost(error)).await
    }

    fn lost(&self, error: &RedisError) -> BusError {
        BusError::Lost { address: self.address(), reason: lost_reason(error) }
    }

    /// Notes that the server speaks as we do, so that a loss is a loss.
    fn note_answer(&self) {
        self.has_answered.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_answered(&self) -> bool {
        self.has_answered.load(Ordering::Relaxed)
    }

    /// The connection that is open, or a new one.
    pub async fn connection(&self) -> Result<MultiplexedConnection, BusError> {
        let mut slot = self.connection.lock().await;
        if let Some(connection) = slot.as_ref() {
            return Ok(connection.clone());
        }
        let connection = self.connect().await?;
        *slot = Some(connection.clone());
        Ok(connection)
    }

    async fn connect(&self) -> Result<MultiplexedConnection, BusError> {
        let start = Instant::now();
        let (reader, _) = self.open_session(&[]).await?;
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(self.timeout));
        // The login is done, and nothing else is left to say.
        let nothing = RedisConnectionInfo::default().set_skip_set_lib_name();
        let handed =
            MultiplexedConnection::new_with_config(&nothing, reader.into_transport(), config);
        let (connection, driver) = handed.await.map_err(|error| self.lost(&error))?;
        tokio::spawn(driver);
        tracing::debug!("{}: connected in {:.2?}", self.address(), start.elapsed());
        Ok(connection)
    }
}

fn login_refusal(value: &Value) -> Option<ReplyError> {
    match value {
        Value::ServerError(error) => Some(ReplyError::from(error)).filter(ReplyError::is_login),
        _ => None,
    }
}

/// The error reply inside a client error, where the server sent one.
fn server_refusal(error: &RedisError) -> Option<ReplyError> {
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
