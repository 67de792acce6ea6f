//! An error reply of a server: what it means, in an operator's words, and the next step.

use std::fmt;

use astra_model::Name;

use crate::error::permission::PermissionDenied;
use crate::error::script::within_script;

/// An error reply of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyError {
    /// The first word of the reply, e.g. `WRONGTYPE`.
    pub code: String,
    /// The rest of the reply.
    pub detail: String,
    /// What it is that was not allowed, where that is known.
    pub(crate) denied: Option<Box<PermissionDenied>>,
    /// The master of the replica that refused to change anything, where that is known.
    pub(crate) master: Option<Box<str>>,
}

impl ReplyError {
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), denied: None, master: None }
    }

    /// The refusal of what is about a group that was there before.
    pub(crate) fn no_group(stream: &Name, group: &Name) -> Self {
        Self::new("NOGROUP", format!("stream `{stream}` has no consumer group `{group}` any more"))
    }

    /// Whether the whole server refuses to work for now, rather than this one command.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.code.as_str(), "LOADING" | "CLUSTERDOWN" | "MASTERDOWN" | "BUSY")
            // Where a cluster may work in part, that is about the slots of this one key.
            && !self.detail.starts_with("Hash slot not served")
    }

    /// Whether the server is a replica, which changes nothing.
    pub(crate) fn is_read_only(&self) -> bool {
        self.code == "READONLY"
    }

    /// Notes whose replica refused it.
    #[must_use]
    pub(crate) fn on_replica_of(mut self, master: Option<&str>) -> Self {
        self.master = master.filter(|_| self.is_read_only()).map(Box::from);
        self
    }

    /// Whether the server refuses the login itself, or to talk to us at all.
    pub fn is_login(&self) -> bool {
        self.closes_connection()
            || matches!(self.code.as_str(), "NOAUTH" | "WRONGPASS")
            || self.detail.contains("invalid password")
            || self.is_unexpected_password()
    }

    /// Whether the server refuses a password because it has none.
    fn is_unexpected_password(&self) -> bool {
        self.detail.contains("AUTH <password> called without any password")
    }

    /// Whether the server has closed the connection behind this reply, without having been asked.
    pub fn closes_connection(&self) -> bool {
        self.code == "DENIED" || self.is_full()
    }

    /// Whether the server has as many clients as it takes, for now.
    pub(crate) fn is_full(&self) -> bool {
        self.detail.contains("max number of clients")
    }

    /// Whether the server does not know the command at all.
    pub fn is_unknown_command(&self) -> bool {
        self.code == "ERR" && self.detail.starts_with("unknown command")
    }

    /// Whether the server does not know the command or one of its words.
    pub fn is_unknown_syntax(&self) -> bool {
        self.code == "ERR"
            && (self.detail.contains("syntax error") || self.detail.starts_with("unknown "))
    }

    /// Whether the key that the command needs does not exist.
    pub fn is_no_key(&self) -> bool {
        self.detail.contains("no such key") || self.detail.contains("requires the key to exist")
    }

    /// The next step, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self.code.as_str() {
            "NOPERM" => Some(self.permission_hint()),
            "READONLY" => Some(self.master_hint()),
            code => hint_of(code).or_else(|| self.hint_of_detail()).map(Into::into),
        }
    }

    /// The next step where the code alone does not tell.
    fn hint_of_detail(&self) -> Option<&'static str> {
        let says = |words| self.detail.contains(words);
        if self.is_full() {
            Some("close what is no longer needed (CLIENT LIST), or raise the server's maxclients")
        } else if says("SELECT is not allowed in cluster mode") {
            Some("leave the database out of the URL: a cluster has only 0")
        } else if says("DB index is out of range") {
            Some(
                "name a lower database in the URL: the server has as many as its setting `databases` says",
            )
        } else if self.is_unexpected_password() {
            Some("leave the password out of the URL, or of the context that says where it is kept")
        } else {
            None
        }
    }

    fn master_hint(&self) -> String {
        match &self.master {
            Some(master) => format!("connect to its master, {master}"),
            None => "this is a replica: connect to its master".into(),
        }
    }
}

/// The next step after a refusal of this code.
fn hint_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "NOAUTH" => "put the password in the URL: redis://[user]:password@host:port",
        "WRONGPASS" => {
            "check user and password of the URL; special characters must be percent-encoded"
        }
        "DENIED" => {
            "the server is in protected mode: give it a password, or connect from its own machine"
        }
        "OOM" => "raise maxmemory, or trim streams on purpose; astra never trims to make room",
        "NOGROUP" => {
            "it was removed meanwhile: look what is there with astra lag, or make it again with astra setup"
        }
        "NOREPLICAS" => {
            "too few replicas are connected for min-replicas-to-write: look at INFO replication"
        }
        "MISCONF" => "the server cannot save to its disk: look at its log and its free space",
        "TRYAGAIN" => "run it again when the slot has moved, see CLUSTER NODES",
        "CLUSTERDOWN" => "look at CLUSTER INFO: some slots have no master that is up",
        "LOADING" => {
            "wait until the server has loaded its data, e.g. astra setup --wait-for-server"
        }
        "MASTERDOWN" => {
            "this replica has lost its master and may not show old data: connect to the master, or look at INFO replication"
        }
        _ => return None,
    })
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "NOAUTH" => f.write_str("it wants a password"),
            "WRONGPASS" => f.write_str("wrong user name or password"),
            "DENIED" => f.write_str("it runs in protected mode and refuses this machine"),
            _ if self.is_unexpected_password() => f.write_str("the server has no password"),
            "WRONGTYPE" => f.write_str("the key holds no stream but another type"),
            "OOM" => {
                f.write_str("the server is out of memory (OOM): used memory is above maxmemory")
            }
            "LOADING" => f.write_str("the server is still loading its data"),
            "READONLY" => f.write_str("the server is a read-only replica"),
            "TRYAGAIN" => {
                f.write_str("the slot of its keys is being moved to another node (TRYAGAIN)")
            }
            "UNREACHABLE" => write!(f, "its node is away: {}", self.detail),
            "ERR" | "NOGROUP" => f.write_str(&self.detail),
            code => match self.unnamed_command() {
                Some(command) => write!(f, "{code} {} ({command})", self.detail),
                None => write!(f, "{code} {}", self.detail),
            },
        }
    }
}

impl From<&redis::ServerError> for ReplyError {
    fn from(error: &redis::ServerError) -> Self {
        within_script(Self::new(error.code(), error.details().unwrap_or_default()))
    }
}
