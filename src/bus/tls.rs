//! Encrypted connections, and telling a server that speaks TLS from one that does not.

#[cfg(feature = "tls")]
mod config;
mod fault;
#[cfg(feature = "tls")]
mod handshake;
mod probe;

use std::time::Duration;

use tokio::net::TcpStream;

use crate::bus::node::Wire;
use crate::context::Tls;

pub(crate) use fault::{TlsFault, Way};
pub(super) use probe::expects_tls;

/// A server that is connected to, and what is given to trust it.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "read by a build with TLS"))]
pub(super) struct Peer<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) tls: &'a Tls,
    /// How long connecting may take.
    pub(super) patience: Duration,
}

/// Encrypts `stream`, and has a first answer over it, so that both ends are known to accept each other.
#[cfg(feature = "tls")]
pub(super) async fn encrypt(stream: TcpStream, peer: Peer<'_>) -> Result<Box<dyn Wire>, TlsFault> {
    Ok(Box::new(handshake::encrypt(stream, peer).await?))
}

#[cfg(not(feature = "tls"))]
#[expect(clippy::unused_async, reason = "the same call with and without TLS")]
pub(super) async fn encrypt(_: TcpStream, _: Peer<'_>) -> Result<Box<dyn Wire>, TlsFault> {
    Err(TlsFault::LeftOut)
}
