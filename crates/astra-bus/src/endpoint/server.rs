//! A server to connect to, as which user, and how the connection is encrypted.

use std::path::PathBuf;

use crate::endpoint::address::Address;
use crate::endpoint::secret::Secret;

/// A server to connect to, and the login there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub address: Address,
    /// The number of the logical database.
    pub database: i64,
    pub username: Option<String>,
    pub password: Option<Secret>,
    /// How the connection is encrypted; `None` for a plain connection.
    pub tls: Option<Tls>,
}

/// What an encrypted connection trusts, and how the client identifies itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// A PEM file of the authorities to trust instead of the system's.
    pub ca: Option<PathBuf>,
    /// PEM files of a client certificate and of its key.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Whether any server certificate is accepted.
    pub is_insecure: bool,
}
