//! An error reply of a server, with its meaning and the next step.

use std::fmt;

use astra_model::Name;
use redis::Cmd;

use crate::error::permission;
use crate::error::permission::PermissionDenied;
use crate::error::script;

/// The code of an error that no server sent, for a key whose node is unreachable.
pub(crate) const UNREACHABLE: &str = "UNREACHABLE";

/// An error reply of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyError {
    /// The first word of the reply, such as `WRONGTYPE`.
    pub code: String,
    /// The rest of the reply.
    pub detail: String,
    /// The command that was denied, if it is known.
    denied: Option<Box<PermissionDenied>>,
    /// The master of the replica that refused to change anything, if it is known.
    master: Option<Box<str>>,
}

impl ReplyError {
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), denied: None, master: None }
    }

    /// Parses an error as a script returns it.
    pub(crate) fn from_script(text: &str) -> Self {
        let (code, detail) = script::parse(text);
        Self::new(code, detail)
    }

    /// Returns the error for a group that existed when the command began.
    pub(crate) fn no_group(stream: &Name, group: &Name) -> Self {
        Self::new("NOGROUP", format!("stream `{stream}` no longer has a consumer group `{group}`"))
    }

    /// Adds what `user` was denied if the ACL denied it; used for the hint.
    #[must_use]
    pub fn with_denied(self, user: &str, command: &str, keys: &[&[u8]]) -> Self {
        self.with_permission_denied(|| PermissionDenied::new(user, command, keys))
    }

    /// As [`ReplyError::with_denied`], with the keys that stand in the command.
    #[must_use]
    pub(crate) fn with_denied_command(self, user: &str, command: &Cmd) -> Self {
        self.with_permission_denied(|| PermissionDenied::of_command(user, command))
    }

    fn with_permission_denied(mut self, denied: impl FnOnce() -> PermissionDenied) -> Self {
        if self.code == "NOPERM" && self.denied.is_none() {
            self.denied = Some(Box::new(denied()));
        }
        self
    }

    /// Adds the ACL rules that the whole operation needs, so that the hint names all of them at once.
    #[must_use]
    pub fn with_required_rules(mut self, rules: &'static str) -> Self {
        if let Some(denied) = &mut self.denied {
            denied.require(rules);
        }
        self
    }

    /// Adds the master of the server if the server refused a write because it is a replica; used for the hint.
    #[must_use]
    pub(crate) fn with_master(mut self, master: Option<&str>) -> Self {
        self.master = master.filter(|_| self.is_read_only()).map(Box::from);
        self
    }

    /// Whether the whole server refuses to work for now, rather than only this command.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.code.as_str(), "LOADING" | "CLUSTERDOWN" | "MASTERDOWN" | "BUSY")
            // With `cluster-require-full-coverage no`, this text is about the slot of one key.
            && !self.detail.starts_with("Hash slot not served")
    }

    /// Whether the server is a replica that accepts no writes.
    pub(crate) fn is_read_only(&self) -> bool {
        self.code == "READONLY"
    }

    /// Whether the server rejected the login or the connection.
    pub fn is_login(&self) -> bool {
        self.closes_connection()
            || matches!(self.code.as_str(), "NOAUTH" | "WRONGPASS")
            || self.detail.contains("invalid password")
            || self.is_unexpected_password()
    }

    /// Whether the server rejected a password because it has none.
    fn is_unexpected_password(&self) -> bool {
        self.detail.contains("AUTH <password> called without any password")
    }

    /// Whether the server closes the connection after this reply, which it sends before any request.
    pub fn closes_connection(&self) -> bool {
        self.code == "DENIED" || self.is_client_limit()
    }

    /// Whether the server has reached its `maxclients`.
    pub(crate) fn is_client_limit(&self) -> bool {
        self.detail.contains("max number of clients")
    }

    /// Whether the server does not know the command at all.
    pub fn is_unknown_command(&self) -> bool {
        self.code == "ERR" && self.detail.starts_with("unknown command")
    }

    /// Whether the server does not know the command or one of its arguments.
    pub fn is_unknown_syntax(&self) -> bool {
        self.code == "ERR"
            && (self.detail.contains("syntax error") || self.detail.starts_with("unknown "))
    }

    /// Whether the key that the command needs does not exist.
    pub fn is_missing_key(&self) -> bool {
        self.detail.contains("no such key") || self.detail.contains("requires the key to exist")
    }

    /// Returns the next step, if there is one.
    pub fn hint(&self) -> Option<String> {
        match self.code.as_str() {
            "NOPERM" => Some(permission::hint(&self.detail, self.denied.as_deref())),
            "READONLY" => Some(self.master_hint()),
            code => hint_of_code(code).or_else(|| self.hint_of_detail()).map(Into::into),
        }
    }

    /// Returns the next step for an error whose code is used for several causes.
    fn hint_of_detail(&self) -> Option<&'static str> {
        if self.is_client_limit() {
            Some(
                "close connections that nobody needs (CLIENT LIST), or raise the server's maxclients",
            )
        } else if self.detail.contains("SELECT is not allowed in cluster mode") {
            Some("remove the database from the URL: a cluster has only database 0")
        } else if self.detail.contains("DB index is out of range") {
            Some("use a lower database in the URL: the server's setting `databases` limits it")
        } else if self.is_unexpected_password() {
            Some("remove the password from the URL, or its source from the context")
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

/// Returns the next step after an error with this code.
fn hint_of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "NOAUTH" => {
            "name the server in a context that reads the password from a file: \
             astra context add NAME --url redis://USER@HOST:PORT --password-file FILE"
        }
        "WRONGPASS" => {
            "check the user and the password; in a URL, special characters must be percent-encoded"
        }
        "DENIED" => "set a password on the server, or connect from its own machine",
        "OOM" => "raise maxmemory, or trim streams yourself; astra never trims to free memory",
        "NOGROUP" => {
            "it was removed in the meantime: list the groups with astra lag, \
             or create it again with astra setup"
        }
        "NOREPLICAS" => {
            "too few replicas are connected for min-replicas-to-write: check INFO replication"
        }
        "MISCONF" => "the server cannot save to its disk: check its log and its free space",
        "TRYAGAIN" => "run it again after the slot has moved, see CLUSTER NODES",
        "CLUSTERDOWN" => "check CLUSTER INFO: some slots have no working master",
        "LOADING" => {
            "wait until the server has loaded its data, for example with \
             astra setup --wait-for-server"
        }
        "MASTERDOWN" => {
            "this replica has lost its master and may not serve stale data: \
             connect to the master, or check INFO replication"
        }
        _ => return None,
    })
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "NOAUTH" => f.write_str("it requires a password"),
            "WRONGPASS" => f.write_str("wrong user name or password"),
            "DENIED" => f.write_str(
                "it runs in protected mode and accepts connections only from its own machine",
            ),
            _ if self.is_unexpected_password() => f.write_str("the server has no password"),
            "WRONGTYPE" => f.write_str("the key is not a stream"),
            "OOM" => {
                f.write_str("the server is out of memory (OOM): used memory is above maxmemory")
            }
            "LOADING" => f.write_str("the server is still loading its data"),
            "READONLY" => f.write_str("the server is a read-only replica"),
            "TRYAGAIN" => f.write_str("the slot of the keys is moving to another node (TRYAGAIN)"),
            UNREACHABLE => write!(f, "its node is unreachable: {}", self.detail),
            "ERR" | "NOGROUP" => f.write_str(&self.detail),
            code => {
                write!(f, "{code} {}", self.detail)?;
                // A reply about a key does not name the command.
                match self.denied.as_deref() {
                    Some(denied) if permission::named_command(&self.detail).is_none() => {
                        write!(f, " ({})", denied.command())
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

impl From<&redis::ServerError> for ReplyError {
    fn from(error: &redis::ServerError) -> Self {
        let detail = error.details().unwrap_or_default();
        let (code, detail) = script::command_error(error.code(), detail);
        Self::new(code, detail)
    }
}
