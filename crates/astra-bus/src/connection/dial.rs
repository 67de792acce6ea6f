//! Opens byte streams: over TCP, a Unix socket or TLS.

use std::io;
use std::time::Duration;

use tokio::net::{TcpStream, UnixStream};

use crate::connection::tls;
use crate::connection::tls::peer::Peer;
use crate::connection::transport::Transport;
use crate::endpoint::address::Address;
use crate::endpoint::server::Tls;
use crate::error::tls::TlsFault;

/// Why a byte stream could not be opened.
#[derive(Debug)]
pub(crate) enum DialError {
    Io(io::Error),
    Tls(TlsFault),
}

impl From<io::Error> for DialError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TlsFault> for DialError {
    fn from(fault: TlsFault) -> Self {
        Self::Tls(fault)
    }
}

/// Opens a byte stream to a server. `time_limit` is how long the caller waits for it.
pub(crate) async fn dial(
    address: &Address,
    tls: Option<&Tls>,
    time_limit: Duration,
) -> Result<Box<dyn Transport>, DialError> {
    match address {
        Address::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.set_nodelay(true)?;
            match tls {
                None => Ok(Box::new(stream)),
                Some(tls) => {
                    let peer = Peer { host, port: *port, tls, time_limit };
                    // Boxed because it is large and few connections are encrypted.
                    Ok(Box::pin(tls::encrypt(stream, peer)).await?)
                }
            }
        }
        Address::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        Address::Sentinel(_) => Err(io::Error::from(io::ErrorKind::Unsupported).into()),
    }
}
