//! Each way in which the search for a master fails, in an operator's words.

use astra_model::did_you_mean;

use crate::error::role::Role;

/// Why the master that Sentinels watch over is not to be had.
#[derive(Clone, Debug)]
pub enum SentinelFault {
    /// None of them answers: what each says in place of it, and the next step for the first.
    Silent { reasons: Vec<String>, hint: Option<String>, is_transient: bool },
    /// None of them knows the master, but these.
    Unknown { master: String, known: Vec<String> },
    /// It cannot be reached; whether the Sentinels hold it for down, too, and how to ask one of them
    /// whether there can be another.
    Down { reason: String, is_down: bool, question: String },
    /// The server that they name says that it is something else.
    NoMaster { at: String, role: Role, question: String },
    /// The server of a `redis://` URL is itself a Sentinel.
    Itself,
}

impl SentinelFault {
    /// Whether another search may find what this one did not: a failover is under way.
    pub(crate) fn may_change(&self) -> bool {
        matches!(self, Self::Down { .. } | Self::NoMaster { .. })
    }

    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Silent { is_transient, .. } => *is_transient,
            Self::Down { .. } | Self::NoMaster { .. } => true,
            Self::Unknown { .. } | Self::Itself => false,
        }
    }

    /// What failed on the way to the server at `address`.
    pub fn text(&self, address: &str) -> String {
        match self {
            Self::Silent { reasons, .. } => {
                format!(
                    "cannot find {address}: none of its Sentinels answers: {}",
                    reasons.join(", ")
                )
            }
            Self::Unknown { master, .. } => format!("the Sentinels know no master `{master}`"),
            Self::Down { reason, is_down: true, .. } => {
                format!("{reason}; the Sentinels hold it for down, too")
            }
            Self::Down { reason, .. } => reason.clone(),
            Self::NoMaster { at, role: Role::Replica(master), .. } => format!(
                "the Sentinels name {at} as the master, and it says that it is a replica of {master}"
            ),
            Self::NoMaster { at, .. } => {
                format!("the Sentinels name {at} as the master, and it says that it is a Sentinel")
            }
            Self::Itself => format!("the server at {address} is a Sentinel, and holds no streams"),
        }
    }

    /// The next step.
    pub fn hint(&self) -> String {
        match self {
            Self::Silent { hint: Some(hint), .. } => hint.clone(),
            Self::Silent { .. } => {
                "look at the addresses in the URL; a Sentinel listens on port 26379".into()
            }
            Self::Unknown { master, known } => {
                did_you_mean(master, known.iter().map(String::as_str)).unwrap_or_else(|| {
                    match &known[..] {
                        [] => "they watch over none".into(),
                        known => format!("they watch over `{}`", known.join("`, `")),
                    }
                })
            }
            Self::Down { question, .. } | Self::NoMaster { question, .. } => format!(
                "a failover may be under way; {question} says whether the Sentinels can make one"
            ),
            Self::Itself => {
                "write redis+sentinel://host:port/MASTER for the master that it watches over".into()
            }
        }
    }
}
