//! What can go wrong with a server, in an operator's words.

use std::fmt;
use std::time::Duration;

use crate::bus::denied::Denied;
use crate::bus::sentinel::SentinelFault;
use crate::bus::tls::TlsFault;

/// A command or a connection that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum BusError {
    #[error("cannot reach Redis at {address}: {reason}")]
    Unreachable { address: String, reason: String, known_by: KnownBy },
    #[error("cannot log in to Redis at {address}: {refusal}")]
    Login { address: String, refusal: Refusal },
    #[error("cannot connect to Redis at {address}: {fault}")]
    Tls { address: String, fault: TlsFault },
    #[error("{}", .fault.text(.address))]
    Sentinel { address: String, fault: SentinelFault },
    #[error("Redis at {address} is a read-only replica of {master}")]
    Replica { address: String, master: String },
    #[error("lost the connection to Redis at {address}: {reason}")]
    Lost { address: String, reason: String },
    #[error("Redis at {address} gave no answer within {}", crate::time::humanize(*.after))]
    Silent { address: String, after: Duration },
    #[error("{}{refusal}", Subject(.subject))]
    Refused { subject: String, refusal: Refusal },
    #[error("Redis answered {command} in a shape that astra does not know: {wanted} is missing")]
    Shape { command: String, wanted: &'static str },
}

/// Who says that there is a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownBy {
    /// The user, by its URL.
    Url,
    /// Another server of its cluster.
    Cluster,
}

impl KnownBy {
    /// The next step where the server cannot be reached.
    fn hint(self) -> &'static str {
        match self {
            Self::Url => "start one with astra sandbox, or pass --url",
            Self::Cluster => {
                "look at CLUSTER NODES of another server: start this one, or have its replica take over"
            }
        }
    }
}

/// An error reply of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The first word of the reply, e.g. `WRONGTYPE`.
    pub(crate) code: String,
    /// The rest of the reply.
    pub(crate) detail: String,
    /// What it is that was not allowed, where that is known.
    pub(super) denied: Option<Box<Denied>>,
    /// The master of the replica that refused to change anything, where that is known.
    pub(super) master: Option<Box<str>>,
}

struct Subject<'a>(&'a str);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

impl BusError {
    /// Whether the server could not be reached, logged in to, or kept.
    pub(crate) fn is_connection(&self) -> bool {
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

    /// The same error on the way through Sentinels.
    pub(super) fn through_sentinels(self) -> Self {
        match self {
            Self::Tls { address, fault } => Self::Tls { address, fault: fault.through_sentinels() },
            other => other,
        }
    }

    /// Whether a file that the user named cannot be used.
    pub(crate) fn is_invalid_file(&self) -> bool {
        matches!(self, Self::Tls { fault, .. } if fault.is_of_a_file())
    }

    /// Whether waiting may help: the server is starting, loading or gone for now.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Shape { .. } | Self::Tls { .. } | Self::Replica { .. } => false,
            Self::Login { refusal, .. } => refusal.is_full(),
            Self::Sentinel { fault, .. } => fault.is_passing(),
            Self::Refused { refusal, .. } => refusal.is_unavailable() || refusal.is_unreachable(),
            Self::Unreachable { .. } | Self::Lost { .. } | Self::Silent { .. } => true,
        }
    }

    /// The next step, where there is one.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable { known_by, .. } => Some(known_by.hint().into()),
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

