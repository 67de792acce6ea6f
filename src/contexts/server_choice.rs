//! Chooses the server of a run from options, variables and contexts.

use std::fmt;

use astra_bus::{Endpoint, EndpointError};

use crate::contexts::context::Context;
use crate::contexts::error::ContextError;
use crate::contexts::list::Contexts;
use crate::contexts::name::ContextName;

/// The options that may choose a server; each has a variable that stands in for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerOptions<'a> {
    /// `--url` or `ASTRA_REDIS_URL`.
    pub(crate) url: Option<Given<'a>>,
    /// `--context` or `ASTRA_CONTEXT`.
    pub(crate) context: Option<Given<'a>>,
}

/// The value of an option, and whether the user typed it rather than set the variable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    pub(crate) value: &'a str,
    pub(crate) is_typed: bool,
}

/// The option, variable or context that the server of a run comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ServerOrigin {
    /// `--url`.
    Flag,
    /// A variable that contains a URL.
    Variable(&'static str),
    Context(Box<Context>, ContextOrigin),
    /// `REDIS_HOST`, `REDIS_PORT` and `REDIS_PASSWORD`, or some of them.
    Parts,
    /// Nothing names a server.
    Default,
}

/// What chose a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContextOrigin {
    /// `--context`.
    Flag,
    /// `ASTRA_CONTEXT`.
    Variable,
    /// `astra context use` made it the active one.
    Active,
}

/// The server of a run.
#[derive(Clone, Debug)]
pub(crate) struct ServerChoice {
    pub(crate) origin: ServerOrigin,
    /// Without the password of a context, see [`ServerChoice::with_password`].
    pub(crate) endpoint: Endpoint,
}

/// Why no server could be chosen.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ServerChoiceError {
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(transparent)]
    Context(#[from] ContextError),
}

impl ServerChoice {
    /// Chooses `--url` or `--context`, else `ASTRA_REDIS_URL`, else `REDIS_URL`, else `ASTRA_CONTEXT`, else
    /// the active context, else `REDIS_HOST`, `REDIS_PORT` and `REDIS_PASSWORD`, else 127.0.0.1:6379.
    ///
    /// # Errors
    /// The first source that is set but invalid. A later source never replaces it.
    pub(crate) fn resolve(
        options: ServerOptions<'_>,
        variable: impl Fn(&str) -> Option<String>,
        contexts: impl FnOnce() -> Result<Contexts, ContextError>,
    ) -> Result<Self, ServerChoiceError> {
        let ServerOptions { url, context } = options.without_empty()?;
        let is_set = |name: &str| is_set(&variable, name);
        let find = |name: &str, contexts: Contexts| contexts.find(name).cloned();
        let context = match (url, context) {
            (_, Some(Given { value, is_typed: true })) => {
                Some((find(value, contexts()?)?, ContextOrigin::Flag))
            }
            (Some(_), _) => None,
            _ if is_set("REDIS_URL") => None,
            (None, Some(Given { value, is_typed: false })) => {
                Some((find(value, contexts()?)?, ContextOrigin::Variable))
            }
            (None, None) => active(&contexts()?)?.map(|context| (context, ContextOrigin::Active)),
        };
        if let Some((context, origin)) = context {
            let endpoint = context.endpoint()?;
            return Ok(Self { origin: ServerOrigin::Context(Box::new(context), origin), endpoint });
        }
        let endpoint = Endpoint::choose(url.map(|url| url.value), &variable)?;
        Ok(Self { origin: ServerOrigin::without_context(url, is_set), endpoint })
    }

    /// The context that the server comes from.
    pub(crate) fn context(&self) -> Option<&Context> {
        match &self.origin {
            ServerOrigin::Context(context, _) => Some(context),
            _ => None,
        }
    }

    /// The endpoint with the password that the context refers to, if any.
    pub(crate) fn with_password(&self) -> Result<Endpoint, ContextError> {
        let mut endpoint = self.endpoint.clone();
        let source = self.context().and_then(|context| Some((context, context.password.as_ref()?)));
        if let Some((context, source)) = source {
            let secret = source
                .fetch()
                .map_err(|error| ContextError::Secret { context: context.name.clone(), error })?;
            endpoint.password = Some(secret);
        }
        Ok(endpoint)
    }
}

impl ServerOrigin {
    fn without_context(url: Option<Given<'_>>, is_set: impl Fn(&str) -> bool) -> Self {
        let is_part_set =
            || ["REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD"].into_iter().any(&is_set);
        match url {
            Some(Given { is_typed: true, .. }) => Self::Flag,
            Some(Given { is_typed: false, .. }) => Self::Variable("ASTRA_REDIS_URL"),
            None if is_set("REDIS_URL") => Self::Variable("REDIS_URL"),
            None if is_part_set() => Self::Parts,
            None => Self::Default,
        }
    }

    /// Whether an option or a variable of this run names the server. The active context and the default
    /// do not count, nor does a password alone.
    pub(crate) fn is_named(&self, variable: impl Fn(&str) -> Option<String>) -> bool {
        match self {
            Self::Flag | Self::Variable(_) => true,
            Self::Context(_, origin) => *origin != ContextOrigin::Active,
            Self::Parts => is_set(&variable, "REDIS_HOST") || is_set(&variable, "REDIS_PORT"),
            Self::Default => false,
        }
    }
}

impl ServerOptions<'_> {
    /// Drops empty variables. An empty `--context` is an error, because the user meant something by it.
    fn without_empty(self) -> Result<Self, ContextError> {
        let url = self.url.filter(|url| !url.value.is_empty());
        let context = match self.context {
            Some(Given { value: "", is_typed: true }) => return Err(ContextError::Nameless),
            Some(Given { value: "", is_typed: false }) => None,
            other => other,
        };
        match (url, context) {
            (Some(Given { is_typed: true, .. }), Some(Given { is_typed: true, .. })) => {
                Err(ContextError::Twice)
            }
            _ => Ok(Self { url, context }),
        }
    }
}

fn is_set(variable: impl Fn(&str) -> Option<String>, name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty())
}

fn active(contexts: &Contexts) -> Result<Option<Context>, ContextError> {
    let name = contexts.active.as_ref().map(ContextName::as_str);
    name.map(|name| contexts.find(name).cloned()).transpose()
}

impl fmt::Display for ServerOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--url"),
            Self::Variable(name) => f.write_str(name),
            Self::Context(context, ContextOrigin::Flag) => {
                write!(f, "context `{}` (--context)", context.name)
            }
            Self::Context(context, ContextOrigin::Variable) => {
                write!(f, "context `{}` (ASTRA_CONTEXT)", context.name)
            }
            Self::Context(context, ContextOrigin::Active) => {
                write!(f, "context `{}` (active)", context.name)
            }
            Self::Parts => f.write_str("REDIS_HOST, REDIS_PORT and REDIS_PASSWORD"),
            Self::Default => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests;
