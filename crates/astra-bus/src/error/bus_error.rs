//! Every way in which a connection or a command fails, with a text and the next step.

use std::fmt;
use std::time::Duration;

use crate::error::reply_error::ReplyError;
use crate::error::sentinel::SentinelFault;
use crate::error::tls::TlsFault;

/// A connection or a command that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BusError {
    /// No connection could be opened.
    #[error("cannot reach Redis at {address}: {reason}")]
    Unreachable { address: String, reason: String, address_source: AddressSource },
    /// The server rejected the user or the connection.
    #[error("cannot log in to Redis at {address}: {refusal}")]
    Login { address: String, refusal: ReplyError },
    /// The connection could not be encrypted.
    #[error("cannot connect to Redis at {address}: {fault}")]
    Tls { address: String, fault: TlsFault },
    /// The Sentinels did not lead to a master.
    #[error("{}", .fault.text(.address))]
    Sentinel { address: String, fault: SentinelFault },
    /// A master is needed, and the server is a replica.
    #[error("Redis at {address} is a read-only replica of {master}")]
    Replica { address: String, master: String },
    /// An open connection broke.
    #[error("lost the connection to Redis at {address}: {reason}")]
    Lost { address: String, reason: String },
    /// The server did not reply in time.
    #[error("Redis at {address} did not reply within {}", astra_model::time::humanize(*.after))]
    TimedOut { address: String, after: Duration },
    /// The server replied with an error; `subject` names what the command was about, or is empty.
    #[error("{}{refusal}", Subject(.subject))]
    Refused { subject: String, refusal: ReplyError },
    /// The reply does not have the shape that Redis documents for the command.
    #[error("unexpected reply to {command}: {wanted} is missing")]
    UnexpectedReply { command: String, wanted: &'static str },
}

/// Where the address of a server comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// The default address, because nothing names a server.
    Default,
    /// A setting of the user, by its name, such as `--url`.
    User(&'static str),
    /// Another node of the same cluster.
    Cluster,
}

impl AddressSource {
    /// Returns the next step if the server at the address cannot be reached.
    fn hint(self) -> String {
        match self {
            Self::Default => "start one with astra sandbox, or pass --url".into(),
            Self::User(setting) => format!(
                "check that a server is listening there and that {setting} names the right one"
            ),
            Self::Cluster => {
                "check CLUSTER NODES on another node: start this one, or fail over to its replica"
                    .into()
            }
        }
    }
}

struct Subject<'a>(&'a str);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

impl BusError {
    /// Whether the connection failed: the server could not be reached, rejected the login, or was lost.
    pub fn is_connection(&self) -> bool {
        match self {
            Self::Refused { refusal, .. } => refusal.is_unavailable() || refusal.is_unreachable(),
            Self::UnexpectedReply { .. } | Self::Replica { .. } => false,
            Self::Tls { fault, .. } => !fault.is_invalid_file(),
            Self::Unreachable { .. }
            | Self::Login { .. }
            | Self::Sentinel { .. }
            | Self::Lost { .. }
            | Self::TimedOut { .. } => true,
        }
    }

    /// Whether the server may have executed the command all the same, because its reply is lost or unreadable.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::TimedOut { .. } | Self::UnexpectedReply { .. })
    }

    /// Adds the ACL rules that the whole operation needs, so that the hint names all of them at once.
    #[must_use]
    pub fn with_required_rules(self, rules: &'static str) -> Self {
        match self {
            Self::Refused { subject, refusal } => {
                Self::Refused { subject, refusal: refusal.with_required_rules(rules) }
            }
            other => other,
        }
    }

    /// Returns the same error for a server that Sentinels name, whose URL has another scheme.
    #[must_use]
    pub(crate) fn through_sentinels(self) -> Self {
        match self {
            Self::Tls { address, fault } => Self::Tls { address, fault: fault.through_sentinels() },
            other => other,
        }
    }

    /// Whether a file that the user named cannot be used.
    pub fn is_invalid_file(&self) -> bool {
        matches!(self, Self::Tls { fault, .. } if fault.is_invalid_file())
    }

    /// Whether waiting may help, because the server is starting, loading or unreachable for now.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::UnexpectedReply { .. } | Self::Tls { .. } | Self::Replica { .. } => false,
            Self::Login { refusal, .. } => refusal.is_client_limit(),
            Self::Sentinel { fault, .. } => fault.is_transient(),
            Self::Refused { refusal, .. } => refusal.is_unavailable() || refusal.is_unreachable(),
            Self::Unreachable { .. } | Self::Lost { .. } | Self::TimedOut { .. } => true,
        }
    }

    /// Returns the reason without the address of the server.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreachable { reason, .. } | Self::Lost { reason, .. } => reason.clone(),
            Self::TimedOut { after, .. } => {
                format!("no reply within {}", astra_model::time::humanize(*after))
            }
            Self::Refused { refusal, .. } | Self::Login { refusal, .. } => refusal.to_string(),
            Self::Tls { fault, .. } => fault.to_string(),
            Self::UnexpectedReply { .. } | Self::Sentinel { .. } | Self::Replica { .. } => {
                self.to_string()
            }
        }
    }

    /// Returns the next step, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable { address_source, .. } => Some(address_source.hint()),
            Self::Login { refusal, .. } | Self::Refused { refusal, .. } => refusal.hint(),
            Self::Tls { fault, .. } => Some(fault.hint()),
            Self::Sentinel { fault, .. } => Some(fault.hint()),
            Self::Replica { master, .. } => Some(format!("connect to its master, {master}")),
            Self::TimedOut { .. } => Some("check its SLOWLOG, or raise --timeout".into()),
            Self::Lost { .. } | Self::UnexpectedReply { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn refusal(code: &str, detail: &str) -> ReplyError {
        ReplyError::new(code, detail)
    }

    #[test]
    fn reports_what_failed_and_the_next_step() {
        let error = BusError::Unreachable {
            address: "h:1".into(),
            reason: astra_model::io_reason(&io::Error::from_raw_os_error(111)),
            address_source: AddressSource::Default,
        };
        assert_eq!(error.to_string(), "cannot reach Redis at h:1: connection refused");
        assert!(error.hint().unwrap().contains("astra sandbox"));
        let hint = AddressSource::User("REDIS_URL").hint();
        assert!(hint.contains("that REDIS_URL names the right one"), "{hint}");
        let error = BusError::Refused {
            subject: "stream `s`".into(),
            refusal: refusal("WRONGTYPE", "Operation against"),
        };
        assert_eq!(error.to_string(), "stream `s`: the key is not a stream");
    }

    #[test]
    fn distinguishes_an_unreachable_server_from_a_refused_command() {
        let refused =
            |code| BusError::Refused { subject: String::new(), refusal: refusal(code, "") };
        assert!(refused("LOADING").is_connection() && refused("LOADING").is_transient());
        assert!(!refused("OOM").is_connection());
        assert!(!refused("LOADING").is_uncertain());
        let lost = BusError::Lost { address: "h".into(), reason: "the server closed it".into() };
        assert!(lost.is_uncertain());
        let login = BusError::Login { address: "h".into(), refusal: refusal("WRONGPASS", "") };
        assert!(login.is_connection() && !login.is_transient());
    }
}
