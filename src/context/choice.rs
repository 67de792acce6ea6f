//! Which server counts, of all the places that may name one.

use std::fmt;

use astra_bus::{Endpoint, EndpointError};

use crate::context::error::ContextError;
use crate::context::file::Contexts;
use crate::context::model::Context;
use crate::context::name::ContextName;

/// What the command line and the environment say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// A URL, and whether it was typed rather than set as `ASTRA_REDIS_URL`.
    pub(crate) url: Option<(&'a str, bool)>,
    /// A context, and whether it was typed rather than set as `ASTRA_CONTEXT`.
    pub(crate) context: Option<(&'a str, bool)>,
}

/// Where the server of a run comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `--url`.
    Flag,
    /// A variable that holds a URL.
    Variable(&'static str),
    Context(Box<Context>, By),
    /// `REDIS_HOST`, `REDIS_PORT` and `REDIS_PASSWORD`, as far as they are set.
    Parts,
    /// Nothing names one.
    Default,
}

/// Who chose a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// `--context`.
    Flag,
    /// `ASTRA_CONTEXT`.
    Variable,
    /// It is the active one.
    Active,
}

/// The server of a run.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) origin: Origin,
    /// Without the password of a context.
    pub(crate) target: Endpoint,
}

/// Why no server could be chosen.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ChoiceError {
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(transparent)]
    Context(#[from] ContextError),
}

impl Choice {
    /// Chooses: what is typed (`--url` or `--context`), else `ASTRA_REDIS_URL`, else `REDIS_URL`, else
    /// `ASTRA_CONTEXT`, else the active context, else `REDIS_HOST` and its like, else 127.0.0.1:6379.
    ///
    /// # Errors
    /// The first source that is set and cannot be used; a later one is never tried in its place.
    pub(crate) fn make(
        asked: Asked<'_>,
        variable: impl Fn(&str) -> Option<String>,
        contexts: impl FnOnce() -> Result<Contexts, ContextError>,
    ) -> Result<Self, ChoiceError> {
        let asked = asked.filled()?;
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let context = match (asked.url, asked.context) {
            (_, Some((name, true))) => Some((contexts()?.find(name)?.clone(), By::Flag)),
            (Some(_), _) => None,
            _ if is_set("REDIS_URL") => None,
            (None, Some((name, false))) => Some((contexts()?.find(name)?.clone(), By::Variable)),
            (None, None) => active(&contexts()?)?.map(|context| (context, By::Active)),
        };
        if let Some((context, by)) = context {
            let target = context.target()?;
            return Ok(Self { origin: Origin::Context(Box::new(context), by), target });
        }
        let target = Endpoint::choose(asked.url.map(|(url, _)| url), &variable)?;
        let origin = match asked.url {
            Some((_, true)) => Origin::Flag,
            Some((_, false)) => Origin::Variable("ASTRA_REDIS_URL"),
            None if is_set("REDIS_URL") => Origin::Variable("REDIS_URL"),
            None if ["REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD"].into_iter().any(is_set) => {
                Origin::Parts
            }
            None => Origin::Default,
        };
        Ok(Self { origin, target })
    }

    /// The context that the server comes from.
    pub(crate) fn context(&self) -> Option<&Context> {
        match &self.origin {
            Origin::Context(context, _) => Some(context),
            _ => None,
        }
    }

    /// Fetches the password, where the context says where it is kept.
    pub(crate) fn complete(&self) -> Result<Endpoint, ContextError> {
        let mut target = self.target.clone();
        let kept = self.context().and_then(|context| Some((context, context.password.as_ref()?)));
        if let Some((context, source)) = kept {
            let secret = source
                .fetch()
                .map_err(|error| ContextError::Secret { context: context.name.clone(), error })?;
            target.password = Some(secret);
        }
        Ok(target)
    }
}

impl Origin {
    /// Whether it was chosen for this run, by a word or a variable that says where, rather than
    /// being what is there anyway.
    pub(crate) fn is_named(&self, variable: impl Fn(&str) -> Option<String>) -> bool {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Flag | Self::Variable(_) => true,
            Self::Context(_, by) => *by != By::Active,
            Self::Parts => is_set("REDIS_HOST") || is_set("REDIS_PORT"),
            Self::Default => false,
        }
    }
}

impl Asked<'_> {
    /// Without what is empty, as a variable may be; what is typed is never taken for nothing.
    fn filled(self) -> Result<Self, ContextError> {
        let url = self.url.filter(|(url, _)| !url.is_empty());
        let context = match self.context {
            Some(("", true)) => return Err(ContextError::Nameless),
            Some(("", false)) => None,
            other => other,
        };
        match (url, context) {
            (Some((_, true)), Some((_, true))) => Err(ContextError::Twice),
            _ => Ok(Asked { url, context }),
        }
    }
}

fn active(contexts: &Contexts) -> Result<Option<Context>, ContextError> {
    let name = contexts.active.as_ref().map(ContextName::as_str);
    name.map(|name| contexts.find(name).cloned()).transpose()
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--url"),
            Self::Variable(name) => f.write_str(name),
            Self::Context(context, By::Flag) => write!(f, "context `{}` (--context)", context.name),
            Self::Context(context, By::Variable) => {
                write!(f, "context `{}` (ASTRA_CONTEXT)", context.name)
            }
            Self::Context(context, By::Active) => write!(f, "context `{}` (active)", context.name),
            Self::Parts => f.write_str("REDIS_HOST, REDIS_PORT and REDIS_PASSWORD"),
            Self::Default => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests;
