//! The errors of contexts. No text repeats a password.

use astra_bus::EndpointError;

use crate::contexts::file_fault::FileFault;
use crate::contexts::name::ContextName;
use crate::contexts::password::PasswordError;

/// Why a context cannot be read, used or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ContextError {
    #[error("cannot find the contexts file: this user has no home folder")]
    Homeless,
    #[error("cannot {action} `{path}`: {reason}")]
    Io { action: &'static str, path: String, reason: String },
    #[error("{}", .0.iter().map(FileFault::to_string).collect::<Vec<_>>().join("\n"))]
    Faulty(Vec<FileFault>),
    #[error(
        "other users of this machine can write to `{path}`, and could direct you to another server"
    )]
    Writable { path: String, mode: &'static str },
    #[error("there is no context `{name}`")]
    Unknown { name: String, hint: String },
    #[error("context `{0}` already exists")]
    Exists(ContextName),
    #[error("there is no previous context")]
    NoPrevious,
    #[error("context `{context}`: {error}")]
    Secret { context: ContextName, error: PasswordError },
    #[error("context `{context}`: {error}")]
    Endpoint { context: ContextName, error: EndpointError },
    #[error("the server URL contains a password, and the contexts file stores none")]
    Password,
    #[error("{0} is set, but the server URL does not use TLS")]
    NotEncrypted(&'static str),
    #[error("a client certificate needs its key, and a key its certificate")]
    HalfIdentity,
    #[error("--url and --context both choose a server")]
    Twice,
    #[error("the name in --context is empty")]
    Nameless,
}

impl ContextError {
    /// The next step, if there is one.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unknown { hint, .. } => hint,
            Self::Writable { path, mode } => return Some(format!("chmod {mode} {path}")),
            Self::Exists(_) => "pass --force to replace it",
            Self::Password => {
                "leave the password out of the URL, and pass --password-file FILE, \
                 --password-command COMMAND or --password-env VARIABLE"
            }
            Self::Endpoint { error, .. } => error.hint(),
            Self::NotEncrypted(_) => "write rediss:// in the URL if the server uses TLS",
            Self::Twice => "leave one of them out",
            Self::NoPrevious => "choose a context that astra context ls lists",
            Self::Homeless => "set HOME or XDG_CONFIG_HOME, or pass --url",
            Self::Nameless => "leave it out, or name a context that astra context ls lists",
            Self::Faulty(_) | Self::Io { .. } | Self::Secret { .. } | Self::HalfIdentity => {
                return None;
            }
        };
        Some(hint.to_owned())
    }
}
