//! What can go wrong with contexts, in an operator's words.

use std::io;

use astra_bus::EndpointError;

use crate::context::fault::Fault;
use crate::context::name::ContextName;
use crate::context::secret::SecretError;

/// Why a context cannot be had, or be changed. No text of it repeats a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ContextError {
    #[error("nobody knows where the contexts are kept: this user has no home folder")]
    Homeless,
    #[error("cannot {deed} `{path}`: {reason}")]
    Io { deed: &'static str, path: String, reason: String },
    #[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
    Faulty(Vec<Fault>),
    #[error(
        "other users of this machine may write to `{path}`, and could lead you to a server of theirs"
    )]
    Writable { path: String, mode: &'static str },
    #[error("there is no context `{name}`")]
    Unknown { name: String, hint: String },
    #[error("there is a context `{0}` already")]
    Exists(ContextName),
    #[error("there is no context to go back to")]
    NoPrevious,
    #[error("context `{context}`: {error}")]
    Secret { context: ContextName, error: SecretError },
    #[error("context `{context}`: {error}")]
    Endpoint { context: ContextName, error: EndpointError },
    #[error("the server URL holds a password, and the file of contexts keeps none")]
    Password,
    #[error("{0} is set, and the server URL is not one of TLS")]
    NotEncrypted(&'static str),
    #[error("a client certificate needs its key, and a key its certificate")]
    HalfIdentity,
    #[error("the server is chosen twice, by --url and by --context")]
    Twice,
    #[error("--context names none")]
    Nameless,
}

impl ContextError {
    /// The next step, where there is one.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unknown { hint, .. } => hint,
            Self::Writable { path, mode } => return Some(format!("chmod {mode} {path}")),
            Self::Exists(_) => "pass --force to put this one in its place",
            Self::Password => {
                "leave the password out of the URL, and say where it is kept: --password-file FILE, \
                 --password-command COMMAND or --password-env VARIABLE"
            }
            Self::Endpoint { error, .. } => error.hint(),
            Self::NotEncrypted(_) => "write rediss:// for a server that speaks TLS",
            Self::Twice => "leave one of them out",
            Self::NoPrevious => "choose one of astra context ls",
            Self::Homeless => "set HOME or XDG_CONFIG_HOME, or name the server with --url",
            Self::Nameless => "leave it out, or give it a name of astra context ls",
            Self::Faulty(_) | Self::Io { .. } | Self::Secret { .. } | Self::HalfIdentity => {
                return None;
            }
        };
        Some(hint.to_owned())
    }
}

/// The words of an I/O error, without the number that only a programmer needs.
pub(super) fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "no such file".into();
    }
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
