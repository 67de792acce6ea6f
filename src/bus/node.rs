//! One Redis server: a connection to it, made when first needed and made again after a loss.

use std::fmt;
use std::time::{Duration, Instant};

use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Cmd, Pipeline, RedisConnectionInfo, RedisError, Value, cmd};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Mutex;

use crate::bus::error::{BusError, Refusal, io_reason};
use crate::context::{Place, Target};

/// A byte stream to a server.
pub(crate) trait Wire: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send {}
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send> Wire for T {}

/// One server, as the commands of the bus see it.
pub(crate) struct Node {
    target: Target,
    /// Bounds connecting, and each answer of an ordinary command.
    timeout: Duration,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Node {
    /// A node that connects when it is first asked something.
    pub(crate) fn new(target: Target, timeout: Duration) -> Self {
        Self { target, timeout, connection: Mutex::new(None) }
    }

    /// The same server over a connection of its own, e.g. for a reader that blocks.
    pub(crate) fn apart(&self) -> Self {
        Self::new(self.target.clone(), self.timeout)
    }

    /// Another server that is spoken to in the same way, as the nodes of a cluster are.
    pub(crate) fn sibling(&self, place: Place) -> Self {
        Self::new(Target { place, ..self.target.clone() }, self.timeout)
    }

    pub(super) fn place(&self) -> &Place {
        &self.target.place
    }

    /// The host of the server; this machine's, where it listens on a Unix socket.
    pub(super) fn host(&self) -> String {
        match &self.target.place {
            Place::Tcp { host, .. } => host.clone(),
            Place::Unix(_) | Place::Sentinel(_) => "127.0.0.1".into(),
        }
    }

    /// Where the server is, without any password.
    pub(crate) fn address(&self) -> String {
        self.target.place.to_string()
    }

    /// What a connection that speaks the protocol itself says first: the login, which must never
    /// be logged, and the choice of the database, each where there is one.
    pub(super) fn login_commands(&self) -> (Option<Cmd>, Option<Cmd>) {
        let login = self.target.password.as_ref().map(|password| {
            let mut auth = cmd("AUTH");
            auth.arg(&self.target.username).arg(password.reveal());
            auth
        });
        let database = self.target.database;
        let select = (database != 0).then(|| cmd("SELECT").arg(database).clone());
        (login, select)
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends one command; an error reply is an error that names `subject`.
    pub(crate) async fn call(&self, subject: &str, command: &Cmd) -> Result<Value, BusError> {
        let mut connection = self.connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_command(command).await;
        log(&self.address(), [command], start, 1);
        match result {
            Ok(Value::ServerError(error)) => Err(self.refused(subject, (&error).into())),
            Ok(value) => Ok(value),
            Err(error) => Err(self.failed(subject, &error).await),
        }
    }

    /// Sends the commands of `pipeline` at once and takes an answer for each, error replies among them.
    pub(crate) async fn pipeline(&self, pipeline: &Pipeline) -> Result<Vec<Value>, BusError> {
        let mut connection = self.connection().await?;
        let start = Instant::now();
        let result = connection.req_packed_commands(pipeline, 0, pipeline.len()).await;
        log(&self.address(), pipeline.cmd_iter(), start, pipeline.len());
        let values = match result {
            Ok(values) => values,
            Err(error) => return Err(self.failed("", &error).await),
        };
        match values.iter().find_map(login_refusal) {
            Some(refusal) => Err(self.refused("", refusal)),
            None => Ok(values),
        }
    }

    /// Turns an error reply into the error of the command, or of the login where it is about that.
    fn refused(&self, subject: &str, refusal: Refusal) -> BusError {
        if refusal.is_login() {
            return BusError::Login { address: self.address(), refusal };
        }
        BusError::Refused { subject: subject.into(), refusal }
    }

    async fn failed(&self, subject: &str, error: &RedisError) -> BusError {
        if let Some(refusal) = server_refusal(error) {
            return self.refused(subject, refusal);
        }
        self.connection.lock().await.take();
        if error.is_timeout() {
            return BusError::Silent { address: self.address(), after: self.timeout };
        }
        BusError::Lost { address: self.address(), reason: lost_reason(error) }
    }

    /// The connection that is open, or a new one.
    pub(crate) async fn connection(&self) -> Result<MultiplexedConnection, BusError> {
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
        let stream = self.open().await?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let info = login(&self.target);
        let handshake = MultiplexedConnection::new_with_config(&info, stream, config);
        let (connection, driver) = tokio::time::timeout(self.timeout, handshake)
            .await
            .map_err(|_| BusError::Silent { address: self.address(), after: self.timeout })?
            .map_err(|error| self.login_failed(&error))?;
        tokio::spawn(driver);
        tracing::debug!("{}: connected in {:.2?}", self.address(), start.elapsed());
        Ok(connection)
    }

    fn login_failed(&self, error: &RedisError) -> BusError {
        let address = self.address();
        match server_refusal(error) {
            Some(refusal) => BusError::Login { address, refusal },
            None => BusError::Lost { address, reason: lost_reason(error) },
        }
    }

    /// Opens a bare byte stream to the server, before any login.
    pub(crate) async fn open(&self) -> Result<Box<dyn Wire>, BusError> {
        let unreachable = |reason| BusError::Unreachable { address: self.address(), reason };
        tokio::time::timeout(self.timeout, open(&self.target.place))
            .await
            .map_err(|_| {
                unreachable(format!("no answer within {}", crate::time::humanize(self.timeout)))
            })?
            .map_err(|error| unreachable(io_reason(&error)))
    }
}

async fn open(place: &Place) -> std::io::Result<Box<dyn Wire>> {
    match place {
        Place::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream))
        }
        Place::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        Place::Sentinel(_) => Err(std::io::ErrorKind::Unsupported.into()),
    }
}

