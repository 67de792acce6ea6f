//! The handshake, and the first answer after it: only that shows that the server takes our certificate.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use astra_model::io_reason;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{ServerName, UnixTime};
use tokio_rustls::rustls::{AlertDescription, CertificateError, Error};

use crate::connection::raw;
use crate::connection::tls::peer::Peer;
use crate::connection::tls::{config, probe};
use crate::error::reply_error::ReplyError;
use crate::error::tls::{TlsFault, UrlScheme};

/// After at most this long without a first answer the server is asked whether it speaks TLS at all:
/// one that does not takes our greeting for a line without an end, and waits.
const SUSPICIOUS_AFTER: Duration = Duration::from_secs(1);

/// No more than this part of the time for connecting goes by before, so that the rest is enough to ask.
const SUSPICIOUS_PART: u32 = 3;

pub(super) async fn encrypt(
    stream: TcpStream,
    peer: Peer<'_>,
) -> Result<TlsStream<TcpStream>, TlsFault> {
    let name = ServerName::try_from(peer.host.to_owned())
        .map_err(|_| TlsFault::Handshake(format!("`{}` is not the name of a host", peer.host)))?;
    let connector = TlsConnector::from(Arc::new(config::client(peer.tls)?));
    let handshake = connector.connect(name, stream);
    tokio::pin!(handshake);
    let suspicious_after = SUSPICIOUS_AFTER.min(peer.time_limit / SUSPICIOUS_PART);
    let done = match tokio::time::timeout(suspicious_after, &mut handshake).await {
        Err(_) if probe::answers_plainly(peer.host, peer.port).await => {
            return Err(TlsFault::PlainServer(UrlScheme::Redis));
        }
        Err(_) => handshake.await,
        Ok(done) => done,
    };
    let mut stream = match done {
        Ok(stream) => stream,
        Err(error) => return Err(fault(&error, peer).await),
    };
    match first_answer(&mut stream).await {
        Ok(Some(refusal)) => Err(TlsFault::Refused(refusal)),
        Ok(None) => Ok(stream),
        Err(error) => Err(fault(&error, peer).await),
    }
}

/// Waits for any answer to a `PING`, a refusal too: with TLS 1.3 our side of the handshake is over
/// before the server has looked at our certificate.
///
/// Returns what a server says that hangs up on us, in place of an answer.
async fn first_answer(stream: &mut TlsStream<TcpStream>) -> io::Result<Option<ReplyError>> {
    stream.write_all(b"PING\r\n").await?;
    stream.flush().await?;
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        line.push(stream.read_u8().await?);
    }
    Ok(raw::refusal(&line).filter(ReplyError::closes_connection))
}

async fn fault(error: &io::Error, peer: Peer<'_>) -> TlsFault {
    let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        return TlsFault::Handshake(match error.kind() {
            io::ErrorKind::UnexpectedEof => "the server closed the connection".into(),
            _ => io_reason(error),
        });
    };
    match error {
        Error::InvalidCertificate(error) => bad_certificate(error, peer),
        Error::AlertReceived(alert) => refused(*alert, peer),
        _ if probe::answers_plainly(peer.host, peer.port).await => {
            TlsFault::PlainServer(UrlScheme::Redis)
        }
        error => TlsFault::Handshake(error.to_string()),
    }
}

fn bad_certificate(error: &CertificateError, peer: Peer<'_>) -> TlsFault {
    use CertificateError as Bad;
    let host = peer.host.to_owned();
    match error {
        // An authority that has the name of one of ours, and another key.
        Bad::BadSignature | Bad::UnknownIssuer => {
            TlsFault::UnknownAuthority { ca: peer.tls.ca.clone() }
        }
        Bad::NotValidForName => TlsFault::WrongName { host, presented: Vec::new() },
        Bad::NotValidForNameContext { presented, .. } => TlsFault::WrongName {
            host,
            presented: presented.iter().map(|name| plain(name)).collect(),
        },
        Bad::Expired => TlsFault::Expired { at: None },
        Bad::ExpiredContext { not_after, .. } => TlsFault::Expired { at: time(*not_after) },
        Bad::NotValidYet => TlsFault::NotYetValid { at: None },
        Bad::NotValidYetContext { not_before, .. } => {
            TlsFault::NotYetValid { at: time(*not_before) }
        }
        error => TlsFault::BadCertificate(error.to_string()),
    }
}

/// A name as the certificate has it, out of `DnsName("a.example")`.
fn plain(name: &str) -> String {
    let inner = name.split_once('(').map_or(name, |(_, rest)| rest.trim_end_matches(')'));
    format!("`{}`", inner.trim_matches('"'))
}

fn time(time: UnixTime) -> Option<String> {
    let seconds = i64::try_from(time.as_secs()).ok()?;
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}

fn refused(alert: AlertDescription, peer: Peer<'_>) -> TlsFault {
    use AlertDescription as Alert;
    let reason = match alert {
        Alert::CertificateRequired => return TlsFault::NoClientCertificate,
        Alert::UnknownCA => "it does not trust the authority that signed it".to_owned(),
        Alert::CertificateExpired => "it has expired".to_owned(),
        Alert::CertificateRevoked => "it is revoked".to_owned(),
        other => format!("it answered with the alert {other:?}"),
    };
    match &peer.tls.identity {
        Some((certificate, _)) => {
            TlsFault::ClientRefused { certificate: certificate.clone(), reason }
        }
        None => TlsFault::Handshake(reason),
    }
}
