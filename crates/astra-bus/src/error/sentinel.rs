//! Every way in which the search for a master through Sentinels fails.

use astra_model::did_you_mean;

use crate::error::role::Role;

/// The reason why Sentinels did not lead to a master.
#[derive(Clone, Debug)]
pub enum SentinelFault {
    /// No Sentinel gave a usable reply: the reason of each, and the next step for the first.
    NoReply { reasons: Vec<String>, hint: Option<String>, is_transient: bool },
    /// The Sentinels do not monitor the master, only the `known` ones.
    UnknownMaster { master: String, known: Vec<String> },
    /// The master cannot be reached; `is_down` if the Sentinels also report it as down, and
    /// `quorum_command` asks one of them whether a failover is possible.
    Down { reason: String, is_down: bool, quorum_command: String },
    /// The server that the Sentinels name reports another role.
    NotMaster { at: String, role: Role, quorum_command: String },
    /// The server of a `redis://` URL is itself a Sentinel.
    IsSentinel,
}

impl SentinelFault {
    /// Whether a failover may be in progress, so that another search may find the master.
    pub(crate) fn may_be_failover(&self) -> bool {
        matches!(self, Self::Down { .. } | Self::NotMaster { .. })
    }

    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoReply { is_transient, .. } => *is_transient,
            Self::Down { .. } | Self::NotMaster { .. } => true,
            Self::UnknownMaster { .. } | Self::IsSentinel => false,
        }
    }

    /// Returns the error text; `address` is the server or the master of the URL.
    pub fn text(&self, address: &str) -> String {
        match self {
            Self::NoReply { reasons, .. } => {
                let reasons = reasons.join(", ");
                format!("cannot find {address}: no usable reply from its Sentinels: {reasons}")
            }
            Self::UnknownMaster { master, .. } => {
                format!("the Sentinels do not monitor a master `{master}`")
            }
            Self::Down { reason, is_down: true, .. } => {
                format!("{reason}; the Sentinels also report it as down")
            }
            Self::Down { reason, .. } => reason.clone(),
            Self::NotMaster { at, role: Role::Replica(master), .. } => format!(
                "the Sentinels name {at} as the master, but it reports that it is a replica of {master}"
            ),
            Self::NotMaster { at, .. } => {
                format!(
                    "the Sentinels name {at} as the master, but it reports that it is a Sentinel"
                )
            }
            Self::IsSentinel => {
                format!("the server at {address} is a Sentinel, which holds no streams")
            }
        }
    }

    /// Returns the next step.
    pub fn hint(&self) -> String {
        match self {
            Self::NoReply { hint: Some(hint), .. } => hint.clone(),
            Self::NoReply { .. } => {
                "check the addresses in the URL; the default port of a Sentinel is 26379".into()
            }
            Self::UnknownMaster { master, known } => {
                did_you_mean(master, known.iter().map(String::as_str)).unwrap_or_else(|| {
                    match &known[..] {
                        [] => "they monitor no master".into(),
                        known => format!("they monitor `{}`", known.join("`, `")),
                    }
                })
            }
            Self::Down { quorum_command, .. } | Self::NotMaster { quorum_command, .. } => format!(
                "a failover may be in progress; \
                 {quorum_command} reports whether the Sentinels can perform one"
            ),
            Self::IsSentinel => {
                "use redis+sentinel://host:port/MASTER for a master that it monitors".into()
            }
        }
    }
}
