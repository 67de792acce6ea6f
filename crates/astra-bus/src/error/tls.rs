//! Each way in which an encrypted connection goes wrong, in an operator's words.

use std::path::PathBuf;

use crate::error::reply_error::ReplyError;

/// Why two ends do not come to an encrypted connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "found by a build with TLS"))]
pub enum TlsFault {
    #[error("the server's certificate is from an authority that is not trusted")]
    UnknownAuthority {
        /// The file of the authorities that are; `None` for those of the system.
        ca: Option<PathBuf>,
    },
    #[error("the server's certificate is not for `{host}`{}", names(.presented))]
    WrongName {
        host: String,
        /// The names that it is for; empty where they are not known.
        presented: Vec<String>,
    },
    #[error("the server's certificate expired{}", dated(" on ", .at.as_ref()))]
    Expired { at: Option<String> },
    #[error("the server's certificate is not valid yet{}", dated(", but from ", .at.as_ref()))]
    NotYetValid { at: Option<String> },
    #[error("the server's certificate cannot be used: {0}")]
    BadCertificate(String),
    #[error("it wants a client certificate, and none was given")]
    NoClientCertificate,
    #[error("it refuses the client certificate `{}`: {reason}", .certificate.display())]
    ClientRefused { certificate: PathBuf, reason: String },
    #[error("it does not speak TLS; it looks like a plain port")]
    PlainServer(Way),
    #[error("it does not speak plain Redis; it looks like TLS")]
    EncryptedServer(Way),
    #[error("the key `{}` does not belong to the certificate `{}`", .key.display(), .certificate.display())]
    KeyMismatch { certificate: PathBuf, key: PathBuf },
    #[error("cannot use `{}`: {reason}", .path.display())]
    File { path: PathBuf, reason: String },
    #[error("this system has no trusted authorities: {0}")]
    NoSystemAuthorities(String),
    /// Both ends came to an encrypted connection, over which the server will not talk to us.
    #[error("{0}")]
    Refused(ReplyError),
    #[error("the TLS handshake failed: {0}")]
    Handshake(String),
    #[error("this astra was built without TLS")]
    LeftOut,
}

/// How the URL leads to the server: it has another scheme through Sentinels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Direct,
    Sentinels,
}

impl Way {
    /// What follows `redis` or `rediss` in the scheme.
    fn suffix(self) -> &'static str {
        match self {
            Self::Direct => "",
            Self::Sentinels => "+sentinel",
        }
    }
}

impl TlsFault {
    /// The same fault of a Sentinel, or of a server that Sentinels name.
    pub fn through_sentinels(self) -> Self {
        match self {
            Self::PlainServer(_) => Self::PlainServer(Way::Sentinels),
            Self::EncryptedServer(_) => Self::EncryptedServer(Way::Sentinels),
            other => other,
        }
    }

    /// Whether a file that the user named is at fault, rather than the server.
    pub fn is_of_a_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::KeyMismatch { .. })
    }

    /// The next step.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownAuthority { ca: None } => {
                "name the file of the authority that signed it with --tls-ca".into()
            }
            Self::UnknownAuthority { ca: Some(file) } => {
                format!("`{}` does not hold the authority that signed it", file.display())
            }
            Self::WrongName { .. } => {
                "connect by a name of the certificate, or have it issued for this one".into()
            }
            Self::Expired { .. } => {
                "have it renewed; if it is, look at this machine's clock".into()
            }
            Self::NotYetValid { .. } => {
                "look at the clocks of this machine and of the issuer".into()
            }
            Self::BadCertificate(_) => "look at it with openssl x509 -text".into(),
            Self::NoClientCertificate => "pass --tls-cert FILE and --tls-key FILE".into(),
            Self::ClientRefused { .. } => {
                "use one signed by an authority that the server's tls-ca-cert-file names".into()
            }
            Self::PlainServer(way) => {
                format!("use redis{}:// (in the clear), or the server's tls-port", way.suffix())
            }
            Self::EncryptedServer(way) => format!("use rediss{}:// (TLS)", way.suffix()),
            Self::KeyMismatch { .. } => {
                "--tls-key takes the key that --tls-cert was made for".into()
            }
            Self::File { .. } => {
                "certificates and keys are PEM files, with BEGIN and END lines".into()
            }
            Self::NoSystemAuthorities(_) => "name a file of authorities with --tls-ca".into(),
            Self::Refused(refusal) => refusal.hint().unwrap_or_default(),
            Self::Handshake(_) => {
                "look at the server's log; with TLS 1.2 it may want a client certificate".into()
            }
            Self::LeftOut => "build it with the feature `tls`, which is on by default".into(),
        }
    }
}

fn names(presented: &[String]) -> String {
    if presented.is_empty() { String::new() } else { format!(", but for {}", presented.join(", ")) }
}

fn dated(word: &str, time: Option<&String>) -> String {
    time.map(|time| format!("{word}{time}")).unwrap_or_default()
}
