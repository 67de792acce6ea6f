//! Every way in which an encrypted connection fails.

use std::path::PathBuf;

use crate::error::reply_error::ReplyError;

/// The reason why an encrypted connection could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "only a build with TLS finds faults"))]
pub enum TlsFault {
    #[error("the server's certificate is signed by an untrusted authority")]
    UnknownAuthority {
        /// The file of the trusted authorities; `None` for those of the system.
        ca: Option<PathBuf>,
    },
    #[error("the server's certificate is not for `{host}`{}", other_names(.presented))]
    WrongName {
        host: String,
        /// The names in the certificate; empty if they are unknown.
        presented: Vec<String>,
    },
    #[error("the server's certificate expired{}", dated(" on ", .at.as_ref()))]
    Expired { at: Option<String> },
    #[error("the server's certificate is not valid yet{}", dated(", only from ", .at.as_ref()))]
    NotYetValid { at: Option<String> },
    #[error("the server's certificate cannot be used: {0}")]
    BadCertificate(String),
    #[error("it requires a client certificate, but none was given")]
    NoClientCertificate,
    #[error("it rejects the client certificate `{}`: {reason}", .certificate.display())]
    ClientRefused { certificate: PathBuf, reason: String },
    #[error("it does not speak TLS; it looks like a plain port")]
    PlainServer(UrlScheme),
    #[error("it does not speak plain Redis; it looks like TLS")]
    EncryptedServer(UrlScheme),
    #[error("the key `{}` does not match the certificate `{}`", .key.display(), .certificate.display())]
    KeyMismatch { certificate: PathBuf, key: PathBuf },
    #[error("cannot use `{}`: {reason}", .path.display())]
    File { path: PathBuf, reason: String },
    #[error("this system has no trusted authorities: {0}")]
    NoSystemAuthorities(String),
    /// The connection was encrypted, and the server then rejected it.
    #[error("{0}")]
    Refused(ReplyError),
    #[error("the TLS handshake failed: {0}")]
    Handshake(String),
    #[error("this astra was built without TLS")]
    NotBuilt,
}

/// The family of URL schemes that the user's URL belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlScheme {
    /// `redis://` and `rediss://`
    Redis,
    /// `redis+sentinel://` and `rediss+sentinel://`
    Sentinel,
}

impl UrlScheme {
    /// Returns the part of the scheme after `redis` or `rediss`.
    fn suffix(self) -> &'static str {
        match self {
            Self::Redis => "",
            Self::Sentinel => "+sentinel",
        }
    }
}

impl TlsFault {
    /// Returns the same fault for a Sentinel, or for a server that Sentinels name.
    #[must_use]
    pub fn through_sentinels(self) -> Self {
        match self {
            Self::PlainServer(_) => Self::PlainServer(UrlScheme::Sentinel),
            Self::EncryptedServer(_) => Self::EncryptedServer(UrlScheme::Sentinel),
            other => other,
        }
    }

    /// Whether a file that the user named is at fault, rather than the server.
    pub fn is_invalid_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::KeyMismatch { .. })
    }

    /// Returns the next step.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownAuthority { ca: None } => {
                "name the file of the authority that signed it with --tls-ca".into()
            }
            Self::UnknownAuthority { ca: Some(file) } => {
                format!("`{}` does not contain the authority that signed it", file.display())
            }
            Self::WrongName { .. } => {
                "connect to a name in the certificate, or have it issued for this one".into()
            }
            Self::Expired { .. } => {
                "renew the certificate; if it is valid, check this machine's clock".into()
            }
            Self::NotYetValid { .. } => "check the clocks of this machine and of the issuer".into(),
            Self::BadCertificate(_) => "inspect it with openssl x509 -text".into(),
            Self::NoClientCertificate => "pass --tls-cert FILE and --tls-key FILE".into(),
            Self::ClientRefused { .. } => {
                "use one signed by an authority in the server's tls-ca-cert-file".into()
            }
            Self::PlainServer(scheme) => format!(
                "connect to the server's tls-port, or use redis{}:// (not encrypted)",
                scheme.suffix()
            ),
            Self::EncryptedServer(scheme) => format!("use rediss{}:// (TLS)", scheme.suffix()),
            Self::KeyMismatch { .. } => {
                "pass the private key of the --tls-cert certificate as --tls-key".into()
            }
            Self::File { .. } => {
                "certificates and keys must be PEM files, with BEGIN and END lines".into()
            }
            Self::NoSystemAuthorities(_) => "name a file of authorities with --tls-ca".into(),
            Self::Refused(refusal) => refusal.hint().unwrap_or_default(),
            Self::Handshake(_) => {
                "check the server's log; with TLS 1.2 it may require a client certificate".into()
            }
            Self::NotBuilt => "build it with the feature `tls`, which is on by default".into(),
        }
    }
}

fn other_names(presented: &[String]) -> String {
    if presented.is_empty() {
        String::new()
    } else {
        format!(", only for {}", presented.join(", "))
    }
}

fn dated(words: &str, time: Option<&String>) -> String {
    time.map(|time| format!("{words}{time}")).unwrap_or_default()
}