fn login(target: &Target) -> RedisConnectionInfo {
    let mut info = RedisConnectionInfo::default().set_db(target.database).set_skip_set_lib_name();
    if let Some(name) = &target.username {
        info = info.set_username(name);
    }
    if let Some(password) = &target.password {
        info = info.set_password(password.reveal());
    }
    info
}

fn login_refusal(value: &Value) -> Option<Refusal> {
    match value {
        Value::ServerError(error) => Some(Refusal::from(error)).filter(Refusal::is_login),
        _ => None,
    }
}

/// The error reply inside a client error, where the server sent one.
fn server_refusal(error: &RedisError) -> Option<Refusal> {
    use redis::ErrorKind::{AuthenticationFailed, Extension, Server};
    match error.kind() {
        // The client drops the words in which the server refused the login.
        AuthenticationFailed => Some(Refusal { code: "AUTH".into(), detail: String::new() }),
        Server(_) | Extension => Some(Refusal {
            code: error.code().unwrap_or("ERR").to_owned(),
            detail: error.detail().unwrap_or_default().to_owned(),
        }),
        _ => None,
    }
}

fn lost_reason(error: &RedisError) -> String {
    if error.is_connection_dropped() {
        return "the server closed it".into();
    }
    io_reason(error)
}

/// Logs each command with the latency of the round trip that it was part of.
pub(super) fn log<'a>(
    address: &str,
    commands: impl IntoIterator<Item = &'a Cmd>,
    start: Instant,
    count: usize,
) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let elapsed = start.elapsed();
    for command in commands {
        let batch =
            if count > 1 { format!(" (one of {count} in one round trip)") } else { String::new() };
        tracing::debug!("{address}: {} in {elapsed:.2?}{batch}", words(command));
    }
}

/// A command as text for the log, long arguments cut.
fn words(command: &Cmd) -> String {
    const LONGEST_WORD: usize = 80;
    const MOST_WORDS: usize = 16;
    let mut text = String::new();
    for (index, arg) in command.args_iter().enumerate() {
        if index == MOST_WORDS {
            text.push_str(" …");
            break;
        }
        if index > 0 {
            text.push(' ');
        }
        if let redis::Arg::Simple(bytes) = arg {
            let cut = &bytes[..bytes.len().min(LONGEST_WORD)];
            text.push_str(&crate::bus::Name::from(cut.to_vec()).to_string());
            text.push_str(if bytes.len() > LONGEST_WORD { "…" } else { "" });
        }
    }
    text
}
