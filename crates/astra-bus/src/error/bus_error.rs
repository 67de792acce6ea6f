//! What can go wrong with a server, in an operator's words.

use std::fmt;
use std::time::Duration;

use crate::error::sentinel::SentinelFault;
use crate::error::tls::TlsFault;

pub(crate) use crate::error::reply_error::ReplyError;

/// A command or a connection that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BusError {
    #[error("cannot reach Redis at {address}: {reason}")]
    Unreachable { address: String, reason: String, address_source: AddressSource },
    #[error("cannot log in to Redis at {address}: {refusal}")]
    Login { address: String, refusal: ReplyError },
    #[error("cannot connect to Redis at {address}: {fault}")]
    Tls { address: String, fault: TlsFault },
    #[error("{}", .fault.text(.address))]
    Sentinel { address: String, fault: SentinelFault },
    #[error("Redis at {address} is a read-only replica of {master}")]
    Replica { address: String, master: String },
    #[error("lost the connection to Redis at {address}: {reason}")]
    Lost { address: String, reason: String },
    #[error("Redis at {address} gave no answer within {}", astra_model::time::humanize(*.after))]
    Silent { address: String, after: Duration },
    #[error("{}{refusal}", Subject(.subject))]
    Refused { subject: String, refusal: ReplyError },
    #[error("Redis answered {command} in a shape that astra does not know: {wanted} is missing")]
    Shape { command: String, wanted: &'static str },
}

/// Who says that there is a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// Nobody: it is looked for where one is expected.
    Nobody,
    /// The user, by what is named here, e.g. `--url`.
    User(&'static str),
    /// Another server of its cluster.
    Cluster,
}

impl AddressSource {
    /// The next step where the server cannot be reached.
    fn hint(self) -> String {
        match self {
            Self::Nobody => "start one with astra sandbox, or pass --url".into(),
            Self::User(by) => {
                format!("look whether a server runs there, and whether {by} means another")
            }
            Self::Cluster => {
                "look at CLUSTER NODES of another server: start this one, or have its replica take over"
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
    /// Whether the server could not be reached, logged in to, or kept.
    pub fn is_connection(&self) -> bool {
        match self {
            Self::Refused { refusal, .. } => refusal.is_unavailable() || refusal.is_unreachable(),
            Self::Shape { .. } | Self::Replica { .. } => false,
            Self::Tls { fault, .. } => !fault.is_of_a_file(),
            Self::Unreachable { .. }
            | Self::Login { .. }
            | Self::Sentinel { .. }
            | Self::Lost { .. }
            | Self::Silent { .. } => true,
        }
    }

    /// Whether what was sent may have been carried out all the same: the answer did not come, or says
    /// nothing.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Silent { .. } | Self::Shape { .. })
    }

    /// Notes all rules that it takes to go on where something is not allowed.
    #[must_use]
    pub fn with_required_rules(self, rules: &'static str) -> Self {
        match self {
            Self::Refused { subject, refusal } => {
                Self::Refused { subject, refusal: refusal.with_required_rules(rules) }
            }
            other => other,
        }
    }

    /// The same error on the way through Sentinels.
    #[must_use]
    pub(crate) fn through_sentinels(self) -> Self {
        match self {
            Self::Tls { address, fault } => Self::Tls { address, fault: fault.through_sentinels() },
            other => other,
        }
    }

    /// Whether a file that the user named cannot be used.
    pub fn is_invalid_file(&self) -> bool {
        matches!(self, Self::Tls { fault, .. } if fault.is_of_a_file())
    }

    /// Whether waiting may help: the server is starting, loading or gone for now.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Shape { .. } | Self::Tls { .. } | Self::Replica { .. } => false,
            Self::Login { refusal, .. } => refusal.is_full(),
            Self::Sentinel { fault, .. } => fault.is_transient(),
            Self::Refused { refusal, .. } => refusal.is_unavailable() || refusal.is_unreachable(),
            Self::Unreachable { .. } | Self::Lost { .. } | Self::Silent { .. } => true,
        }
    }

    /// What an error says of a server, without its address.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreachable { reason, .. } | Self::Lost { reason, .. } => reason.clone(),
            Self::Silent { after, .. } => {
                format!("no answer within {}", astra_model::time::humanize(*after))
            }
            Self::Refused { refusal, .. } | Self::Login { refusal, .. } => refusal.to_string(),
            Self::Tls { fault, .. } => fault.to_string(),
            Self::Shape { .. } | Self::Sentinel { .. } | Self::Replica { .. } => self.to_string(),
        }
    }

    /// The next step, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable { address_source, .. } => Some(address_source.hint()),
            Self::Login { refusal, .. } | Self::Refused { refusal, .. } => refusal.hint(),
            Self::Tls { fault, .. } => Some(fault.hint()),
            Self::Sentinel { fault, .. } => Some(fault.hint()),
            Self::Replica { master, .. } => Some(format!("connect to its master, {master}")),
            Self::Silent { .. } => {
                Some("look what it is busy with, or wait longer with --timeout".into())
            }
            Self::Lost { .. } | Self::Shape { .. } => None,
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
    fn says_what_failed_and_the_next_step() {
        let error = BusError::Unreachable {
            address: "h:1".into(),
            reason: astra_model::io_reason(&io::Error::from_raw_os_error(111)),
            address_source: AddressSource::Nobody,
        };
        assert_eq!(error.to_string(), "cannot reach Redis at h:1: connection refused");
        assert!(error.hint().unwrap().contains("astra sandbox"));
        assert!(
            AddressSource::User("REDIS_URL").hint().contains("whether REDIS_URL means another")
        );
        let error = BusError::Refused {
            subject: "stream `s`".into(),
            refusal: refusal("WRONGTYPE", "Operation against"),
        };
        assert_eq!(error.to_string(), "stream `s`: the key holds no stream but another type");
    }

    #[test]
    fn tells_a_server_that_is_away_from_a_command_that_is_refused() {
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
