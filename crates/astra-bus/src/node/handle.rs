//! One Redis server: how to reach it, and what is known of it.

use std::fmt;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use tokio::sync::Mutex;

use crate::connection::pool::Pool;
use crate::endpoint::address::Address;
use crate::endpoint::secret::Secret;
use crate::endpoint::server::{Endpoint, Tls};
use crate::error::bus_error::AddressSource;

/// A server and its connections. It connects at the first command, and again after a loss.
pub(crate) struct Node {
    endpoint: Endpoint,
    address_source: AddressSource,
    /// Limits connecting, and each reply to an ordinary command.
    timeout: Duration,
    /// The connection that all ordinary commands share.
    pub(crate) shared: Mutex<Option<MultiplexedConnection>>,
    /// Connections for replies that are read as bytes.
    pub(crate) idle: Pool,
    /// Whether the server has ever spoken Redis to us.
    has_answered: AtomicBool,
    /// The address that the Sentinels named last.
    master: std::sync::Mutex<Option<String>>,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Node {
    pub(crate) fn new(
        endpoint: Endpoint,
        timeout: Duration,
        address_source: AddressSource,
    ) -> Self {
        Self {
            endpoint,
            address_source,
            timeout,
            shared: Mutex::new(None),
            idle: Pool::default(),
            has_answered: AtomicBool::new(false),
            master: std::sync::Mutex::default(),
        }
    }

    /// The same server over connections of its own, for example for a reader that blocks.
    pub(crate) fn with_own_connections(&self) -> Self {
        Self::new(self.endpoint.clone(), self.timeout, self.address_source)
    }

    /// Another node of the same cluster: same login, same TLS settings.
    pub(crate) fn peer(&self, address: Address) -> Self {
        let endpoint = Endpoint { address, ..self.endpoint.clone() };
        Self::new(endpoint, self.timeout, AddressSource::Cluster)
    }

    /// Who named this server.
    pub(crate) fn address_source(&self) -> AddressSource {
        self.address_source
    }

    pub(crate) fn endpoint_address(&self) -> &Address {
        &self.endpoint.address
    }

    /// The host of the server; this machine's if it listens on a Unix socket.
    pub(crate) fn host(&self) -> String {
        match &self.endpoint.address {
            Address::Tcp { host, .. } => host.clone(),
            Address::Unix(_) | Address::Sentinel(_) => "127.0.0.1".into(),
        }
    }

    pub(crate) fn tls(&self) -> Option<&Tls> {
        self.endpoint.tls.as_ref()
    }

    /// Whether Sentinels name the server's address.
    pub(crate) fn is_behind_sentinels(&self) -> bool {
        matches!(self.endpoint.address, Address::Sentinel(_))
    }

    /// The user that the endpoint names, if it names one.
    pub(crate) fn username(&self) -> Option<&str> {
        self.endpoint.username.as_deref()
    }

    /// The user that connections log in as.
    pub(crate) fn user(&self) -> &str {
        self.username().unwrap_or("default")
    }

    pub(crate) fn password(&self) -> Option<&str> {
        self.endpoint.password.as_ref().map(Secret::reveal)
    }

    /// The number of the logical database.
    pub(crate) fn database(&self) -> i64 {
        self.endpoint.database
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The server's address for messages, without any password.
    pub(crate) fn address(&self) -> String {
        let master = self.master.lock().unwrap_or_else(PoisonError::into_inner);
        match &*master {
            Some(at) => format!("{at} ({})", self.endpoint.address),
            None => self.endpoint.address.to_string(),
        }
    }

    /// Records the master's address as the Sentinels name it.
    pub(crate) fn note_master(&self, at: &str) {
        *self.master.lock().unwrap_or_else(PoisonError::into_inner) = Some(at.into());
    }

    /// Records that this server has spoken Redis to us: from now on a closed connection is a loss, not a
    /// rejection.
    pub(crate) fn note_answer(&self) {
        self.has_answered.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_answered(&self) -> bool {
        self.has_answered.load(Ordering::Relaxed)
    }
}
