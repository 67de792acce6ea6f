//! Encrypted connections, and telling a server that speaks TLS from one that does not.

#[cfg(feature = "tls")]
mod config;
#[cfg(feature = "tls")]
mod handshake;
pub(crate) mod peer;
mod probe;

use tokio::net::TcpStream;

use crate::connection::tls::peer::Peer;
use crate::connection::transport::Transport;
use crate::error::tls::TlsFault;

pub(crate) use self::probe::expects_tls;

/// Encrypts `stream`, and has a first answer over it, so that both ends are known to accept each other.
#[cfg(feature = "tls")]
pub(crate) async fn encrypt(
    stream: TcpStream,
    peer: Peer<'_>,
) -> Result<Box<dyn Transport>, TlsFault> {
    Ok(Box::new(handshake::encrypt(stream, peer).await?))
}

#[cfg(not(feature = "tls"))]
#[expect(clippy::unused_async, reason = "the same call with and without TLS")]
pub(crate) async fn encrypt(_: TcpStream, _: Peer<'_>) -> Result<Box<dyn Transport>, TlsFault> {
    Err(TlsFault::NotBuilt)
}
