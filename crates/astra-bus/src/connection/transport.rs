//! The byte stream under a connection: TCP, a Unix socket or TLS.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use crate::connection::tls::{self, Peer};
use crate::endpoint::target::{Address, Tls};
use crate::error::tls::TlsFault;

/// A byte stream to a server.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}

/// Why a stream could not be opened.
#[derive(Debug)]
pub(crate) enum Failure {
    Io(io::Error),
    Tls(TlsFault),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TlsFault> for Failure {
    fn from(fault: TlsFault) -> Self {
        Self::Tls(fault)
    }
}

/// Opens a byte stream to a server at `place`; connecting may take as long as `patience`.
pub(crate) async fn open(
    place: &Address,
    tls: Option<&Tls>,
    patience: Duration,
) -> Result<Box<dyn Transport>, Failure> {
    match place {
        Address::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.set_nodelay(true)?;
            match tls {
                None => Ok(Box::new(stream)),
                Some(tls) => {
                    let peer = Peer { host, port: *port, tls, patience };
                    // It is large, and few connections are encrypted.
                    Ok(Box::pin(tls::encrypt(stream, peer)).await?)
                }
            }
        }
        Address::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        Address::Sentinel(_) => Err(io::Error::from(io::ErrorKind::Unsupported).into()),
    }
}
