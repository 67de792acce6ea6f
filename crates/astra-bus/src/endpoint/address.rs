//! Where a server listens.

use std::fmt;
use std::path::PathBuf;

use crate::endpoint::secret::Secret;

/// The socket that a server listens on, or the Sentinels that know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp {
        host: String,
        port: u16,
    },
    Unix(PathBuf),
    /// The master of this name; the Sentinels are asked for its address each time a connection is opened.
    Sentinel(Sentinels),
}

/// Sentinels that monitor a master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentinels {
    /// Host and port of each.
    pub addresses: Vec<(String, u16)>,
    pub master: String,
    /// The login to the Sentinels themselves; the login to the master is separate.
    pub username: Option<String>,
    pub password: Option<Secret>,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(f, "{}", host_port(host, *port)),
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Sentinel(Sentinels { master, .. }) => write!(f, "master `{master}`"),
        }
    }
}

/// `host:port`, with an IPv6 host in brackets.
pub(crate) fn host_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