impl Refusal {
    pub(crate) fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), denied: None, master: None }
    }

    /// Whether the whole server refuses to work for now, rather than this one command.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.code.as_str(), "LOADING" | "CLUSTERDOWN" | "MASTERDOWN" | "BUSY")
            // Where a cluster may work in part, that is about the slots of this one key.
            && !self.detail.starts_with("Hash slot not served")
    }

    /// Whether the server is a replica, which changes nothing.
    pub(super) fn is_read_only(&self) -> bool {
        self.code == "READONLY"
    }

    /// Notes whose replica refused it.
    pub(super) fn on_replica_of(mut self, master: Option<&str>) -> Self {
        self.master = master.filter(|_| self.is_read_only()).map(Box::from);
        self
    }

    /// Whether the server refuses the login itself, or to talk to us at all.
    pub(crate) fn is_login(&self) -> bool {
        self.is_farewell()
            || matches!(self.code.as_str(), "NOAUTH" | "WRONGPASS")
            || self.detail.contains("invalid password")
            || self.is_needless_password()
    }

    /// Whether the server refuses a password because it has none.
    fn is_needless_password(&self) -> bool {
        self.detail.contains("AUTH <password> called without any password")
    }

    /// Whether the server has closed the connection behind this reply, without having been asked.
    pub(crate) fn is_farewell(&self) -> bool {
        self.code == "DENIED" || self.is_full()
    }

    /// Whether the server has as many clients as it takes, for now.
    fn is_full(&self) -> bool {
        self.detail.contains("max number of clients")
    }

    /// Whether the server does not know the command at all.
    pub(crate) fn is_unknown_command(&self) -> bool {
        self.code == "ERR" && self.detail.starts_with("unknown command")
    }

    /// Whether the server does not know the command or one of its words.
    pub(crate) fn is_unknown_syntax(&self) -> bool {
        self.code == "ERR"
            && (self.detail.contains("syntax error") || self.detail.starts_with("unknown "))
    }

    /// Whether the key that the command needs does not exist.
    pub(crate) fn is_no_key(&self) -> bool {
        self.detail.contains("no such key") || self.detail.contains("requires the key to exist")
    }

    /// The next step, where there is one.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self.code.as_str() {
            "NOAUTH" => "put the password in the URL: redis://[user]:password@host:port",
            "WRONGPASS" => {
                "check user and password of the URL; special characters must be percent-encoded"
            }
            "DENIED" => {
                "the server is in protected mode: give it a password, or connect from its own machine"
            }
            "OOM" => "raise maxmemory, or trim streams on purpose; astra never trims to make room",
            "NOPERM" => return Some(self.permission_hint()),
            "READONLY" => return Some(self.master_hint()),
            "NOREPLICAS" => {
                "too few replicas are connected for min-replicas-to-write: look at INFO replication"
            }
            "MISCONF" => "the server cannot save to its disk: look at its log and its free space",
            "CLUSTERDOWN" => "look at CLUSTER INFO: some slots have no master that is up",
            "LOADING" => {
                "wait until the server has loaded its data, e.g. astra setup --wait-for-server"
            }
            "MASTERDOWN" => {
                "this replica has lost its master and may not show old data: connect to the master, or look at INFO replication"
            }
            _ if self.is_full() => {
                "close what is no longer needed (CLIENT LIST), or raise the server's maxclients"
            }
            _ if self.detail.contains("SELECT is not allowed in cluster mode") => {
                "leave the database out of the URL: a cluster has only 0"
            }
            _ if self.detail.contains("DB index is out of range") => {
                "name a lower database in the URL: the server has as many as its setting `databases` says"
            }
            _ if self.is_needless_password() => "leave it out of the URL",
            _ => return None,
        };
        Some(hint.into())
    }
}

impl Refusal {
    fn master_hint(&self) -> String {
        match &self.master {
            Some(master) => format!("connect to its master, {master}"),
            None => "this is a replica: connect to its master".into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "NOAUTH" => f.write_str("it wants a password"),
            "WRONGPASS" => f.write_str("wrong user name or password"),
            "DENIED" => f.write_str("it runs in protected mode and refuses this machine"),
            _ if self.is_needless_password() => f.write_str("the server has no password"),
            "WRONGTYPE" => f.write_str("the key holds no stream but another type"),
            "OOM" => {
                f.write_str("the server is out of memory (OOM): used memory is above maxmemory")
            }
            "LOADING" => f.write_str("the server is still loading its data"),
            "READONLY" => f.write_str("the server is a read-only replica"),
            "UNREACHABLE" => write!(f, "its node is away: {}", self.detail),
            "ERR" => f.write_str(&self.detail),
            code => match self.unnamed_command() {
                Some(command) => write!(f, "{code} {} ({command})", self.detail),
                None => write!(f, "{code} {}", self.detail),
            },
        }
    }
}

impl From<&redis::ServerError> for Refusal {
    fn from(error: &redis::ServerError) -> Self {
        Self::new(error.code(), error.details().unwrap_or_default())
    }
}

/// The words of an I/O error, or of one that repeats it, without the number that only a programmer needs.
pub(crate) fn io_reason(error: &(impl fmt::Display + ?Sized)) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn refusal(code: &str, detail: &str) -> Refusal {
        Refusal::new(code, detail)
    }

    #[test]
    fn says_what_failed_and_the_next_step() {
        let error = BusError::Unreachable {
            address: "h:1".into(),
            reason: io_reason(&io::Error::from_raw_os_error(111)),
            known_by: KnownBy::Url,
        };
        assert_eq!(error.to_string(), "cannot reach Redis at h:1: connection refused");
        assert!(error.hint().unwrap().contains("astra sandbox"));
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
        assert!(refused("LOADING").is_connection() && refused("LOADING").is_passing());
        assert!(!refused("OOM").is_connection());
        let login = BusError::Login { address: "h".into(), refusal: refusal("WRONGPASS", "") };
        assert!(login.is_connection() && !login.is_passing());
    }
}
