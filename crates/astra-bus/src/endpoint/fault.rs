//! What can be wrong with a server URL, said without repeating it.

use std::borrow::Cow;

/// Why a server URL cannot be used. Its text never repeats the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("the server URL is not a URL: {0}")]
    Syntax(String),
    #[error("the server URL has the scheme `{0}`, which astra does not speak")]
    Scheme(String),
    #[error("the server URL names no {0}")]
    Missing(&'static str),
    #[error("`{0}` is not the number of a Redis database")]
    Database(String),
    #[error("the server URL has an unknown parameter `{0}`")]
    Parameter(String),
    #[error("`{value}` of {variable} is not a port")]
    Port { variable: String, value: String },
    #[error("the {0} of the server URL is not UTF-8 once decoded")]
    Encoding(&'static str),
    #[error("the server URL names no absolute path: after unix:// it begins with a /")]
    RelativeSocket,
    #[error("a Sentinel's address in the server URL is not host[:port]")]
    SentinelAddress,
    /// What follows may be a part of the password.
    #[error("the server URL cannot be read past its user name and password")]
    Unencoded,
}

impl EndpointError {
    /// The next step for whoever typed the URL.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unencoded => {
                "in a user name or password write %2F for /, %3F for ?, %23 for #, %40 for @, \
                 %26 for & and %25 for %"
            }
            _ => {
                "write redis://[user:password@]host:port[/database], rediss://… for TLS, \
                 redis+sentinel://host:port,host:port/master[/database] or unix:///path/to/socket"
            }
        }
    }

    /// An unknown parameter, which is repeated only where it cannot be the rest of a password.
    pub(crate) fn parameter(name: Cow<'_, str>, query: &str) -> Self {
        if query.contains('@') || query.contains("pass=") {
            Self::Unencoded
        } else {
            Self::Parameter(name.into_owned())
        }
    }
}
