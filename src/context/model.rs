//! A context: a server that an operator has given a name, and what may be done to it.

use astra_bus::{Endpoint, Tls};

use crate::context::error::ContextError;
use crate::context::name::ContextName;
use crate::context::secret::PasswordSource;

/// A named server, how to log in to it, and what may be done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) name: ContextName,
    /// Holds no password.
    pub(crate) url: String,
    pub(crate) password: Option<PasswordSource>,
    /// Files and choices of TLS, where any is made beyond the URL's.
    pub(crate) tls: Option<Tls>,
    /// Whether every change is refused.
    pub(crate) is_read_only: bool,
    /// Whether the context's name has to be typed before a change.
    pub(crate) is_production: bool,
    pub(crate) description: Option<String>,
}

impl Context {
    /// The server, without its password.
    ///
    /// # Errors
    /// A URL that cannot be used or that holds a password, and TLS files for one without TLS.
    pub(crate) fn target(&self) -> Result<Endpoint, ContextError> {
        let wrong = |error| ContextError::Endpoint { context: self.name.clone(), error };
        let mut target = Endpoint::parse(&self.url).map_err(wrong)?;
        if target.password.is_some() {
            return Err(ContextError::Password);
        }
        if let Some(tls) = &self.tls {
            if !is_encrypted(&self.url) {
                return Err(ContextError::NotEncrypted(first_key(tls)));
            }
            target.tls = Some(tls.clone());
        }
        Ok(target)
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
