//! Opening a byte stream to a server: over TCP, a Unix socket or TLS.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use crate::bus::error::{BusError, io_reason};
use crate::bus::node::Node;
use crate::bus::tls::{self, Peer, TlsFault};
use crate::context::{Place, Sentinels, Target, Tls};

/// A byte stream to a server.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Why a stream could not be opened.
enum Failure {
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

impl Node {
    /// Opens a bare byte stream to the server, before any login.
    pub(crate) async fn open(&self) -> Result<Box<dyn Wire>, BusError> {
        match &self.target.place {
            Place::Sentinel(sentinels) => Box::pin(self.open_master(sentinels)).await,
            place => self.open_at(place, self.timeout).await,
        }
    }

    /// Opens a bare byte stream to a server at that place.
    pub(in crate::bus) async fn open_at(
        &self,
        place: &Place,
        patience: Duration,
    ) -> Result<Box<dyn Wire>, BusError> {
        let address = self.address();
        let opening = open(place, self.target.tls.as_ref(), patience);
        match tokio::time::timeout(patience, opening).await {
            Ok(Ok(wire)) => Ok(wire),
            Ok(Err(Failure::Tls(TlsFault::Refused(refusal)))) => {
                Err(BusError::Login { address, refusal })
            }
            Ok(Err(Failure::Tls(fault))) => Err(BusError::Tls { address, fault }),
            Ok(Err(Failure::Io(error))) => {
                let (reason, known_by) = (io_reason(&error), self.known_by());
                Err(BusError::Unreachable { address, reason, known_by })
            }
            Err(_) => {
                let reason = format!("no answer within {}", crate::time::humanize(patience));
                Err(BusError::Unreachable { address, reason, known_by: self.known_by() })
            }
        }
    }

    /// One of the Sentinels that know this server, spoken to as the server itself but for the login.
    pub(in crate::bus) fn sentinel(
        &self,
        place: Place,
        sentinels: &Sentinels,
        patience: Duration,
    ) -> Self {
        let target = Target {
            place,
            database: 0,
            username: sentinels.username.clone(),
            password: sentinels.password.clone(),
            tls: self.target.tls.clone(),
        };
        Self::new(target, patience, self.known_by)
    }

    /// Whether a server that is spoken to in the clear answers in TLS.
    pub(in crate::bus) async fn expects_tls(&self) -> bool {
        match (&self.target.place, &self.target.tls) {
            (Place::Tcp { host, port }, None) => tls::expects_tls(host, *port).await,
            _ => false,
        }
    }
}

async fn open(
    place: &Place,
    tls: Option<&Tls>,
    patience: Duration,
) -> Result<Box<dyn Wire>, Failure> {
    match place {
        Place::Tcp { host, port } => {
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
        Place::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        Place::Sentinel(_) => Err(io::Error::from(io::ErrorKind::Unsupported).into()),
    }
}
