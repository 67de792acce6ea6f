//! A context: a named server, and what may be changed there.

use astra_bus::{Endpoint, Tls};

use crate::contexts::error::ContextError;
use crate::contexts::name::ContextName;
use crate::contexts::password::PasswordSource;

/// A named server, how to log in to it, and what may be changed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) name: ContextName,
    /// Contains no password.
    pub(crate) url: String,
    pub(crate) password: Option<PasswordSource>,
    /// TLS settings beyond those of the URL.
    pub(crate) tls: Option<Tls>,
    /// Whether astra refuses every change.
    pub(crate) is_read_only: bool,
    /// Whether the user must type the name of the context before a change.
    pub(crate) is_production: bool,
    pub(crate) description: Option<String>,
}

impl Context {
    /// The server, without its password.
    ///
    /// # Errors
    /// An invalid URL, a URL with a password, or TLS settings for a server without TLS.
    pub(crate) fn endpoint(&self) -> Result<Endpoint, ContextError> {
        let invalid = |error| ContextError::Endpoint { context: self.name.clone(), error };
        let mut endpoint = Endpoint::parse(&self.url).map_err(invalid)?;
        if endpoint.password.is_some() {
            return Err(ContextError::Password);
        }
        if let Some(tls) = &self.tls {
            if !is_encrypted(&self.url) {
                return Err(ContextError::NotEncrypted(first_key(tls)));
            }
            endpoint.tls = Some(tls.clone());
        }
        Ok(endpoint)
    }
}

fn is_encrypted(url: &str) -> bool {
    url.split("://").next().is_some_and(|scheme| scheme.contains("rediss"))
}

fn first_key(tls: &Tls) -> &'static str {
    match tls {
        Tls { ca: Some(_), .. } => "tls_ca",
        Tls { identity: Some(_), .. } => "tls_cert",
        _ => "tls_insecure",
    }
}
